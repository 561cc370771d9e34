package hearth.testing;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Fuzzing that is led by coverage, in this process: an input that went where none went before is
/// kept and bent further. The same seed gives the same inputs, so what broke a parser breaks it
/// again; its hex is in the message, and belongs into the seeds then.
public final class GuidedFuzz {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int MOST_KEPT = 4_096;
    private static final int NIGHTLY = 50;

    /// Of the inputs to bend, one in this many is among the newest.
    private static final int NEWEST = 16;

    private final Class<? extends FuzzTarget> type;
    private final SplittableRandom random;
    private final List<byte[]> kept = new ArrayList<>();

    /// What came of it.
    ///
    /// @param taken inputs that were not malformed
    /// @param edges ways through the instrumented code that were ever taken
    /// @param fromSeeds of them with the seeds alone
    /// @param kept inputs that had found one
    /// @param cpuMillis of the one thread that did it
    public record Report(
            String target,
            long executions,
            long taken,
            int edges,
            int fromSeeds,
            int kept,
            long cpuMillis) {
        /// For the test's report.
        public Map<String, String> entries() {
            return Map.of(
                    "parser",
                    target,
                    "executions",
                    Long.toString(executions),
                    "taken",
                    Long.toString(taken),
                    "edges",
                    edges + " (" + fromSeeds + " with the seeds)",
                    "kept",
                    Integer.toString(kept),
                    "milliseconds of processor",
                    Long.toString(cpuMillis));
        }
    }

    public GuidedFuzz(Class<? extends FuzzTarget> type, long seed) {
        this.type = type;
        this.random = new SplittableRandom(seed);
    }

    /// As often as the target says, or fifty times that where the system property `hearth.nightly`
    /// is `true`; besides the seeds. On a thread of its own, because each refused input fills in a
    /// stack trace, and that of a test is deep.
    ///
    /// @throws AssertionError with the input that broke the parser, or where the run was in vain:
    /// nothing new was found, or nothing refused
    public Report run() {
        var work = new FutureTask<>(this::runHere);
        Thread.ofPlatform().name("fuzz").start(work);
        try {
            return work.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError broken) {
                throw broken;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Report runHere() {
        var loader = new EdgeLoader();
        try {
            var target = loader.target(type);
            long executions =
                    (Boolean.getBoolean("hearth.nightly") ? NIGHTLY : 1) * target.executions();
            var edges = new Coverage(loader.wasNew(), loader.known());
            long taken = 0;
            var seeds = seeds(target);
            var mutations = new Mutations(random, seeds);
            long began = THREADS.getCurrentThreadCpuTime();
            for (var seed : seeds) {
                taken += takes(target, seed) ? 1 : 0;
                var _ = edges.wasNew();
                kept.add(seed);
            }
            int fromSeeds = edges.knownEdges();
            for (long i = 0; i < executions; i++) {
                var input = mutations.bent(one(), one());
                taken += takes(target, input) ? 1 : 0;
                if (edges.wasNew() && kept.size() < MOST_KEPT) {
                    kept.add(input);
                }
            }
            int found = edges.knownEdges();
            if (found <= fromSeeds || taken >= executions) {
                throw new AssertionError("in vain: " + fromSeeds + ", " + found + ", " + taken);
            }
            var name = type.getSimpleName();
            long millis = (THREADS.getCurrentThreadCpuTime() - began) / 1_000_000;
            return new Report(name, executions, taken, found, fromSeeds, kept.size(), millis);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a target has a constructor without parameters", e);
        }
    }

    private record Coverage(MethodHandle ended, MethodHandle known) {
        boolean wasNew() {
            try {
                return (boolean) ended.invokeExact();
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        int knownEdges() {
            try {
                return (int) known.invokeExact();
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private byte[] one() {
        int size = kept.size();
        int from = random.nextInt(NEWEST) == 0 ? Math.max(0, size - NEWEST) : 0;
        return kept.get(random.nextInt(from, size));
    }

    private static boolean takes(FuzzTarget target, byte[] input) {
        try {
            return target.takes(input);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError broken) {
            throw new AssertionError(HexFormat.of().formatHex(input), broken);
        }
    }

    /// Those of the target and the lines of `fuzz/Name.hex` beside it.
    private List<byte[]> seeds(FuzzTarget target) {
        var seeds = new ArrayList<>(target.seeds());
        var name = "fuzz/" + type.getSimpleName() + ".hex";
        try (InputStream in = type.getResourceAsStream(name)) {
            if (in != null) {
                new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(HexFormat.of()::parseHex)
                        .forEach(seeds::add);
            }
        } catch (IOException e) {
            throw new IllegalStateException("seeds cannot be read", e);
        }
        if (seeds.isEmpty()) {
            throw new IllegalStateException("a target has seeds");
        }
        return seeds;
    }
}
