package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.protocol.JobId;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages;
import hearth.protocol.PayoutMessages;
import hearth.protocol.Receipt;
import hearth.protocol.SandboxGrade;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.worker.AgentSnapshot.Activity;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.electricity.DayAccount;
import hearth.worker.electricity.Draw;
import hearth.worker.electricity.ElectricityTerms;
import hearth.worker.electricity.Margin;
import hearth.worker.electricity.Tariff;
import hearth.worker.policy.RunRules;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

@Timeout(30)
class AgentSocketTest {
    @TempDir private Path home;
    private static final Receipt RECEIPT =
            Examples.receipt(Examples.lease("l-1", Instant.EPOCH.plusSeconds(600)));

    private final Recorder agent = new Recorder();

    @BeforeEach
    void makeHomeOwnerOnly() {
        DurableFile.folder(home);
    }

    private static final ElectricityTerms TERMS =
            new ElectricityTerms(
                    ElectricityTerms.VERSION,
                    Optional.of(new Tariff.Solar(new BigDecimal("0.31"), BigDecimal.ZERO, 10, 16)),
                    Optional.of("EUR"),
                    Optional.of(new BigDecimal("363")),
                    Optional.of(BigDecimal.ONE),
                    Optional.empty());

    private static DayAccount account() {
        return new DayAccount(
                LocalDate.parse("2026-11-21"),
                Optional.of(new BigDecimal("0.25")),
                new BigDecimal("0.2"),
                Optional.of(new BigDecimal("0.08")),
                Optional.of("EUR"),
                Optional.of(new BigDecimal("90.8")),
                Wei.of(3),
                Optional.of(new BigDecimal("-0.08")));
    }

    private static final List<EarnedBy> EARNED =
            List.of(new EarnedBy("gpu-1", Wei.of(7), 2), new EarnedBy("cpu", Wei.of(1), 1));

    private static final Messages.Standings STANDINGS =
            new Messages.Standings(
                    List.of(
                            new Messages.StandingView(
                                    "gpt",
                                    "cpu",
                                    41,
                                    1,
                                    3,
                                    Optional.of(Instant.parse("2026-11-21T05:59:00Z")),
                                    BigDecimal.ONE,
                                    new BigDecimal("0.25"),
                                    7)));

    private static final Messages.Household HOUSEHOLD =
            new Messages.Household(
                    Instant.parse("2026-11-21T06:00:00Z"),
                    List.of(
                            new Messages.Machine(
                                    Examples.SERVER.deviceId(),
                                    "den",
                                    false,
                                    true,
                                    Optional.of(Instant.parse("2026-11-21T05:59:00Z")),
                                    1,
                                    Wei.of(3),
                                    Wei.of(12),
                                    Optional.of("cpu"))));

    /// An agent that notes what it is asked.
    private static final class Recorder implements AgentLink {
        final SnapshotBoard board = new SnapshotBoard(full());
        final List<String> calls = new CopyOnWriteArrayList<>();
        volatile @Nullable String refusal;
        volatile Optional<Messages.Standings> standings = Optional.empty();
        volatile Optional<Messages.HeldPay> held = Optional.empty();
        volatile Optional<PayoutMessages.Payout> payout = Optional.empty();

        @Override
        public AgentSnapshot snapshot() {
            return board.newest();
        }

        @Override
        public Subscription subscribe(Consumer<AgentSnapshot> onSnapshot) {
            return board.subscribe(onSnapshot);
        }

        @Override
        public void share(boolean on) {
            calls.add("share " + on);
        }

        @Override
        public void finish() {
            calls.add("finish all");
        }

        @Override
        public void finishNow() {
            calls.add("finish");
        }

        @Override
        public void hold(Duration time) {
            calls.add("hold " + time);
        }

        @Override
        public TransferLimits limits() {
            return TransferLimits.standard();
        }

        @Override
        public void limit(TransferLimits limits) {
            calls.add("limit " + limits.bytesPerDay().orElseThrow());
        }

        @Override
        public RunRules rules() {
            return RunRules.USUAL;
        }

        @Override
        public void rules(RunRules rules) {
            calls.add("rules " + rules.equals(RunRules.USUAL));
        }

        @Override
        public ElectricityTerms electricity() {
            return TERMS;
        }

