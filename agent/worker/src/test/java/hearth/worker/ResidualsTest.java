package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.BlockCodec;
import hearth.protocol.CodedTensors;
import hearth.protocol.ErrorFeedback;
import hearth.protocol.Receipt;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

@Timeout(180)
class ResidualsTest {
    private static final Instant END = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir private Path home;

    @Test
    void aLeaseThatIsTrainedAgainBeginsWithTheSameResidual() {
        try (var journal = journal()) {
            send(journal, "first", Wei.of(1000), true);
            var owed = told(encode(journal, "second", 1, true), "second").before();

            assertThat(owed).isNotEqualTo(nothing());
            assertThat(told(encode(journal, "second", 2, true), "second").before()).isEqualTo(owed);
        }
    }

    @Test
    void aDebtOfALeaseThatWasLeftInItsMiddleIsNobodyElses() {
        try (var journal = journal()) {
            send(journal, "first", Wei.of(1000), true);
            var part = encode(journal, "paused", 1, true);
            put(journal, "paused", "Paused", part);

            assertThat(told(encode(journal, "next", 2, true), "next").before())
                    .isEqualTo(nothing());
            assertThat(told(encode(journal, "paused", 3, true), "paused").before())
                    .isEqualTo(told(part, "paused").before())
                    .isNotEqualTo(nothing());

            end(journal, "paused");
            assertThat(told(encode(journal, "later", 4, true), "later").before())
                    .isEqualTo(told(part, "paused").before());
        }
    }

    @Test
    void theNextUpdateGoesOnFromTheOneThatIsOnItsWay() {
        try (var journal = journal()) {
            var travelling = encode(journal, "first", 1, true);
            put(journal, "first", "Revealing", travelling);

            assertThat(told(encode(journal, "second", 2, true), "second").before())
                    .isEqualTo(told(travelling, "first").after());
        }
    }

    @Test
    void whatCameTooLateOrWasTooSmallHandsNothingOn() {
        try (var journal = journal()) {
            send(journal, "late", Wei.ZERO, true);
            send(journal, "small", Wei.of(200), false);

            assertThat(told(encode(journal, "next", 1, true), "next").before())
                    .isEqualTo(nothing());
        }
    }

    @Test
    void aLostResidualIsADebtForgotten() throws IOException {
        try (var journal = journal()) {
            send(journal, "first", Wei.of(1000), true);
            for (var file : kept()) {
                Files.write(file, new byte[] {1});
            }

            assertThat(told(encode(journal, "second", 1, true), "second").before())
                    .isEqualTo(nothing());
        }
    }

    @Test
    void keepsTheResidualsOfTheNewestUpdatesOnly() {
        try (var coordinator = new FakeCoordinator(9, Examples.SERVER, BlockCodec.TK64);
                var agent = new AgentFixture(home, coordinator).sharing()) {
            agent.awaitResults(9);
            assertThat(coordinator.violations()).isEmpty();
        }
        assertThat(kept()).hasSizeBetween(3, 5);
    }

    @Test
    void anAgentGoesOnFromCountedUpdatesAndNotFromLateOnes() {
        try (var coordinator = new FakeCoordinator(1, Examples.SERVER, BlockCodec.T3);
                var agent = new AgentFixture(home, coordinator).sharing()) {
            agent.awaitResults(1);
            coordinator.late(true);
            coordinator.moreLeases(1);
            agent.awaitResults(2);
            coordinator.late(false);
            coordinator.moreLeases(2);
            agent.awaitResults(4);

            assertThat(coordinator.violations()).isEmpty();
        }
    }

    private JournalFile journal() {
        return JournalFile.open(home.resolve("journal.db"), InstantSource.system());
    }

    private Residuals residuals(JournalFile journal) {
        return new Residuals(journal, new HashedFiles(home.resolve("residuals")));
    }

    private List<Path> kept() {
        try (var files = Files.list(home.resolve("residuals"))) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A lease as the agent's journal has it, once its update is there.
    private static void put(JournalFile journal, String lease, String state, byte[] update) {
        journal.write(
                "UPDATE lease SET state = ?, updated = ? WHERE id = ?",
                s -> {
                    s.setString(1, state);
                    s.setString(2, "{\"hash\":\"" + Sha256.of(update).hex() + "\"}");
                    s.setString(3, lease);
                });
    }

    private static void end(JournalFile journal, String lease) {
        journal.write("UPDATE lease SET ended_ms = 1 WHERE id = ?", s -> s.setString(1, lease));
    }

    /// An update that got a receipt.
    private void send(JournalFile journal, String lease, Wei pay, boolean isAggregated) {
        var update = encode(journal, lease, 7, isAggregated);
        var pattern = Examples.receipt(Examples.lease(lease, END, BlockCodec.T3)).content();
        var content =
                new Receipt.Content(
                        pattern.server(),
                        pattern.lease(),
                        pattern.job(),
                        pattern.round(),
                        pattern.device(),
                        Sha256.of(update),
                        pay,
                        pattern.steps(),
                        pattern.receivedAt());
        journal.transact(
                () -> {
                    Residuals.settle(journal, Receipt.signed(content, Examples.SERVER));
                    return true;
                });
        end(journal, lease);
    }

    /// What a training of an open lease leaves.
    private byte[] encode(JournalFile journal, String lease, int value, boolean isAggregated) {
        journal.write(
                "INSERT OR IGNORE INTO lease (id, state, lease, begun_ms) VALUES (?, ?, '{}', 0)",
                s -> {
                    s.setString(1, lease);
                    s.setString(2, "Ready");
                });
        var values = new HashMap<String, float[]>();
        for (var spec : Examples.PARAMETERS) {
            var v = new float[(int) spec.elements()];
            v[0] = value;
            v[1] = 0.5f;
            values.put(spec.name(), v);
        }
        var delta = home.resolve("delta");
        Safetensors.writeFloats(delta, Examples.PARAMETERS, values);
        var order =
                new Training.Order(
                        Examples.lease(lease, END, BlockCodec.T3),
                        Examples.manifest(BlockCodec.T3),
                        delta,
                        Optional.empty(),
                        delta);
        var residuals = residuals(journal);
        var file =
                UpdateFile.encode(
                                order,
                                delta,
                                1,
                                () -> residuals.owedBefore(order.lease()),
                                home.resolve("update"),
                                residuals.made(order.lease()))
                        .orElseThrow();
        var update = read(file.file());
        residuals.keep(order.lease(), Sha256.of(update), file.owed().orElseThrow(), isAggregated);
        return update;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CodedTensors.Residuals told(byte[] update, String lease) {
        var metadata = Examples.lease(lease, END, BlockCodec.T3).updateMetadata(BlockCodec.T3.id());
        return CodedTensors.decode(BlockCodec.T3, metadata, Examples.PARAMETERS, update)
                .residuals()
                .orElseThrow();
    }

    private static Sha256 nothing() {
        return ErrorFeedback.nothingOwed(Examples.PARAMETERS);
    }
}
