package hearth.installer;

import hearth.installer.FaultProxy.Fault;
import hearth.installer.ProcessTable.Kind;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// A long run of the real programs with a fault every twenty seconds, ending in one line of counts:
/// `lost 0, doubled 0`, from the agent's journal and the coordinator's ledger. `.ci/soak` starts
/// it.
public final class Soak {
    private static final Duration EVERY = Duration.ofSeconds(20);
    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /// What is done to the programs.
    enum Harm {
        KILL_AGENT,
        KILL_CHILD,
        KILL_COORDINATOR,
        SLEEP,
        BAD_LINE,
        DISK_FULL,
        IO_ERRORS,
        CLOCK_JUMP
    }

    private final Duration length;
    private final Random random;
    private final long seed;
    private final SoakSite site;
    private final Books books;
    private final FaultProxy line;
    private final Map<Harm, Integer> done = new EnumMap<>(Harm.class);
    private final Map<Harm, String> impossible = new EnumMap<>(Harm.class);
    private final Set<String> endedByItself = new TreeSet<>();
    private int restarts;

    private Soak(Duration length, long seed, Path folder) throws IOException {
        this.length = length;
        this.seed = seed;
        this.random = new Random(seed);
        int port = freePort();
        this.line =
                new FaultProxy(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), random);
        this.site = new SoakSite(folder, port, line.port());
        this.books =
                new Books(
                        site.home().resolve("agent/journal.db"),
                        site.home().resolve("coordinator/coordinator.db"));
    }

    /// `--for 30m`, `--seed 1`; a folder for the logs is kept if something was lost.
    public static void main(String[] arguments) throws Exception {
        var words = List.of(arguments);
        var length = duration(after(words, "--for", "30m"));
        long seed = Long.parseLong(after(words, "--seed", Long.toString(System.nanoTime())));
        var folder = Files.createTempDirectory("hearth-soak-");
        var soak = new Soak(length, seed, folder);
        boolean good;
        try {
            good = soak.run();
        } finally {
            soak.close();
        }
        if (good) {
            SoakSite.remove(folder);
        } else {
            say("logs and data stay in " + folder);
        }
        System.exit(good ? 0 : 1);
    }

    private static String after(List<String> words, String option, String usual) {
        int at = words.indexOf(option);
        return at < 0 ? usual : words.get(at + 1);
    }

    /// `90s`, `30m`, `2h`.
    private static Duration duration(String text) {
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean run() throws Exception {
        say("seed " + seed + ", for " + length + ", in " + site.home());
        impossible.putAll(site.prepare());
        impossible.forEach((harm, why) -> say("without " + harm + ": " + why));
        site.startCoordinator();
        site.startAgent();
        site.bind(PATIENCE);
        var possible =
                new ArrayList<>(List.of(Harm.values()))
                        .stream().filter(h -> !impossible.containsKey(h)).toList();
        long end = System.nanoTime() + length.toNanos();
        long next = System.nanoTime() + EVERY.toNanos();
        while (System.nanoTime() < end) {
            keepUp();
            if (System.nanoTime() >= next) {
                next += EVERY.toNanos();
                var harm = possible.get(random.nextInt(possible.size()));
                harm(harm);
                done.merge(harm, 1, Integer::sum);
            }
            FaultProxy.pause(TICK);
        }
        return conclude();
    }

    /// What ended is started again, as the service would.
    private void keepUp() throws IOException {
        if (!site.agentRuns()) {
            restarts++;
            site.startAgent();
        }
        if (!site.coordinatorRuns()) {
            restarts++;
            site.startCoordinator();
        }
    }

    private void harm(Harm harm) throws Exception {
        long begun = System.nanoTime();
        var what =
                switch (harm) {
                    case KILL_AGENT -> {
                        site.kill(Kind.AGENT);
                        yield "";
                    }
                    case KILL_CHILD -> site.kill(Kind.TRAINER) ? "" : "none ran";
                    case KILL_COORDINATOR -> {
                        site.kill(Kind.HOST);
                        yield "";
                    }
                    case SLEEP -> {
                        var asleep = Duration.ofMillis(500 + random.nextInt(8000));
                        site.sleep(asleep);
                        yield asleep.toMillis() + " ms";
                    }
                    case BAD_LINE -> badLine();
                    case DISK_FULL -> {
                        site.fillDisk();
                        FaultProxy.pause(Duration.ofMillis(1000 + random.nextInt(9000)));
                        site.freeDisk();
                        yield "";
                    }
                    case IO_ERRORS -> {
                        site.ioErrors(true);
                        FaultProxy.pause(Duration.ofMillis(1000 + random.nextInt(7000)));
                        site.ioErrors(false);
                        yield "";
                    }
                    case CLOCK_JUMP -> {
                        var jumps = List.of("+0", "+3600", "-3600", "+34560000", "-10800", "+45");
                        var to = jumps.get(random.nextInt(jumps.size()));
                        site.clock(to);
                        yield "to " + to + " s";
                    }
                };
        say(
                "%-16s %s (%d ms); receipts %d"
                        .formatted(
                                harm,
                                what,
                                Duration.ofNanos(System.nanoTime() - begun).toMillis(),
                                books.receipts().size()));
    }

    private String badLine() {
        var faults = Fault.values();
        var fault = faults[1 + random.nextInt(faults.length - 1)];
        long before = line.harmed();
        line.fault(fault);
        FaultProxy.pause(Duration.ofMillis(4000 + random.nextInt(8000)));
        line.fault(Fault.NONE);
        return fault + ", " + (line.harmed() - before) + " pieces";
    }

    /// Faults end, what is open is finished, and the books are compared.
    private boolean conclude() throws Exception {
        say("no more faults; waiting for what is open");
        line.fault(Fault.NONE);
        site.clock("+0");
        site.startAgent(true);
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean switchedOff = false;
        while (System.nanoTime() < end && !(switchedOff && books.openLeases().isEmpty())) {
            keepUp();
            switchedOff |= site.shareOff();
            FaultProxy.pause(TICK);
        }
        var open = books.openLeases();
        site.end();
        var receipts = books.receipts();
        var results = books.results();
        var lost = new TreeSet<>(open);
        receipts.forEach(
                (lease, update) -> {
                    if (!update.equals(results.get(lease))) {
                        lost.add("receipt without its result: " + lease);
                    }
                });
        results.forEach(
                (lease, update) -> {
                    if (!update.equals(receipts.get(lease))) {
                        lost.add("result without its receipt: " + lease);
                    }
                });
        books.acceptedAndUnpaid().forEach(lease -> lost.add("accepted and never paid: " + lease));
        lost.addAll(endedByItself);
        var doubled = books.paidTwice();
        lost.forEach(what -> say("LOST " + what));
        doubled.forEach(what -> say("DOUBLED " + what));
        boolean worked = !receipts.isEmpty();
        say(
                "faults %s, restarts %d, receipts %d, results %d, ledger entries %d, seed %d"
                        .formatted(
                                done,
                                restarts,
                                receipts.size(),
                                results.size(),
                                books.ledgerEntries(),
                                seed));
        say(
                "lost "
                        + lost.size()
                        + ", doubled "
                        + doubled.size()
                        + (worked ? "" : ", nothing done"));
        return lost.isEmpty() && doubled.isEmpty() && worked;
    }

    private void close() {
        line.close();
        site.close();
    }

    static void say(String line) {
        System.out.println(line);
    }
}