        @Override
        public void electricity(ElectricityTerms terms) {
            calls.add("electricity " + terms.equals(TERMS));
        }

        @Override
        public List<DayAccount> accounts(int days) {
            calls.add("accounts " + days);
            return List.of(account());
        }

        @Override
        public void pauseUntil(Instant until) {
            calls.add("pause " + until);
        }

        @Override
        public MachineView machine(Duration after) {
            calls.add("machine " + after);
            return MachineTraceTest.view();
        }

        @Override
        public void bindPayout(Messages.PayoutBinding binding) {
            if (refusal != null) {
                throw new AgentRefusedException(refusal);
            }
            calls.add("bind " + binding.payout());
        }

        @Override
        public Optional<PayoutMessages.Payout> payout() {
            return payout;
        }

        @Override
        public void changePayout(PayoutMessages.PayoutChange order) {
            calls.add("change to " + order.to());
        }

        @Override
        public void undoPayout(PayoutMessages.PayoutUndo order) {
            calls.add("stay with " + order.from());
        }

        @Override
        public List<Messages.RoundView> rounds(JobId job) {
            return List.of();
        }

        @Override
        public List<Messages.ResultView> results(long after, int limit) {
            calls.add("results " + after + " " + limit);
            return full().recent();
        }

        @Override
        public List<EarnedBy> earnedBy(Instant since) {
            calls.add("earned by " + since);
            return EARNED;
        }

        @Override
        public Optional<Receipt> receipt(LeaseId lease) {
            return lease.equals(new LeaseId("l-1")) ? Optional.of(RECEIPT) : Optional.empty();
        }

        @Override
        public Optional<List<KeptReceipt>> receipts(long after, int limit) {
            calls.add("receipts " + after + " " + limit);
            return Optional.of(List.of(new KeptReceipt(after + 1, RECEIPT)));
        }

        @Override
        public Optional<Messages.Standings> standings() {
            return standings;
        }

        @Override
        public Optional<Datasheet> datasheet(Sha256 manifest) {
            calls.add("datasheet " + manifest.hex());
            return Optional.of(Datasheet.of(Examples.manifest()));
        }

        @Override
        public Optional<Messages.HeldPay> held() {
            return held;
        }

        @Override
        public Messages.Household household(Instant since) {
            calls.add("household " + since);
            return HOUSEHOLD;
        }

        @Override
        public Messages.PairingCode pairingCode() {
            return new Messages.PairingCode("ABCDE-FGHJK", Instant.EPOCH);
        }

        @Override
        public void join(String code) {
            calls.add("join " + code);
        }

        @Override
        public void leave() {
            calls.add("leave");
        }

        @Override
        public void appeal(LeaseId lease) {
            calls.add("appeal " + lease);
        }

        @Override
        public void shutdown() {
            calls.add("shutdown");
        }

        @Override
        public void close() {}
    }

