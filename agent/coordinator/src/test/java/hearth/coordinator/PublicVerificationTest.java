package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import hearth.coordinator.PublicVerification.Found;
import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.Json;
import hearth.protocol.Messages;
import hearth.protocol.Messages.EpochView;
import hearth.protocol.Messages.JobLog;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

final class PublicVerificationTest {
    /// Of records or epochs in one answer here.
    private static final int PART = 1;

    @TempDir Path folder;
    private Simulation network;
    private final Published site = new Published();

    /// What the network publishes, and what a liar would in its place.
    private final class Published implements PublicVerification.Site {
        private final Map<String, Object> answers = new HashMap<>();
        private final Map<Sha256, byte[]> others = new HashMap<>();
        private final Set<Sha256> hidden = new HashSet<>();

        /// Whatever is asked for, all of it, as coordinators of before.
        private boolean tellsAll;

        /// From this number on nothing more is told.
        private Optional<Integer> silentFrom = Optional.empty();

        /// So many are left out after the first part.
        private int skipped;

        @Override
        public <T> T ask(String path, Class<T> type) throws IOException {
            var plain = path.replaceAll("\\?(heads=1&)?from=.*", "");
            var answer = answers.getOrDefault(plain, honest(plain));
            if (!type.isInstance(answer)) {
                throw new IOException("nobody answers");
            }
            var from = path.equals(plain) ? 0 : Integer.parseInt(path.replaceAll(".*=", ""));
            return type.cast(tellsAll ? answer : part(answer, from));
        }

        private Object part(Object answer, int from) {
            return switch (answer) {
                case JobLog log ->
                        new JobLog(log.manifest(), log.first(), part(log.records(), from));
                case Messages.Epochs(var epochs) ->
                        new Messages.Epochs(
                                part(epochs.stream().filter(e -> e.number() >= from).toList(), 0));
                default -> answer;
            };
        }

        private <T> List<T> part(List<T> all, int from) {
            int start = from == 0 ? 0 : from + skipped;
            return silentFrom.filter(silent -> from >= silent).isPresent() || start >= all.size()
                    ? List.of()
                    : all.subList(start, Math.min(all.size(), start + PART));
        }

        private Object honest(String path) {
            return switch (path) {
                case "/v1/jobs?after=" -> network.coordinator.views().jobsAfter(Optional.empty());
                case "/v1/jobs?after=words" -> new Messages.Jobs(List.of());
                case "/v1/epochs" -> network.coordinator.views().epochs(0);
                case "/v1/server" ->
                        new Messages.Server(
                                network.coordinator.id(),
                                "0",
                                Instant.EPOCH,
                                leaves(epochs().getFirst()).chainId(),
                                Optional.of(leaves(epochs().getFirst()).rewards()));
                default -> log();
            };
        }

        @Override
        public Optional<ByteBuffer> content(Sha256 hash) {
            boolean isPublic =
                    !hidden.contains(hash)
                            && network.coordinator.published(hash) instanceof Answer.Done;
            return Optional.ofNullable(others.get(hash))
                    .or(() -> isPublic ? network.coordinator.blobs().get(hash) : Optional.empty())
                    .map(ByteBuffer::wrap);
        }

        @Override
        public void forget(Sha256 hash) {}
    }

    @BeforeEach
    void runANetworkForAWhile() {
        network = new Simulation(1, folder, Simulation.POLICY, Wei.of(1_000_000_000L), 12, 1000);
        for (int i = 0; i < 5; i++) {
            network.join(new SimulatedDevice(i + 1, Temper.HONEST));
        }
        for (int i = 0; i < 300; i++) {
            network.step();
        }
        network.finish();
    }

    @AfterEach
    void close() {
        network.close();
    }

    private JobLog log() {
        return switch (network.coordinator.views().log(Simulation.JOB, 0)) {
            case Answer.Done<JobLog>(var log) -> log;
            case Answer.Refused<JobLog> refused -> throw new AssertionError(refused.reason());
        };
    }

