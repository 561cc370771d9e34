package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.OfflineVerification.Verified;
import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.Json;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.Session;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Whatever was settled when an epoch was frozen is what it was.
@ParameterizedClass
@EnumSource
final class LedgerChainTest {
    /// Until what a round earned is on the chain.
    private static final int SWEEPS = 4;

    private static final String UNLINKED =
            "result WHERE state IN ('FINAL_BAD', 'LATE') AND linked IS NULL";

    private final Column column;
    @TempDir private Path folder;
    private Simulation network;

    LedgerChainTest(Column column) {
        this.column = column;
    }

    @BeforeEach
    void open() {
        network =
                new Simulation(
                        3,
                        column.stores(),
                        folder,
                        Simulation.POLICY,
                        Wei.of(1_000_000_000L),
                        12,
                        1000);
        network.join(new SimulatedDevice(7, Temper.MALFORMED));
        for (int i = 0; i < 4; i++) {
            network.join(new SimulatedDevice(i + 1, Temper.HONEST));
        }
        work();
        work();
    }

    @AfterEach
    void close() {
        network.close();
    }

    private void work() {
        network.round();
        network.finish(SWEEPS);
    }

    private static final class UndoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// What is found after a change, which is taken back.
    private String found(String... changes) {
        return found(session -> new LedgerLinks(session).verify(), changes);
    }

    private String found(Consumer<Session> check, String... changes) {
        var found = new String[] {""};
        try {
            network.tamper(
                    session -> {
                        for (var change : changes) {
                            assertThat(session.update(change)).as(change).isPositive();
                        }
                        found[0] = found(check, session);
                        throw new UndoneException();
                    });
        } catch (UndoneException undone) {
            return found[0];
        }
        throw new AssertionError("it was not taken back");
    }