    /// A snapshot with every value present.
    private static AgentSnapshot full() {
        var result =
                new Messages.ResultView(
                        7,
                        new LeaseId("lease-7"),
                        new JobId("moby"),
                        "Moby-Dick",
                        3,
                        Instant.parse("2026-11-21T05:00:00Z"),
                        "FINAL_BAD",
                        Optional.of("norm-too-large"),
                        Optional.of("norm 3.1 > 2.0"),
                        Wei.of(12),
                        Optional.of("HELD"),
                        Optional.of(4L),
                        Optional.empty());
        return new AgentSnapshot(
                Instant.parse("2026-11-21T06:00:00.123Z"),
                "0.1.0",
                Examples.SERVER.deviceId(),
                "den",
                URI.create("https://hearth.example"),
                true,
                Activity.TRAINING,
                List.of(new Reason("no-work", "x")),
                Optional.of(
                        new AgentSnapshot.Progress(
                                new LeaseId("lease-8"),
                                new JobId("moby"),
                                "Moby-Dick",
                                "gpt",
                                3,
                                4,
                                30,
                                Optional.of(2.5f),
                                Instant.parse("2026-11-21T05:59:00Z"),
                                Wei.of(9),
                                false)),
                new AgentSnapshot.Line(
                        Optional.of(new AgentSnapshot.Transfer(5, Optional.empty())),
                        Optional.of(new AgentSnapshot.Transfer(7, Optional.of(9L)))),
                Optional.of("0x52908400098527886E0F7030069857D2E4169EE7"),
                new Messages.Earnings(Wei.of(3), Wei.of(2), Wei.of(1), Wei.ZERO, 3, 1),
                new AgentSnapshot.Today(
                        Wei.of(3),
                        Wei.of(2),
                        3,
                        1,
                        Duration.ofSeconds(90),
                        Optional.of(new BigDecimal("0.25"))),
                List.of(result),
                List.of(),
                new AgentSnapshot.Hardware(
                        "cpu",
                        2,
                        Optional.of(0.5),
                        Optional.empty(),
                        1L << 33,
                        Optional.of(1L << 32),
                        List.of(
                                new AgentSnapshot.Gpu(
                                        "card",
                                        Optional.of(8L << 30),
                                        Optional.empty(),
                                        Optional.of(61.0),
                                        Optional.of(120.5),
                                        "GPU-1")),
                        "cpu"),
                Optional.of(new Reason("trainer-crashed", "139")),
                Optional.of(
                        new AgentSnapshot.Sandbox("bubblewrap", SandboxGrade.A, SandboxGrade.B)),
                new AgentSnapshot.Electricity(
                        List.of(new Draw("GPU-1", 101.5, Draw.Source.MEASURED)),
                        Optional.of(account()),
                        Optional.of(new Margin(new BigDecimal("0.1"), BigDecimal.ONE, "EUR"))),
                health(),
                new AgentSnapshot.Yields(
                        3,
                        1,
                        AgentSnapshot.Spread.of(List.of(Duration.ofMillis(120))),
                        AgentSnapshot.Spread.of(List.of(Duration.ofMillis(180))),
                        Optional.of(
                                new Yield(
                                        Instant.parse("2026-11-20T06:00:00.123Z"),
                                        "in-use",
                                        Duration.ofMillis(120),
                                        Duration.ofMillis(180),
                                        false))));
    }

    @Test
    void carriesEveryVerbAndTheWholeSnapshot() {
        try (var _ = AgentSocket.open(home, agent);
                var link = SocketAgentLink.to(home)) {
            assertThat(link.snapshot()).isEqualTo(full());
            link.share(true);
            link.rules(link.rules());
            link.electricity(link.electricity());
            assertThat(link.accounts(30)).containsExactly(account());
            link.pauseUntil(Instant.EPOCH);
            link.finishNow();
            link.finish();
            link.hold(Duration.ofMinutes(2));
            assertThat(link.limits()).isEqualTo(TransferLimits.standard());
            link.limit(new TransferLimits(Optional.of(5L), Optional.empty(), 1, 2));
            link.bindPayout(AgentFixture.binding());
            assertThat(link.rounds(new JobId("moby"))).isEmpty();
            assertThat(link.results(5, 10)).isEqualTo(full().recent());
            assertThat(link.machine(Duration.ofMillis(1500))).isEqualTo(MachineTraceTest.view());
            assertThat(link.household(Instant.EPOCH)).isEqualTo(HOUSEHOLD);
            link.join(link.pairingCode().code());
            link.leave();
            assertThat(link.earnedBy(Instant.EPOCH)).isEqualTo(EARNED);
            assertThat(link.standings()).isEmpty();
            agent.standings = Optional.of(STANDINGS);
            assertThat(link.standings()).contains(STANDINGS);
            assertThat(link.held()).isEmpty();
            agent.held =
                    Optional.of(
                            new Messages.HeldPay(
                                    Optional.of(Instant.EPOCH), Duration.ofDays(1), 64));
            assertThat(link.held()).isEqualTo(agent.held);
            assertThat(link.receipt(new LeaseId("l-1"))).contains(RECEIPT);
            assertThat(link.receipt(new LeaseId("l-2"))).isEmpty();
            assertThat(link.receipts(6, 1_000_000)).contains(List.of(new KeptReceipt(7, RECEIPT)));
            assertThat(link.payout()).isEmpty();
            agent.payout = Optional.of(PayoutWatchTest.changing(Instant.EPOCH));
            assertThat(link.payout()).isEqualTo(agent.payout);
            var device = Examples.SERVER.deviceId();
            link.changePayout(new PayoutMessages.PayoutChange(device, "0xa", "0xb", 1, 2, "00"));
            link.undoPayout(new PayoutMessages.PayoutUndo(device, "0xa", "0xb", 1, 2, "00"));
            assertThat(link.datasheet(Examples.manifest().id()))
                    .contains(Datasheet.of(Examples.manifest()));
            link.shutdown();

            assertThat(agent.calls)
                    .containsExactly(
                            "share true",
                            "rules true",
                            "electricity true",
                            "accounts 30",
                            "pause 1970-01-01T00:00:00Z",
                            "finish",
                            "finish all",
                            "hold PT2M",
                            "limit 5",
                            "bind 0x52908400098527886E0F7030069857D2E4169EE7",
                            "results 5 10",
                            "machine PT1.5S",
                            "household 1970-01-01T00:00:00Z",
                            "join ABCDE-FGHJK",
                            "leave",
                            "earned by 1970-01-01T00:00:00Z",
                            "receipts 6 1000",
                            "change to 0xb",
                            "stay with 0xa",
                            "datasheet " + Examples.manifest().id().hex(),
                            "shutdown");
        }
    }