    private List<EpochView> epochs() {
        return network.coordinator.views().epochs(0).epochs();
    }

    private RoundRecord record(Sha256 hash) {
        return Json.read(network.coordinator.blobs().get(hash).orElseThrow(), RoundRecord.class);
    }

    private LeafFile leaves(EpochView epoch) {
        var bytes = network.coordinator.blobs().get(epoch.leaves()).orElseThrow();
        return Json.read(bytes, LeafFile.class);
    }

    private Found found() throws IOException {
        return PublicVerification.verify(site, Optional.empty(), _ -> {});
    }

    /// A liar who names what he made up by its own hash.
    private void forgeTheLastRecord(UnaryOperator<RoundRecord> forged) {
        var log = log();
        var records = new ArrayList<>(log.records());
        var bytes = Json.bytes(forged.apply(record(records.removeLast())));
        site.others.put(Sha256.of(bytes), bytes);
        records.add(Sha256.of(bytes));
        site.answers.put(
                "/v1/jobs/" + Simulation.JOB + "/log",
                new JobLog(log.manifest(), log.first(), records));
    }

    private void forgeTheLastEpoch(UnaryOperator<LeafFile> forged) {
        var epochs = new ArrayList<>(epochs());
        var last = epochs.removeLast();
        var file = forged.apply(leaves(last));
        var bytes = Json.bytes(file);
        site.others.put(Sha256.of(bytes), bytes);
        var root = HexFormat.of().formatHex(file.tree().root());
        epochs.add(
                new EpochView(last.number(), root, file.total(), Sha256.of(bytes), last.ledger()));
        site.answers.put("/v1/epochs", new Messages.Epochs(epochs));
    }

    @Test
    void findsNothingWhereAllIsAsItShouldBe() throws IOException {
        var found = found();
        assertThat(found.firstDifference()).isEmpty();
        assertThat(found.checkpoints()).isEqualTo(log().records().size()).isGreaterThan(2);
        assertThat(found.roots()).isEqualTo(epochs().size()).isGreaterThan(1);
        assertThat(found.waiting()).isZero();
    }

    @Test
    void waitsForUpdatesThatAreNotPublicYet() throws IOException {
        int rounds = log().records().size();
        site.hidden.add(record(log().records().get(1)).accepted().getFirst().update());
        var found = found();
        assertThat(found.firstDifference()).isEmpty();
        assertThat(found.checkpoints()).isEqualTo(1);
        assertThat(found.waiting()).isEqualTo(rounds - 1);
    }

    @Test
    void findsACheckpointThatTheUpdatesDoNotGive() throws IOException {
        var other = Sha256.of(new byte[] {1});
        forgeTheLastRecord(
                r ->
                        new RoundRecord(
                                r.version(),
                                r.job(),
                                r.round(),
                                r.previous(),
                                r.manifest(),
                                r.parent(),
                                r.accepted(),
                                r.broadcast(),
                                other,
                                r.momentum(),
                                r.residual(),
                                r.rule()));
        assertThat(found().firstDifference())
                .hasValueSatisfying(
                        d ->
                                assertThat(d)
                                        .endsWith("has another checkpoint than its updates give"));
    }

    @Test
    void findsAnUpdateThatIsLeftOut() throws IOException {
        forgeTheLastRecord(
                r ->
                        new RoundRecord(
                                r.version(),
                                r.job(),
                                r.round(),
                                r.previous(),
                                r.manifest(),
                                r.parent(),
                                r.accepted().subList(1, r.accepted().size()),
                                r.broadcast(),
                                r.checkpoint(),
                                r.momentum(),
                                r.residual(),
                                r.rule()));
        assertThat(found().firstDifference())
                .hasValueSatisfying(d -> assertThat(d).endsWith("than its updates give"));
    }

