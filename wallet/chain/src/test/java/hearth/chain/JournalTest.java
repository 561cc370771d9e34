package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.keys.Address;
import hearth.keys.SignedTransaction;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

final class JournalTest {
    private static final Address SENDER = Address.of("0x" + "01".repeat(20));
    private static final String HASH = "0x" + "ab".repeat(32);

    @TempDir private Path folder;

    private static Node.Inclusion inclusion(long block, boolean succeeded) {
        return new Node.Inclusion(block, "0x" + block, BigInteger.TEN, succeeded, Optional.empty());
    }

    /// Between two looks a reorganisation may take the block in which a payment reverted and put
    /// the payment into another, where it succeeds.
    @Test
    void whatRevertedInABlockThatIsGoneMaySucceedInAnother() {
        try (var journal = new Journal(folder.resolve("transactions.db"), "0x" + "cd".repeat(32))) {
            var intent =
                    new Intent(
                            "pay",
                            Activity.Kind.SEND,
                            SENDER,
                            Wei.of(1),
                            Optional.empty(),
                            Optional.of(SENDER),
                            "0x");
            assertThat(journal.plan(intent, Instant.EPOCH).isOpen()).isTrue();
            var signed = new SignedTransaction(SENDER, 7, "0x00", HASH);
            assertThat(journal.signed("pay", signed, Instant.EPOCH).isDone()).isTrue();
            var attempt = new Attempts.Attempt(HASH, "0x00", false);
            assertThat(journal.included("pay", attempt, inclusion(1, false), false)).isTrue();
            assertThat(journal.find("pay").orElseThrow().state()).isEqualTo(Journal.State.REVERTED);

            assertThat(journal.included("pay", attempt, inclusion(2, true), false)).isTrue();
            var entry = journal.find("pay").orElseThrow();
            assertThat(entry.state()).isEqualTo(Journal.State.INCLUDED);
            assertThat(entry.refusal()).isEmpty();
        }
    }
}