    @Test
    void deliversTheCurrentSnapshotFirstAndThenEachNewerOne() throws Exception {
        var seen = new LinkedBlockingQueue<AgentSnapshot>();
        try (var _ = AgentSocket.open(home, agent);
                var link = SocketAgentLink.to(home);
                var _ = link.subscribe(seen::add)) {
            assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo(full());

            agent.board.publish(off());

            assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo(off());
        }
    }

    private static Health health() {
        var at = Instant.parse("2026-11-20T05:00:00Z");
        return new Health(
                at,
                List.of(
                        new Health.Part(
                                "card", true, List.of(new Health.Band(60, Duration.ofHours(3))))),
                List.of(new Health.Tally("driver-reset", 2, at)),
                List.of(new Health.Incident(at, "driver-reset", "xid-79")));
    }

    private static AgentSnapshot off() {
        var s = full();
        return new AgentSnapshot(
                s.at(),
                s.version(),
                s.device(),
                s.deviceName(),
                s.coordinator(),
                false,
                Activity.OFF,
                s.reasons(),
                Optional.empty(),
                AgentSnapshot.Line.idle(),
                Optional.empty(),
                s.earnings(),
                s.today(),
                List.of(),
                s.jobs(),
                s.hardware(),
                Optional.empty(),
                Optional.of(
                        new AgentSnapshot.Sandbox("bubblewrap", SandboxGrade.A, SandboxGrade.B)),
                AgentSnapshot.Electricity.NONE,
                s.health(),
                AgentSnapshot.Yields.none());
    }

    @Test
    void noLongerWatchesForAClientThatHungUp() throws Exception {
        var first = new CountDownLatch(1);
        try (var _ = AgentSocket.open(home, agent)) {
            try (var link = SocketAgentLink.to(home);
                    var _ = link.subscribe(_ -> first.countDown())) {
                assertThat(first.await(5, TimeUnit.SECONDS)).isTrue();
                assertThat(agent.board.isWatched()).isTrue();
            }
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (agent.board.isWatched() && System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            assertThat(agent.board.isWatched()).isFalse();
        }
    }

    @Test
    void passesARefusalOnByItsId() {
        agent.refusal = "bad-binding";
        try (var _ = AgentSocket.open(home, agent);
                var link = SocketAgentLink.to(home)) {
            assertThatThrownBy(() -> link.bindPayout(AgentFixture.binding()))
                    .isInstanceOfSatisfying(
                            AgentRefusedException.class,
                            e -> assertThat(e.id()).isEqualTo("bad-binding"));
        }
    }

    @Test
    void saysThatNoAgentAnswersAndFindsItWhenItIsBack() {
        try (var link = SocketAgentLink.to(home)) {
            assertThatThrownBy(link::snapshot).isInstanceOf(AgentUnreachableException.class);
            try (var _ = AgentSocket.open(home, agent)) {
                assertThat(link.snapshot()).isEqualTo(full());
            }
            assertThatThrownBy(link::snapshot).isInstanceOf(AgentUnreachableException.class);
        }
    }

    /// A window may be newer than the agent that still runs: what that one does not know is not
    /// known, and the agent is not taken for gone.
    @Test
    void takesAnAgentThatDoesNotKnowAVerbForOneThatDoesNotKnowTheAnswer() throws Exception {
        var run = DurableFile.folder(home.resolve("run"));
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                var link = SocketAgentLink.to(home)) {
            server.bind(UnixDomainSocketAddress.of(run.resolve("agent.sock")));
            var older =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try (var client = server.accept()) {
                                            client.read(ByteBuffer.allocate(1000));
                                        } catch (IOException e) {
                                            throw new UncheckedIOException(e);
                                        }
                                    });