    @Test
    void findsARoundThatIsLeftOut() throws IOException {
        var log = log();
        var records = new ArrayList<>(log.records());
        records.remove(1);
        site.answers.put(
                "/v1/jobs/" + Simulation.JOB + "/log",
                new JobLog(log.manifest(), log.first(), records));
        assertThat(found().firstDifference())
                .hasValueSatisfying(d -> assertThat(d).endsWith("does not follow its predecessor"));
    }

    @Test
    void findsNothingWhereACoordinatorOfBeforeTellsAllEachTime() throws IOException {
        site.tellsAll = true;
        var found = found();
        assertThat(found.firstDifference()).isEmpty();
        assertThat(found.checkpoints()).isEqualTo(log().records().size());
        assertThat(found.roots()).isEqualTo(epochs().size());
    }

    @Test
    void findsAPartOfTheLogThatIsLeftOut() throws IOException {
        site.skipped = PART;
        var found = found();
        assertThat(found.checkpoints()).isEqualTo(PART);
        assertThat(found.firstDifference())
                .hasValueSatisfying(
                        d -> assertThat(d).endsWith("round 1 does not follow its predecessor"));
    }

    /// Also where the newest rounds cannot be computed yet.
    @Test
    void findsALogThatEndsBeforeTheJobDoes() throws IOException {
        site.silentFrom = Optional.of(PART);
        site.hidden.add(record(log().records().getFirst()).accepted().getFirst().update());
        assertThat(found().firstDifference())
                .contains(
                        "words tells 1 rounds of the " + log().records().size() + " that it made");
    }

    @Test
    void isNotKeptBusyWithRoundsThatNoJobHas() throws IOException {
        var log = log();
        var records = new ArrayList<>(log.records());
        for (int i = 0; i < 1000; i++) {
            records.add(Sha256.of(new byte[] {(byte) i, (byte) (i >> 8)}));
        }
        site.answers.put(
                "/v1/jobs/" + Simulation.JOB + "/log",
                new JobLog(log.manifest(), log.first(), records));
        assertThat(found().firstDifference()).contains("words tells more rounds than it has");
    }

    @Test
    void findsPayThatIsTakenBack() throws IOException {
        forgeTheLastEpoch(
                file -> {
                    var less = new TreeMap<>(file.cumulative());
                    less.replaceAll((_, had) -> Wei.of(1));
                    return new LeafFile(
                            file.version(), file.chainId(), file.rewards(), file.epoch(), less);
                });
        assertThat(found().firstDifference())
                .hasValueSatisfying(d -> assertThat(d).contains("takes back what"));
    }

    private void tell(int at, Optional<Messages.LedgerHead> head) {
        var epochs = new ArrayList<>(epochs());
        var told = epochs.get(at);
        epochs.set(
                at, new EpochView(told.number(), told.root(), told.total(), told.leaves(), head));
        site.answers.put("/v1/epochs", new Messages.Epochs(epochs));
    }

    private String difference() throws IOException {
        return found().firstDifference().orElse("");
    }

    /// What was settled is told to nobody, and that it was this stands under the root.
    @Test
    void findsAHeadThatDoesNotFollow() throws IOException {
        assertThat(epochs()).hasSizeGreaterThan(1).allMatch(e -> e.ledger().isPresent());
        assertThat(Json.text(new Messages.Epochs(epochs()).withoutHeads()))
                .doesNotContain("ledger", "head");
        var first = epochs().getFirst().ledger().orElseThrow();
        var other = Sha256.of("other entries");
        tell(0, Optional.of(new Messages.LedgerHead(other, first.head())));
        assertThat(difference())
                .isEqualTo("epoch 1 does not follow from the head of the epoch before");
        var head = LedgerChain.head(LedgerChain.NONE, 1, other);
        tell(0, Optional.of(new Messages.LedgerHead(other, head)));
        assertThat(difference()).isEqualTo("epoch 1 has another head than its leaves");
        tell(0, Optional.empty());
        assertThat(difference())
                .as("the chain may begin with any epoch")
                .isEqualTo("epoch 2 does not follow from the head of the epoch before");
        tell(1, Optional.empty());
        assertThat(difference()).isEqualTo("epoch 2 does not say what was settled until it");
    }

