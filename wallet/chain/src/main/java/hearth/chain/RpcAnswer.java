package hearth.chain;

import tools.jackson.databind.JsonNode;

import java.util.Locale;

/// What a node answered to one call.
sealed interface RpcAnswer {
    record Result(JsonNode value) implements RpcAnswer {}

    /// @param message text of the node's, for comparing with known messages, never for showing
    /// @param revertData `0x` and the contract's error in hex, `0x` if there is none
    record Failure(int code, String message, String revertData) implements RpcAnswer {
        boolean says(String words) {
            return message.toLowerCase(Locale.ROOT).contains(words);
        }
    }
}