            assertThat(link.standings()).isEmpty();
            older.join();
        }
        try (var link = SocketAgentLink.to(home)) {
            assertThatThrownBy(link::standings).isInstanceOf(AgentUnreachableException.class);
        }
    }

    @Test
    void endsASubscriptionSilentlyWhenTheAgentGoes() throws Exception {
        var first = new CountDownLatch(1);
        try (var link = SocketAgentLink.to(home)) {
            try (var _ = AgentSocket.open(home, agent)) {
                link.subscribe(_ -> first.countDown());
                assertThat(first.await(5, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(link.isAnswering()).isFalse();
        }
    }

    @Test
    void onlyTheOwnerCanEnterTheFolder() throws Exception {
        try (var socket = AgentSocket.open(home, agent)) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(socket.path().getParent())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void doesNotTalkThroughAFolderThatOthersCanEnter() throws Exception {
        try (var _ = AgentSocket.open(home, agent);
                var link = SocketAgentLink.to(home)) {
            Files.setPosixFilePermissions(
                    home.resolve("run"), PosixFilePermissions.fromString("rwxr-xr-x"));

            assertThatThrownBy(link::snapshot).isInstanceOf(AgentUnreachableException.class);
        }
    }

    @Test
    void worksBelowAPathThatIsTooLongForASocket() {
        var deep = DurableFile.folder(home.resolve("a".repeat(60)).resolve("b".repeat(60)));
        try (var socket = AgentSocket.open(deep, agent);
                var link = SocketAgentLink.to(deep)) {
            assertThat(socket.path().startsWith(deep)).isFalse();
            assertThat(link.snapshot()).isEqualTo(full());
        }
    }

    @Test
    void dropsAClientThatTalksNonsenseOrTooMuch() throws Exception {
        try (var socket = AgentSocket.open(home, agent)) {
            for (var text : List.of("GET / HTTP/1.1\n", "{\"version\":1}\n", "x".repeat(70_000))) {
                try (var client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                    client.connect(UnixDomainSocketAddress.of(socket.path()));
                    var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                    boolean hungUp = false;
                    try {
                        while (bytes.hasRemaining()) {
                            client.write(bytes);
                        }
                        hungUp = client.read(ByteBuffer.allocate(16)) < 0;
                    } catch (IOException reset) {
                        hungUp = true;
                    }
                    assertThat(hungUp).isTrue();
                }
            }
            assertThat(agent.calls).isEmpty();
        }
    }

    @Test
    void answersAnotherVersionWithAProblem() throws Exception {
        try (var socket = AgentSocket.open(home, agent);
                var client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.connect(UnixDomainSocketAddress.of(socket.path()));
            client.write(
                    ByteBuffer.wrap(
                            "{\"verb\":\"STATUS\",\"version\":99}\n"
                                    .getBytes(StandardCharsets.UTF_8)));
            var reply = ByteBuffer.allocate(200);
            client.read(reply);

            assertThat(new String(reply.array(), 0, reply.position(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"problem\":\"version-unknown\",\"version\":2}\n");
        }
    }

    @Test
    void takesClientsAgainAfterAnAttemptThatFailed() throws IOException {
        var turn = new AtomicInteger();
        var taken = new AtomicInteger();
        try (var client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            AgentSocket.acceptAll(
                    () ->
                            switch (turn.getAndIncrement()) {
                                case 0 -> throw new IOException("Too many open files");
                                case 1 -> client;
                                default -> throw new ClosedChannelException();
                            },
                    _ -> taken.incrementAndGet());
        }
        assertThat(taken).hasValue(1);
    }
}