    @Test
    void findsARootThatItsLeavesDoNotGive() throws IOException {
        var epochs = new ArrayList<>(epochs());
        var last = epochs.removeLast();
        epochs.add(
                new EpochView(
                        last.number(),
                        "00".repeat(32),
                        last.total(),
                        last.leaves(),
                        last.ledger()));
        site.answers.put("/v1/epochs", new Messages.Epochs(epochs));
        var found = found();
        assertThat(found.roots()).isEqualTo(epochs.size() - 1);
        assertThat(found.firstDifference())
                .hasValueSatisfying(
                        d -> assertThat(d).endsWith("has another root than its leaves give"));
    }

    /// What the epochs are on a chain of which the newest is not there yet.
    private final class Ledger implements PublicVerification.Chain {
        private final Map<Long, Settled> settled = new HashMap<>();

        Ledger() {
            for (var epoch : epochs().subList(0, epochs().size() - 1)) {
                settled.put(
                        epoch.number(), new Settled(epoch.root(), epoch.total(), epoch.leaves()));
            }
        }

        @Override
        public String rewards() {
            return leaves(epochs().getFirst()).rewards().toUpperCase(Locale.ROOT);
        }

        @Override
        public Optional<Settled> settled(long epoch) {
            return Optional.ofNullable(settled.get(epoch));
        }
    }

    @Test
    void comparesRootsWithTheChain() throws IOException {
        var chain = new Ledger();
        var same = PublicVerification.verify(site, Optional.of(chain), _ -> {});
        assertThat(same.firstDifference()).isEmpty();
        assertThat(same.onChain()).isEqualTo(epochs().size() - 1);

        var second = epochs().get(1);
        var more = new PublicVerification.Chain.Settled(second.root(), Wei.of(1), second.leaves());
        chain.settled.put(second.number(), more);
        var other = PublicVerification.verify(site, Optional.of(chain), _ -> {});
        assertThat(other.firstDifference()).contains("epoch 2 is another one on the chain");
        assertThat(other.onChain()).isEqualTo(1);
    }

    @Test
    void findsAnEpochThatIsLeftOut() throws IOException {
        var epochs = new ArrayList<>(epochs());
        epochs.remove(epochs.size() - 2);
        site.answers.put("/v1/epochs", new Messages.Epochs(epochs));
        assertThat(found().firstDifference())
                .hasValueSatisfying(d -> assertThat(d).contains("is not the next after"));
    }

    /// A root that the coordinator hides could pay anybody, while nobody looks at it.
    @Test
    void findsARootOnTheChainThatTheCoordinatorDoesNotTell() throws IOException {
        var epochs = new ArrayList<>(epochs());
        var hidden = epochs.removeLast();
        site.answers.put("/v1/epochs", new Messages.Epochs(epochs));
        var chain = new Ledger();
        assertThat(PublicVerification.verify(site, Optional.of(chain), _ -> {}).firstDifference())
                .isEmpty();
        chain.settled.put(
                hidden.number(),
                new PublicVerification.Chain.Settled(
                        hidden.root(), hidden.total(), hidden.leaves()));
        var found = PublicVerification.verify(site, Optional.of(chain), _ -> {});
        assertThat(found.firstDifference())
                .contains(
                        "epoch "
                                + hidden.number()
                                + " is on the chain, and the coordinator does not tell");
        assertThat(found.roots()).isEqualTo(epochs.size());
    }

    @Test
    void saysThatNobodyAnswered() {
        site.answers.put("/v1/epochs", "");
        assertThatIOException().isThrownBy(this::found).withMessage("nobody answers");
    }
}
