package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Lease;
import hearth.protocol.Receipt;
import hearth.protocol.ReceiptHead;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.protocol.Wei;
import hearth.worker.AgentSnapshot.Reason;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether the agent sees where a coordinator's receipts do not follow from each other.
final class ReceiptBookTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir private Path home;
    private AgentRecords records;
    private final List<Receipt> signed = new ArrayList<>();

    @BeforeEach
    void sign() {
        var head = ReceiptHead.NONE;
        for (int i = 1; i <= 6; i++) {
            var plain = Examples.receipt(lease("l" + i, i)).content();
            signed.add(Receipt.signed(head.place(plain), Examples.SERVER));
            head = head.with(plain);
        }
        records = open();
    }

    @AfterEach
    void close() {
        records.close();
    }

    private AgentRecords open() {
        return AgentRecords.open(home.resolve("journal.db"), Clock.systemUTC());
    }

    private static Lease lease(String name, int minute) {
        return Examples.lease(name, NOW.plus(Duration.ofMinutes(minute)));
    }

    private void keep(Instant at, int... numbers) {
        for (int number : numbers) {
            records.leases().keepAgain(signed.get(number - 1), at);
        }
    }

    /// The number at which the chain breaks, as the owner is told.
    private Optional<String> broken(boolean isAllAsked, Instant now) {
        // Results are listed: what else is told of receipts is not looked at here.
        records.file()
                .write(
                        "INSERT OR IGNORE INTO result (sequence, received_ms, open, result) SELECT"
                                + " rowid, 0, 0, json_object('lease', lease, 'state', 'FINAL_OK')"
                                + " FROM receipt",
                        s -> {});
        records.receipts().look(Examples.SERVER.deviceId(), isAllAsked, now);
        return records.receipts()
                .problem()
                .map(
                        reason -> {
                            assertThat(reason.id()).isEqualTo("receipts-do-not-follow");
                            return reason.detail();
                        });
    }

    @Test
    void saysNothingOfReceiptsThatFollowInWhateverOrderTheyCome() {
        keep(NOW, 1, 3, 2);
        assertThat(broken(true, NOW.plusSeconds(7200))).isEmpty();
        keep(NOW, 4);
        keep(NOW, 6, 5);
        assertThat(broken(true, NOW.plusSeconds(7200))).isEmpty();
        records.close();
        records = open();
        assertThat(broken(true, NOW.plusSeconds(7200))).as("after a start").isEmpty();
    }

    @Test
    void waitsForOneThatIsMissingAndThenSaysWhich() {
        keep(NOW, 1, 2);
        assertThat(broken(true, NOW)).isEmpty();
        keep(NOW, 4);
        assertThat(broken(true, NOW.plus(Duration.ofMinutes(59)))).as("on its way").isEmpty();
        assertThat(broken(false, NOW.plus(Duration.ofHours(23)))).as("not asked for").isEmpty();
        assertThat(broken(false, NOW.plus(Duration.ofHours(25)))).contains("3");
        assertThat(broken(true, NOW.plus(Duration.ofMinutes(61)))).contains("3");
        keep(NOW, 5);
        assertThat(broken(true, NOW.plus(Duration.ofMinutes(61)))).contains("3");
        keep(NOW, 3);
        assertThat(broken(true, NOW.plus(Duration.ofMinutes(61)))).as("it came").isEmpty();
    }

    @Test
    void saysAtOnceThatTwoThingsWereSigned() {
        keep(NOW, 1, 2);
        assertThat(broken(true, NOW)).isEmpty();
        var before = signed.get(2).content().before().orElseThrow();
        var other = new ReceiptHead(2, Examples.receipt(lease("x", 1)).content().update());
        assertThat(other).isNotEqualTo(before);
        var fork = other.place(signed.get(2).content());
        records.leases().keepAgain(Receipt.signed(fork, Examples.SERVER), NOW);
        assertThat(broken(false, NOW)).contains("3");
        records.close();
        records = open();
        assertThat(broken(false, NOW)).as("after a start").contains("3");
    }

    @Test
    void saysAtOnceThatANumberWasGivenTwice() {
        keep(NOW, 1, 2, 3);
        assertThat(broken(true, NOW)).isEmpty();
        var second = signed.get(1).content().before().orElseThrow();
        var other = Examples.receipt(lease("other", 2)).content().withPay(Wei.of(1));
        records.leases().keepAgain(Receipt.signed(second.place(other), Examples.SERVER), NOW);
        assertThat(broken(false, NOW)).contains("2");
    }

    /// From before its program was updated, and from before the coordinator counted.
    @Test
    void goesOnFromReceiptsThatHaveNoNumber() {
        records.leases().keepAgain(Examples.receipt(lease("ancient", -1)), NOW);
        for (int i = 0; i < 3; i++) {
            var old = signed.get(i).content().withoutPlace();
            records.leases().keepAgain(Receipt.signed(old, Examples.SERVER), NOW);
        }
        assertThat(broken(true, NOW)).isEmpty();
        keep(NOW, 4, 5);
        assertThat(broken(true, NOW.plus(Duration.ofDays(2)))).isEmpty();
        keep(NOW, 6);
        assertThat(broken(true, NOW.plus(Duration.ofDays(2)))).isEmpty();
        assertThat(records.receipts().after(0, 100)).hasSize(7);
    }

    /// The newest receipts are gone, and come again when they are asked for.
    @Test
    void aJournalFromABackupIsNoBreakUntilWhatIsMissingWasAskedFor() throws Exception {
        keep(NOW, 1, 2);
        assertThat(broken(true, NOW)).isEmpty();
        records.close();
        var copy = home.resolve("copy.db");
        Files.copy(home.resolve("journal.db"), copy);
        records = open();
        keep(NOW, 3, 4);
        assertThat(broken(true, NOW)).isEmpty();
        records.close();
        Files.copy(copy, home.resolve("journal.db"), StandardCopyOption.REPLACE_EXISTING);
        records = open();
        keep(NOW, 5);
        assertThat(broken(false, NOW.plus(Duration.ofHours(2)))).isEmpty();
        keep(NOW, 4, 3);
        assertThat(broken(true, NOW.plus(Duration.ofDays(2)))).isEmpty();
    }

    @Test
    void whatOthersSignedIsNoPartOfIt() {
        keep(NOW, 1, 2);
        var foreign = signed.get(3).content();
        var other = SigningKey.ofSeed(Sha256.of("another server").bytes());
        var content =
                new Receipt.Content(
                        other.serverId(),
                        foreign.lease(),
                        foreign.job(),
                        foreign.round(),
                        foreign.device(),
                        foreign.update(),
                        foreign.pay(),
                        foreign.steps(),
                        foreign.receivedAt());
        var head = new ReceiptHead(8, foreign.update());
        records.leases().keepAgain(Receipt.signed(head.place(content), other), NOW);
        assertThat(broken(true, NOW.plus(Duration.ofDays(2)))).isEmpty();
        keep(NOW, 3);
        assertThat(broken(true, NOW.plus(Duration.ofDays(2)))).isEmpty();
    }

    @Test
    void workThatIsNotListedIsToldFirst() {
        keep(NOW, 1, 3);
        records.receipts().look(Examples.SERVER.deviceId(), true, NOW.plus(Duration.ofDays(2)));
        assertThat(records.receipts().problem())
                .contains(new Reason("receipt-without-result", "2"));
    }
}
