package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.keys.Address;
import hearth.keys.SignedTransaction;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

final class JournalTest {
    private static final Address SENDER = Address.of("0x" + "01".repeat(20));
    private static final String HASH = "0x" + "ab".repeat(32);

    @TempDir private Path folder;

    private static final String CHAIN = "0x" + "cd".repeat(32);
    private static final Address TOKEN = Address.of("0x" + "0a".repeat(20));
    private static final Address OTHER_TOKEN = Address.of("0x" + "0b".repeat(20));

    private static Node.Inclusion inclusion(long block, boolean succeeded) {
        return new Node.Inclusion(
                block, "0x" + block, BigInteger.TEN, succeeded, Optional.empty(), List.of());
    }

    private Journal open(String chain, Address token) {
        return new Journal(folder.resolve("transactions.db"), chain, Optional.of(token));
    }

    private static Intent payment(String id, Address to) {
        return new Intent(
                id,
                Activity.Kind.SEND,
                SENDER,
                Wei.of(1),
                Optional.of(to),
                Optional.of(TOKEN),
                "0x");
    }

    /// Signed, so that it counts as paid.
    private static void pay(Journal journal, String id, Address to, long nonce) {
        journal.plan(payment(id, to), Instant.EPOCH);
        var hash = "0x" + "%064x".formatted(nonce);
        var signed = new SignedTransaction(SENDER, nonce, "0x00", hash);
        assertThat(journal.signed(id, signed, Instant.EPOCH).isDone()).isTrue();
    }

    private static List<String> ids(List<Journal.Entry> entries) {
        return entries.stream().map(Journal.Entry::id).toList();
    }

    /// Networks share the file, and two of them may share a chain.
    @Test
    void aLineBelongsToTheNetworkThatItWasMadeFor() {
        var practice = Address.of("0x" + "11".repeat(20));
        var town = Address.of("0x" + "22".repeat(20));
        var village = Address.of("0x" + "33".repeat(20));
        try (var journal = open("0x" + "ef".repeat(32), TOKEN)) {
            pay(journal, "practice", practice, 0);
        }
        try (var journal = open(CHAIN, TOKEN)) {
            pay(journal, "town", town, 0);
        }
        try (var journal = open(CHAIN, OTHER_TOKEN)) {
            pay(journal, "village", village, 1);
            assertThat(ids(journal.movements().newest(10))).containsExactly("village");
            assertThat(ids(journal.movements().newest(SENDER, 10))).containsExactly("village");
            assertThat(journal.movements().paid()).containsExactly(village);
            assertThat(journal.movements().paidAnywhere())
                    .containsExactlyInAnyOrder(practice, town, village);
            assertThat(journal.freeNonce(SENDER, 0)).as("nonces are the chain's").isEqualTo(2);
        }
    }

    @Test
    void aFileOfAnEarlierHearthKeepsItsLines() throws SQLException {
        var file = folder.resolve("transactions.db");
        try (var journal = open(CHAIN, TOKEN)) {
            pay(journal, "old", OTHER_TOKEN, 0);
        }
        try (var db = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = db.createStatement()) {
            statement.execute("ALTER TABLE intent DROP COLUMN network");
        }
        for (int i = 0; i < 2; i++) {
            try (var journal = open(CHAIN, TOKEN)) {
                assertThat(ids(journal.movements().newest(10))).containsExactly("old");
            }
        }
    }

    /// However much was claimed and staked since.
    @Test
    void everybodyWhoWasEverPaidIsRemembered() {
        try (var journal = open(CHAIN, TOKEN)) {
            pay(journal, "first", OTHER_TOKEN, 0);
            for (int i = 1; i < 40; i++) {
                pay(journal, "later " + i, SENDER, i);
            }
            journal.plan(payment("not yet", TOKEN), Instant.EPOCH);
            assertThat(journal.movements().paid()).containsExactly(OTHER_TOKEN, SENDER);
        }
    }

    /// Between two looks a reorganisation may take the block in which a payment reverted and put
    /// the payment into another, where it succeeds.
    @Test
    void whatRevertedInABlockThatIsGoneMaySucceedInAnother() {
        try (var journal = open(CHAIN, TOKEN)) {
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
            assertThat(
                            journal.included(
                                    "pay", attempt, inclusion(1, false), Optional.empty(), false))
                    .isTrue();
            assertThat(journal.find("pay").orElseThrow().state()).isEqualTo(Journal.State.REVERTED);

            var moved = Optional.of(Wei.of(2));
            assertThat(journal.included("pay", attempt, inclusion(2, true), moved, false)).isTrue();
            var entry = journal.find("pay").orElseThrow();
            assertThat(entry.amount()).isEqualTo(Wei.of(2));
            assertThat(entry.state()).isEqualTo(Journal.State.INCLUDED);
            assertThat(entry.refusal()).isEmpty();
        }
    }
}
