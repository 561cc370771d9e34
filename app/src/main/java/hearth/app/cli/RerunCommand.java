package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.practice.Engines;
import hearth.app.practice.PracticeSite;
import hearth.coordinator.LeaseArchive;
import hearth.protocol.LeaseId;
import hearth.worker.KeptLeases;
import hearth.worker.Rerun;
import hearth.worker.Training;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `hearth rerun`: repeats a lease from its kept inputs and compares the result with what was sent.
@Command(
        name = "rerun",
        description =
                "Repeat a lease from its kept inputs and print how far the result is from what was"
                        + " sent.",
        mixinStandardHelpOptions = true)
final class RerunCommand implements Callable<Integer> {
    /// @param source `device` or `coordinator`: whose copy of the lease it was
    /// @param engine what computed
    /// @param windows piece by piece, where this device still knows its pieces
    record Report(
            String lease,
            String job,
            String recipe,
            boolean identical,
            double relativeDistance,
            int steps,
            int threads,
            String engine,
            double trainingSeconds,
            String source,
            List<Rerun.Window> windows) {}

    private record Origin(Rerun.Sent sent, String source) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Parameters(paramLabel = "LEASE", description = "Name of the lease.")
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private String name;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Data folder that knows the lease; default is this user's own.")
    private @Nullable Path home;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads to compute with; default as in training.")
    private @Nullable Integer threads;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        var own = HearthHome.open();
        var searched =
                home == null ? own : new HearthHome(home.toAbsolutePath().normalize()).asJoined();
        var terminal = Terminal.of(spec, json);
        try (var scratch = Scratch.in(own.folder().resolve("rerun"), "lease")) {
            var work = scratch.folder();
            var origin = find(searched, lease(searched), work);
            var runtime = Engines.runtime(Image.current(), own);
            if (threads != null) {
                runtime = runtime.withThreads(threads);
            }
            int all = origin.sent().steps();
            terminal.progress("Repeating " + all + " steps of lease " + name + ".");
            var outcome = Rerun.run(origin.sent(), runtime, work.resolve("child"), steps -> {});
            var engine = runtime.engine();
            var report = report(origin, outcome, runtime.threads(), engine.device().word());
            terminal.result(report, sentence(report));
            return 0;
        }
    }

    private LeaseId lease(HearthHome searched) {
        try {
            return new LeaseId(name);
        } catch (IllegalArgumentException e) {
            throw unknown(searched);
        }
    }

    private CommandFailure unknown(HearthHome searched) {
        return new CommandFailure(
                CommandFailure.FAILED,
                "No lease of this name was done or given out by " + searched.folder() + ".");
    }

    private Origin find(HearthHome searched, LeaseId lease, Path work) {
        Optional<String> missing = Optional.empty();
        switch (KeptLeases.find(searched.agent(), lease)) {
            case KeptLeases.Found.Whole(var sent) -> {
                return new Origin(sent, "device");
            }
            case KeptLeases.Found.Incomplete(String what) -> missing = Optional.of(what);
            case KeptLeases.Found.Unknown() -> {}
        }
        for (var folder :
                List.of(
                        PracticeSite.coordinatorFolder(searched),
                        searched.folder().resolve("coordinator"),
                        searched.folder())) {
            switch (LeaseArchive.find(folder, lease, work)) {
                case LeaseArchive.Found.Whole whole -> {
                    return new Origin(sent(whole), "coordinator");
                }
                case LeaseArchive.Found.Incomplete(String what) -> missing = Optional.of(what);
                case LeaseArchive.Found.Unknown() -> {}
            }
        }
        if (missing.isPresent()) {
            throw new CommandFailure(
                    CommandFailure.MISSING,
                    "Lease "
                            + lease
                            + " cannot be repeated: "
                            + searched.folder()
                            + " does not keep its "
                            + missing.get()
                            + ".");
        }
        throw unknown(searched);
    }

    private static Rerun.Sent sent(LeaseArchive.Found.Whole whole) {
        return new Rerun.Sent(
                new Training.Order(
                        whole.lease(),
                        whole.manifest(),
                        whole.base(),
                        whole.frozen(),
                        whole.shard()),
                whole.update(),
                whole.steps(),
                Optional.empty(),
                List.of());
    }

    private Report report(Origin origin, Rerun.Outcome outcome, int usedThreads, String engine) {
        var order = origin.sent().order();
        return switch (outcome) {
            case Rerun.Outcome.Compared(
                            boolean identical,
                            double distance,
                            int steps,
                            var training,
                            var windows) ->
                    new Report(
                            order.lease().id().value(),
                            order.lease().job().value(),
                            order.manifest().recipe().recipe(),
                            identical,
                            distance,
                            steps,
                            usedThreads,
                            engine,
                            training.toMillis() / 1e3,
                            origin.source(),
                            windows);
            case Rerun.Outcome.NeedsResidual(String codec) ->
                    throw new CommandFailure(
                            CommandFailure.MISSING,
                            "Lease "
                                    + name
                                    + " was sent as "
                                    + codec
                                    + ", which depends on what"
                                    + " earlier leases left on the device; that is not kept"
                                    + " here any more.");
            case Rerun.Outcome.Malformed() ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            "What was sent for lease " + name + " is no update of it.");
            case Rerun.Outcome.Failed(var failure) ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            "The training engine could not repeat lease "
                                    + name
                                    + " ("
                                    + failure.getClass().getSimpleName()
                                    + ").");
        };
    }

    private static String sentence(Report report) {
        var all =
                report.identical()
                        ? "The same bytes after %d steps.".formatted(report.steps())
                        : "After %d steps the results are %.1e of the update apart."
                                .formatted(report.steps(), report.relativeDistance());
        return Stream.concat(Stream.of(all), report.windows().stream().map(RerunCommand::line))
                .collect(Collectors.joining("\n"));
    }

    private static String line(Rerun.Window window) {
        return window.identical()
                ? "  to step %d: the same bytes".formatted(window.step())
                : "  to step %d: %s apart"
                        .formatted(
                                window.step(),
                                window.relativeDistance().map("%.1e"::formatted).orElse("too far"));
    }
}
