package hearth.app.operator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.keys.AccountOrder;
import hearth.keys.EthereumKey;
import hearth.protocol.DeviceId;
import hearth.protocol.PayoutMessages;
import hearth.protocol.ServerId;

import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The coordinator finds behind a wallet's words whoever signed them for it and its chain.
final class WalletPayoutVerifierTest {
    private static final long CHAIN = 31337;
    private static final long END = 1_800_000_000L;
    private static final DeviceId KEY = new DeviceId("ab".repeat(32));
    private static final ServerId SERVER = new ServerId("cd".repeat(32));
    private final EthereumKey old = EthereumKey.random(new SecureRandom());
    private final EthereumKey next = EthereumKey.random(new SecureRandom());
    private final WalletPayoutVerifier verifier = new WalletPayoutVerifier();

    private static String hex(byte[] signature) {
        return HexFormat.of().formatHex(signature);
    }

    private List<PayoutMessages.Order> orders() {
        var end = Instant.ofEpochSecond(END);
        // As the coordinator keeps addresses, and as people write them.
        var from = old.address().value().toLowerCase(Locale.ROOT);
        var to = next.address().value();
        var change =
                new AccountOrder.PayoutChange(
                        KEY, old.address(), next.address(), SERVER, CHAIN, 3, end);
        var undo =
                new AccountOrder.PayoutUndo(
                        KEY, old.address(), next.address(), SERVER, CHAIN, 3, end);
        var revocation = new AccountOrder.OwnerRevocation(KEY, old.address(), SERVER, CHAIN, end);
        return List.of(
                new PayoutMessages.PayoutChange(KEY, from, to, 3, END, hex(next.sign(change))),
                new PayoutMessages.PayoutUndo(KEY, from, to, 3, END, hex(old.sign(undo))),
                new PayoutMessages.OwnerRevocation(KEY, from, END, hex(old.sign(revocation))));
    }

    private boolean holds(ServerId server, long chain, PayoutMessages.Order order) {
        return verifier.signer(server, chain, order)
                .filter(order.by()::equalsIgnoreCase)
                .isPresent();
    }

    @Test
    void findsWhoSignedForThisServerAndChain() {
        for (var order : orders()) {
            assertThat(holds(SERVER, CHAIN, order)).as(order.toString()).isTrue();
            assertThat(holds(SERVER, 1, order)).as("another chain").isFalse();
            assertThat(holds(new ServerId("ce".repeat(32)), CHAIN, order)).isFalse();
        }
    }

    @Test
    void aWordForOneThingIsNoneForAnother() {
        for (var order : orders()) {
            var signature = order.walletSignature();
            var from = old.address().value();
            var to = next.address().value();
            for (PayoutMessages.Order other :
                    List.of(
                            new PayoutMessages.PayoutChange(KEY, from, to, 4, END, signature),
                            new PayoutMessages.PayoutChange(KEY, from, to, 3, END + 1, signature),
                            new PayoutMessages.PayoutChange(KEY, to, from, 3, END, signature),
                            new PayoutMessages.PayoutUndo(KEY, to, from, 3, END, signature),
                            new PayoutMessages.OwnerRevocation(KEY, to, END, signature))) {
                assertThat(holds(SERVER, CHAIN, other)).as(other.toString()).isFalse();
            }
        }
    }

    @Test
    void whatIsNoAddressOrSignatureIsSignedByNobody() {
        var address = old.address().value();
        for (var order :
                List.of(
                        new PayoutMessages.OwnerRevocation(KEY, "0x12", END, "ab".repeat(65)),
                        new PayoutMessages.OwnerRevocation(KEY, address, -1, "ab".repeat(65)),
                        new PayoutMessages.OwnerRevocation(KEY, address, END, "zz"),
                        new PayoutMessages.OwnerRevocation(KEY, address, END, "00".repeat(65)))) {
            assertThat(verifier.signer(SERVER, CHAIN, order)).isEqualTo(Optional.empty());
        }
    }
}
