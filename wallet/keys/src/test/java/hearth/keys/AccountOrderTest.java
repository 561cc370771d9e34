package hearth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.keys.AccountOrder.OwnerRevocation;
import hearth.keys.AccountOrder.PayoutChange;
import hearth.keys.AccountOrder.PayoutUndo;
import hearth.protocol.DeviceId;
import hearth.protocol.ServerId;

import org.junit.jupiter.api.Test;
import org.web3j.crypto.StructuredDataEncoder;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

final class AccountOrderTest {
    private static final Instant END = Instant.parse("2027-01-01T00:00:00Z");
    private static final DeviceId DEVICE = new DeviceId("ab".repeat(32));
    private static final ServerId SERVER = new ServerId("cd".repeat(32));
    private final EthereumKey from = EthereumKey.random(new SecureRandom());
    private final EthereumKey to = EthereumKey.random(new SecureRandom());

    private PayoutChange change(ServerId server, long chain, long number, Instant end) {
        return new PayoutChange(DEVICE, from.address(), to.address(), server, chain, number, end);
    }

    private PayoutUndo undo() {
        return new PayoutUndo(DEVICE, from.address(), to.address(), SERVER, 31337, 7, END);
    }

    private static byte[] encoded(String type, String fields, String message) throws IOException {
        String json =
                """
                {"types": {
                  "EIP712Domain": [{"name": "name", "type": "string"},
                                   {"name": "version", "type": "string"},
                                   {"name": "chainId", "type": "uint256"}],
                  "%s": [%s {"name": "server", "type": "bytes32"}%s,
                         {"name": "notAfter", "type": "uint64"}]},
                 "primaryType": "%s",
                 "domain": {"name": "Hearth", "version": "1", "chainId": 31337},
                 "message": {%s, "server": "0x%s", "notAfter": "%d"}}
                """
                        .formatted(
                                type,
                                fields,
                                type.startsWith("Payout")
                                        ? ", {\"name\": \"number\", \"type\": \"uint64\"}"
                                        : "",
                                type,
                                message,
                                SERVER,
                                END.getEpochSecond());
        return new StructuredDataEncoder(json).hashStructuredData();
    }

    @Test
    void digestsAreThoseOfAnIndependentEncoder() throws IOException {
        String fields =
                """
                {"name": "device", "type": "bytes32"}, {"name": "from", "type": "address"},
                {"name": "to", "type": "address"},""";
        String message =
                "\"device\": \"0x%s\", \"from\": \"%s\", \"to\": \"%s\", \"number\": \"7\""
                        .formatted(DEVICE, from.address(), to.address());
        assertThat(change(SERVER, 31337, 7, END).digest())
                .isEqualTo(encoded("PayoutChange", fields, message));
        assertThat(undo().digest()).isEqualTo(encoded("PayoutUndo", fields, message));
        assertThat(new OwnerRevocation(DEVICE, from.address(), SERVER, 31337, END).digest())
                .isEqualTo(
                        encoded(
                                "OwnerRevocation",
                                """
                                {"name": "key", "type": "bytes32"},
                                {"name": "account", "type": "address"},""",
                                "\"key\": \"0x%s\", \"account\": \"%s\""
                                        .formatted(DEVICE, from.address())));
    }

    @Test
    void anythingElseNeedsAnotherSignature() {
        var order = change(SERVER, 31337, 7, END);
        byte[] signature = to.sign(order);
        assertThat(PayoutBindings.recoverSigner(order, signature)).contains(to.address());
        for (AccountOrder other :
                List.of(
                        change(new ServerId("ce".repeat(32)), 31337, 7, END),
                        change(SERVER, 1, 7, END),
                        change(SERVER, 31337, 8, END),
                        change(SERVER, 31337, 7, END.plusSeconds(1)),
                        undo())) {
            assertThat(PayoutBindings.recoverSigner(other, signature))
                    .as(other.toString())
                    .isNotEqualTo(Optional.of(to.address()));
        }
    }

    @Test
    void nobodySignsForAnotherAccount() {
        assertThatThrownBy(() -> from.sign(change(SERVER, 31337, 7, END)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> to.sign(undo())).isInstanceOf(IllegalArgumentException.class);
        assertThat(PayoutBindings.recoverSigner(undo(), from.sign(undo())))
                .contains(from.address());
    }
}
