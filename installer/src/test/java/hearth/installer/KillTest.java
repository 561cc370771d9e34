package hearth.installer;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.settings.Settings;
import hearth.app.settings.SettingsFile;
import hearth.app.window.WindowTrace;
import hearth.installer.ProcessTable.Kind;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// `kill -9` of any process at random moments: what was receipted stays, nothing is paid twice, and
/// nothing is left running.
class KillTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration RECOVERY = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int KILLS = 10;
    private static final int AT_LEAST_OF_A_KIND = 2;
    private static final int KILLS_IN_THE_FIRST_START = 3;

    @TempDir Path folder;

    private final long seed = Long.getLong("hearth.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private InstalledHearth hearth;
    private ProcessTable processes;
    private Books books;
    private int starts;

    @BeforeEach
    void installs() throws Exception {
        hearth = new InstalledHearth(folder);
        processes = new ProcessTable(hearth.home());
        books = new Books(hearth.home());
    }

    @AfterEach
    void leavesNothingToTheNextTest() {
        processes.running().keySet().forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void losesNothingAndPaysNothingTwiceWhenAnythingIsKilled() throws Exception {
        var kinds = kindsToKill();
        var killed = new EnumMap<Kind, Integer>(Kind.class);
        var slowest = new EnumMap<Kind, Long>(Kind.class);
        killInTheFirstStart();
        var host = start();
        awaitProgress(0, "the first start");
        var receiptsBefore = new HashMap<String, String>();
        for (var kind : kinds) {
            pause(Duration.ofMillis(2000 + random.nextInt(4000)));
            receiptsBefore.putAll(books.receipts());
            long before = books.accepted();
            long begun = System.nanoTime();
            kill(kind);
            killed.merge(kind, 1, Integer::sum);
            if (kind == Kind.HOST) {
                assertThat(host.waitFor(10, TimeUnit.SECONDS)).as("the host died").isTrue();
                host = start();
            }
            assertThat(host.isAlive()).as("the host lives; %s", context()).isTrue();
            awaitProgress(before, "kill of " + kind);
            if (kind != Kind.TRAINER) { // One of these comes when it is needed.
                await(() -> !processes.of(kind).isEmpty(), RECOVERY, "another " + kind);
            }
            slowest.merge(kind, Duration.ofNanos(System.nanoTime() - begun).toMillis(), Math::max);
        }
        kill(Kind.HOST);
        host.waitFor();
        long accepted = books.accepted();
        long paid = books.ledgerEntries();

        var summary =
                hearth.run("", LIMIT, "practice", "--no-window", "--for", "15s", "--json").json();

        assertThat(processes.running()).as("left running; %s", context()).isEmpty();
        assertThat(books.accepted()).as("%s", context()).isGreaterThanOrEqualTo(accepted);
        assertThat(summary.required("leasesAccepted").asLong()).isGreaterThanOrEqualTo(paid);
        var receipts = books.receipts();
        var results = books.results();
        var lost = new HashMap<>(receipts);
        lost.entrySet().removeAll(results.entrySet());
        assertThat(receipts)
                .as("the agent's receipts; %s", context())
                .containsAllEntriesOf(receiptsBefore);
        assertThat(lost).as("receipts without their result; %s", context()).isEmpty();
        assertThat(books.paidTwice()).as("paid twice; %s", context()).isEmpty();
        assertThat(books.acceptedAndUnpaid()).as("never paid; %s", context()).isEmpty();
        assertThat(books.ledgerEntries()).isEqualTo(summary.required("leasesAccepted").asLong());
        assertThat(wei(summary, "releasedWei")).as("%s", context()).isPositive();
        assertThat(wei(summary, "claimedWei"))
                .as("%s", context())
                .isEqualTo(wei(summary, "releasedWei"));
        assertThat(wei(summary, "walletBalanceWei"))
                .as("%s", context())
                .isEqualTo(wei(summary, "releasedWei"));
        assertVerifies(summary);
        assertThat(killed).hasSameSizeAs(Kind.values());
        assertThat(hearth.filesOutside()).as("left by what was killed").isEmpty();
        System.out.printf(
                "kills %s and %d in the first start, slowest recovery in ms %s; receipts %d, results"
                        + " %d, lost %d, paid twice %d; seed %d%n",
                killed,
                KILLS_IN_THE_FIRST_START,
                slowest,
                receipts.size(),
                results.size(),
                lost.size(),
                books.paidTwice().size(),
                seed);
    }

    @Test
    void aSecondRunIsOneSentenceAWindowLooksInAndASignalEndsTheFirstInOrder() throws Exception {
        var first = hearth.start("first", "practice", "--no-window", "--json");
        await(() -> books.ledgerEntries() > 0, LIMIT, "the first round");

        var second = hearth.run("", LIMIT, "practice", "--no-window", "--for", "5s");
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).contains("already runs").doesNotContain("Exception");
        assertThat(first.isAlive()).isTrue();

        aWindowLooksInOnTheSameAgent(first);

        first.destroy();
        assertThat(first.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
        assertThat(processes.running()).as("left running %s", processes.commands()).isEmpty();
        var summary = hearth.outputOf("first");
        assertThat(summary.required("leasesAccepted").asLong()).isPositive();
        assertThat(wei(summary, "claimedWei")).isEqualTo(wei(summary, "releasedWei"));
    }

    /// It attaches to what runs, shows what the agent does, and takes nothing along when it goes.
    private void aWindowLooksInOnTheSameAgent(Process first) throws Exception {
        new SettingsFile(hearth.home()).save(Settings.initial().withOnboarded(true));
        var before = processes.running();
        var trace = folder.resolve("trace.jsonl");
        try (var screen = Screen.open()) {
            var environment =
                    Map.of("DISPLAY", screen.display(), WindowTrace.FILE, trace.toString());
            var window = hearth.start("window", environment);
            await(() -> says(trace, "true-state"), RECOVERY, "the agent's state in the window");
            await(() -> says(trace, "home"), RECOVERY, "Home in the window");
            assertThat(withoutTrainers(processes.running())).isEqualTo(withoutTrainers(before));
            window.destroy();
            assertThat(window.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
        }
        assertThat(first.isAlive()).isTrue();
        assertThat(withoutTrainers(processes.running())).isEqualTo(withoutTrainers(before));
        assertThat(hearth.errorsOf("window")).doesNotContain("Exception");
        assertThat(hearth.filesOutside()).as("unpacked by a start").isEmpty();
    }

    private static boolean says(Path trace, String event) {
        return WindowTrace.read(trace).stream().anyMatch(note -> note.event().equals(event));
    }

    /// Training children come and go with the work.
    private static Map<ProcessHandle, Kind> withoutTrainers(Map<ProcessHandle, Kind> running) {
        var lasting = new HashMap<>(running);
        lasting.values().removeIf(Kind.TRAINER::equals);
        return lasting;
    }

    /// The moments at which least is on the disk: a chain that has no state yet, an agent that does
    /// not answer yet, and any.
    private void killInTheFirstStart() throws Exception {
        var first = start();
        await(() -> Files.exists(hearth.home().resolve("practice/host.json")), RECOVERY, "a host");
        kill(Kind.CHAIN);
        await(() -> !processes.of(Kind.AGENT).isEmpty(), RECOVERY, "an agent");
        pause(Duration.ofMillis(random.nextInt(500)));
        first.destroyForcibly().waitFor();

        var second = start();
        pause(Duration.ofMillis(300 + random.nextInt(2500)));
        second.destroyForcibly().waitFor();
    }

    /// Two of each kind at least, in any order.
    private List<Kind> kindsToKill() {
        var all = List.of(Kind.values());
        var kinds = new ArrayList<Kind>();
        for (int i = 0; i < AT_LEAST_OF_A_KIND; i++) {
            kinds.addAll(all);
        }
        while (kinds.size() < KILLS) {
            kinds.add(all.get(random.nextInt(all.size())));
        }
        Collections.shuffle(kinds, random);
        return kinds;
    }

    private Process start() throws Exception {
        return hearth.start("start-" + ++starts, "practice", "--no-window");
    }

    /// Kills one process of the kind, whichever of several.
    private void kill(Kind kind) throws InterruptedException {
        await(() -> !processes.of(kind).isEmpty(), RECOVERY, "a " + kind + " to kill");
        var candidates = processes.of(kind);
        candidates.get(random.nextInt(candidates.size())).destroyForcibly();
    }

    private void awaitProgress(long before, String after) throws InterruptedException {
        await(() -> books.accepted() > before, RECOVERY, "a new accepted result after " + after);
    }

    private void await(BooleanSupplier condition, Duration patience, String what)
            throws InterruptedException {
        long tries = patience.dividedBy(POLL);
        while (!condition.getAsBoolean() && tries-- > 0) {
            pause(POLL);
        }
        assertThat(tries).as("%s within %s; %s", what, patience, context()).isPositive();
    }

    private static void pause(Duration time) throws InterruptedException {
        var _ = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void assertVerifies(JsonNode summary) throws Exception {
        var verified =
                hearth.run("", LIMIT, "verify", "--home", hearth.home().toString(), "--json")
                        .json();
        assertThat(verified.required("same").booleanValue()).as("%s", context()).isTrue();
        assertThat(verified.required("checkpointsChecked").asLong())
                .isEqualTo(summary.required("rounds").asLong());
    }

    /// What a person needs to find a failure again.
    private String context() {
        try {
            return "seed "
                    + seed
                    + ", running "
                    + processes.commands()
                    + ", the last start said:\n"
                    + hearth.errorsOf("start-" + starts)
                    + "\nthe agent's log:\n"
                    + hearth.logOf("agent.log");
        } catch (IOException e) {
            return "seed " + seed + " (" + e + ")";
        }
    }

    private static BigInteger wei(JsonNode node, String key) {
        return new BigInteger(node.required(key).stringValue());
    }
}
