package hearth.chain;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Locale;

/// What a node answered to one call.
sealed interface RpcAnswer {
    record Result(JsonNode value) implements RpcAnswer {}

    /// @param message text of the node's, for comparing with known messages, never for showing
    /// @param revertData `0x` and the contract's error in hex, `0x` if there is none
    record Failure(int code, String message, String revertData) implements RpcAnswer {
        /// Of JSON-RPC: something in the node broke, at whatever point.
        private static final int INTERNAL_ERROR = -32603;

        /// What nodes say to bytes that they have, whose nonce is used, or of which they do not
        /// know what became: go-ethereum, Besu, Nethermind, and gateways before them.
        private static final List<String> UNCLEAR =
                List.of(
                        "already",
                        "known transaction",
                        "nonce too low",
                        "oldnonce",
                        "timeout",
                        "timed out",
                        "deadline");

        boolean says(String words) {
            return message.toLowerCase(Locale.ROOT).contains(words);
        }

        /// Whether it says clearly that a node did not take a transaction.
        boolean refuses() {
            return code != INTERNAL_ERROR && UNCLEAR.stream().noneMatch(this::says);
        }
    }
}