    private static String found(Consumer<Session> check, Session session) {
        try {
            check.accept(session);
            return "";
        } catch (DifferenceException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private long least(String rows) {
        return network.least("result", rows);
    }

    @Test
    void namesWhatIsNotAsItWasWhenItsEpochWasFrozen() {
        assertThat(network.verify()).isInstanceOf(Verified.Same.class);
        assertThat(network.count("epoch WHERE head IS NOT NULL")).isGreaterThan(1);
        assertThat(network.count("ledger_link WHERE fate = 'RELEASED'"))
                .isEqualTo(network.count("ledger WHERE state = 'RELEASED'"));
        assertThat(network.count("ledger_link WHERE fate = 'REFUSED'")).isPositive();

        long paid = least("ledger_link WHERE fate = 'RELEASED' AND epoch = 2");
        var ofPaid = "epoch 2: result " + paid + ", which was RELEASED, ";
        assertThat(found("DELETE FROM ledger WHERE result = " + paid))
                .isEqualTo(ofPaid + "is gone");
        assertThat(found("UPDATE ledger SET amount = '7' WHERE result = " + paid))
                .isEqualTo(ofPaid + "is another one than was hashed");
        assertThat(found("UPDATE result SET account = 'x' WHERE sequence = " + paid))
                .isEqualTo(ofPaid + "is another one than was hashed");
        assertThat(found("UPDATE ledger SET state = 'HELD', epoch = NULL WHERE result = " + paid))
                .isEqualTo(ofPaid + "is so no more");

        long refused = least("ledger_link WHERE fate = 'REFUSED'");
        assertThat(found("UPDATE result SET state = 'LATE' WHERE sequence = " + refused))
                .endsWith("result " + refused + ", which was REFUSED, is so no more");
        assertThat(found("UPDATE result SET account = 'x' WHERE sequence = " + refused))
                .contains("result " + refused, "is another one than was hashed");
        assertThat(found("DELETE FROM result WHERE sequence = " + refused))
                .endsWith("result " + refused + ", which was REFUSED, is gone");
        assertThat(
                        found(
                                "INSERT INTO ledger (result, job, account, amount, state,"
                                        + " created_at, epoch) SELECT sequence, job, account, '5',"
                                        + " 'RELEASED', 0, 1 FROM result WHERE sequence = "
                                        + refused))
                .isEqualTo("result " + refused + " is released, and no epoch has a link for it");
    }

    @Test
    void namesAChainThatIsNotWhole() {
        assertThat(found("DELETE FROM ledger_link WHERE epoch = 1 AND place = 0"))
                .isEqualTo("epoch 1: its link 0 is gone");
        assertThat(
                        found(
                                "DELETE FROM ledger_link WHERE epoch = 1 AND place = (SELECT"
                                        + " max(place) FROM ledger_link WHERE epoch = 1)"))
                .isEqualTo("epoch 1 settled something else than its links");
        assertThat(found("UPDATE ledger_link SET fate = 'SLASHED' WHERE epoch = 1 AND place = 1"))
                .startsWith("epoch 1: result ")
                .endsWith("is another one than was hashed");
        assertThat(found("UPDATE epoch SET salt = '" + "00".repeat(32) + "' WHERE number = 2"))
                .startsWith("epoch 2: result ");
        assertThat(found("UPDATE epoch SET head = '" + "00".repeat(32) + "' WHERE number = 1"))
                .isEqualTo("epoch 1 does not follow from the head of the epoch before");
        assertThat(found("UPDATE epoch SET head = NULL WHERE number = 2"))
                .isEqualTo("epoch 2 does not say what was settled until it");
        assertThat(
                        found(
                                "DELETE FROM ledger_link WHERE epoch = 1",
                                "UPDATE epoch SET head = NULL WHERE number = 1"))
                .isEqualTo("epoch 2 does not follow from the head of the epoch before");
    }

    /// Among them are receipts for what was never paid.
    @Test
    void namesAReceiptThatIsNotTheNextOfItsDevice() {
        long second = network.least("sequence", "result WHERE receipts = 2");
        var next = "receipt of result " + second + " (lease ";
        var gone = "UPDATE result SET receipt = NULL WHERE sequence = " + second;
        assertThat(found(ReceiptChains::verify, gone))
                .startsWith("result " + second + " (lease ")
                .contains("does not follow from the result before it of device");
        var first =
                "(SELECT receipt FROM result AS other WHERE other.device = result.device AND"
                        + " other.receipts = 1)";
        assertThat(
                        found(
                                ReceiptChains::verify,
                                "UPDATE result SET receipt = "
                                        + first
                                        + " WHERE sequence = "
                                        + second))
                .as("one in place of another")
                .startsWith(next)
                .contains(") is not number 2 of device ");
        assertThat(
                        found(
                                ReceiptChains::verify,
                                "UPDATE result SET receipt = replace(receipt, '\"round\":0',"
                                        + " '\"round\":7') WHERE receipts IS NOT NULL"))
                .contains(" is another one than device ");
        assertThat(
                        found(
                                ReceiptChains::verify,
                                "UPDATE result SET receipts = 9 WHERE sequence = " + second))
                .startsWith(next)
                .contains(" is another one than device ");
        assertThat(
                        found(
                                ReceiptChains::verify,
                                "UPDATE result SET receipts = NULL WHERE sequence = " + second))
                .as("taken out of the chain")
                .contains(" is not number 2 of device ");
    }

    /// As the coordinator of before left them.
    private void forgetTheChain() {
        network.tamper(
                session -> {
                    for (var table : new String[] {"ledger", "result"}) {
                        session.update("UPDATE " + table + " SET linked = NULL");
                    }
                    session.update("DELETE FROM ledger_link");
                    session.all(
                                    "SELECT number, leaves, head FROM epoch WHERE head IS NOT NULL",
                                    row ->
                                            new Plain(
                                                    row.number("number"),
                                                    row.hash("leaves"),
                                                    row.hash("head")))
                            .forEach(epoch -> forgetHead(session, epoch));
                });
    }

    private record Plain(long number, Sha256 leaves, Sha256 head) {}

    private void forgetHead(Session session, Plain epoch) {
        var blobs = network.coordinator.blobs();
        var file = Epochs.leaves(blobs, epoch.leaves());
        var sums = new TreeMap<>(file.cumulative());
        assertThat(sums.remove(LedgerChain.account(epoch.head()))).isEqualTo(Wei.ZERO);
        var plain = LeafFile.of(file.chainId(), file.rewards(), file.epoch(), sums);
        var bytes = Json.bytes(plain);
        var leaves = blobs.put(bytes);
        Blobs.publish(session, blobs, leaves, bytes.length);
        session.update(
                "UPDATE epoch SET leaves = ?, root = ?, salt = NULL, entries = NULL, head = NULL"
                        + " WHERE number = ?",
                leaves,
                HexFormat.of().formatHex(plain.tree().root()),
                epoch.number());
    }

    @Test
    void beginsWithTheFirstEpochAfterItAndAllThatWasSettledUntilThen() {
        forgetTheChain();
        assertThat(network.verify()).as("epochs of before").isInstanceOf(Verified.Same.class);
        long before = network.count("epoch WHERE state <> 'OPEN'");
        assertThat(before).isPositive();

        work();
        assertThat(network.verify()).isInstanceOf(Verified.Same.class);
        assertThat(network.count("epoch WHERE head IS NOT NULL")).isPositive();
        assertThat(network.count("epoch WHERE head IS NOT NULL AND number <= " + before)).isZero();
        assertThat(network.count("ledger_link WHERE fate = 'RELEASED'"))
                .isEqualTo(network.count("ledger WHERE state = 'RELEASED'"));
        long old = network.least("result", "ledger WHERE epoch = 1");
        assertThat(found("UPDATE ledger SET amount = '7' WHERE result = " + old))
                .isEqualTo(
                        "epoch %d: result %d, which was RELEASED, is another one than was hashed"
                                .formatted(before + 1, old));
    }

    /// Whoever knows all public parts of an entry cannot tell whether it is in the chain.
    @Test
    void saltsWhatIsPublic() {
        network.tamper(
                session -> {
                    var salts =
                            session.all(
                                    "SELECT salt FROM epoch WHERE salt IS NOT NULL",
                                    row -> row.text("salt"));
                    assertThat(salts).doesNotHaveDuplicates().allMatch(s -> s.length() == 64);
                });
        var told = Json.text(network.coordinator.views().epochs(0));
        network.tamper(
                session ->
                        session.all(
                                        "SELECT salt, entries FROM epoch WHERE salt IS NOT NULL",
                                        row -> row.text("salt"))
                                .forEach(salt -> assertThat(told).doesNotContain(salt)));
    }

    /// One that never left for the chain, as [Epochs#thaw] does it.
    @Test
    void anEpochThatIsOpenedAgainHasNoLinksAndThoseBeforeItStay() {
        long last = -network.least("-number", "epoch WHERE head IS NOT NULL");
        long refused = network.count("result WHERE linked = " + last);
        assertThat(refused).isPositive();
        assertThat(
                        found(
                                session -> {
                                    LedgerChain.forget(session, last);
                                    assertThat(count(session, "ledger_link WHERE epoch >= " + last))
                                            .isZero();
                                    assertThat(count(session, UNLINKED)).isEqualTo(refused);
                                    new LedgerLinks(session).verify();
                                },
                                "DELETE FROM epoch WHERE state = 'OPEN'",
                                "UPDATE ledger SET state = 'HELD', epoch = NULL WHERE epoch = "
                                        + last,
                                "UPDATE epoch SET state = 'OPEN' WHERE number = " + last))
                .isEmpty();
    }

    private static long count(Session session, String rows) {
        return session.count("SELECT count(*) AS n FROM " + rows);
    }
}
