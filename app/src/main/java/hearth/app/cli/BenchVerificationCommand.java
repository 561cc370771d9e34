package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.practice.Engines;
import hearth.coordinator.Checking;
import hearth.coordinator.Policy;
import hearth.coordinator.PracticeJobs;
import hearth.coordinator.TrainerEvaluator;
import hearth.coordinator.verification.Economics;
import hearth.coordinator.verification.Report;
import hearth.coordinator.verification.RoundSeen;
import hearth.coordinator.verification.TrialSetting;
import hearth.coordinator.verification.VerificationTrial;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.storage.FileBlobStore;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `hearth bench verification`: what the layers of verification refuse, of honest work and of 17
/// attacks.
@Command(
        name = "verification",
        description = {
            "Train the practice job for some rounds and show the layers of verification every"
                    + " honest update and one of each attack a round."
        },
        mixinStandardHelpOptions = true)
final class BenchVerificationCommand implements Callable<Integer> {
    private static final int DAYS = 30;
    private static final int PEOPLE = 2000;
    private static final List<Double> GROUPS = List.of(0.01, 0.1, 0.25, 1 / 3.0, 0.4, 0.5);

    /// Of honest results, by statistics: DESIGN.md's bound.
    private static final double REFUSED = 0.005;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds with attacks (${DEFAULT-VALUE}); 11 go before them.")
    private int rounds = 100;

    @Option(
            names = "--honest",
            paramLabel = "N",
            description = "Honest updates of a round (${DEFAULT-VALUE}).")
    private int honest = TrialSetting.usual().honest();

    @Option(names = "--steps", paramLabel = "N", description = "Of a lease (${DEFAULT-VALUE}).")
    private int steps = TrialSetting.usual().innerSteps();

    @Option(
            names = "--warm",
            paramLabel = "N",
            description = "Steps before the first round (${DEFAULT-VALUE}).")
    private int warm = TrialSetting.usual().warmStartSteps();

    @Option(
            names = "--sequences",
            paramLabel = "N",
            description = "Of which each loss is measured, at most (${DEFAULT-VALUE}).")
    private int sequences = TrialSetting.usual().sequences();

    @Option(names = "--seed", paramLabel = "N", description = "Of all that is drawn.")
    private long seed = TrialSetting.usual().seed();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--engines",
            paramLabel = "N",
            description = "Training processes of one thread each (${DEFAULT-VALUE}).")
    private int engines = 2;

    @Option(
            names = "--add-to",
            paramLabel = "FILE",
            description = {
                "Add each round to this file as soon as it was seen, and go on with what is there."
                        + " The model waits in FILE.blobs."
            })
    private @Nullable Path addTo;

    @Option(
            names = "--with",
            paramLabel = "FILE",
            description = {
                "Count the rounds of this file, too: one of the same setting but for the seed. May be"
                        + " given several times."
            })
    private List<Path> with = List.of();

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = {
                "Begin no round after so long, such as 9m; with --add-to the same command goes on."
            })
    private @Nullable Duration time;

    @Option(
            names = "--economics",
            description = {
                "Instead play strategies against the rules of pay, 2,000 people each for 30 days, alone"
                        + " and in groups, and show what each earns for its work."
            })
    private boolean economics;

    @Option(
            names = "--per-day",
            paramLabel = "N",
            description = "With --economics: leases of a day (${DEFAULT-VALUE}).")
    private int perDay = 100;

    @Override
    public Integer call() {
        var terminal = Terminal.of(spec, json);
        if (economics) {
            new Ranges(spec).within("--per-day", 1, 1000);
            var rules = new Economics(Checking.network(), Policy.network(), DAYS, perDay, REFUSED);
            var table = rules.play(PEOPLE, seed, GROUPS);
            terminal.result(table, text(table));
            return 0;
        }
        new Ranges(spec)
                .within("--rounds", 1, 100_000)
                .within("--honest", 2, 1000)
                .within("--steps", 1, 10_000)
                .within("--warm", 0, 1_000_000)
                .within("--sequences", 1, 1_000_000)
                .within("--engines", 1, 64);
        var home = HearthHome.open();
        try (var scratch = Scratch.in(home.folder().resolve("bench"), "verification")) {
            return measure(terminal, home, scratch.folder());
        }
    }

    private int measure(Terminal terminal, HearthHome home, Path folder) {
        var image = Image.current();
        var job = PracticeJobs.of(image.practiceData()).getFirst();
        var setting = new TrialSetting(honest, steps, warm, sequences, seed);
        var store = addTo == null ? folder.resolve("blobs") : Path.of(addTo + ".blobs");
        var seen = addTo == null ? List.<RoundSeen>of() : seen(addTo);
        if (!seen.stream().allMatch(round -> round.setting().equals(setting))) {
            throw otherwise(Objects.requireNonNull(addTo), seen);
        }
        var others = with.stream().flatMap(file -> others(file, setting).stream()).toList();
        var runtime = Engines.singleThreaded(image, home);
        var evaluators = new ArrayList<TrainerEvaluator>();
        try {
            for (int i = 0; i < engines; i++) {
                evaluators.add(new TrainerEvaluator(runtime, folder.resolve("trainer" + i)));
            }
            var blobs = new FileBlobStore(store);
            var trial =
                    new VerificationTrial(
                            job,
                            setting,
                            evaluators,
                            blobs,
                            BenchVerificationCommand::processorTime);
            var all = new ArrayList<>(others);
            all.addAll(run(trial, seen, terminal));
            if (all.isEmpty()) {
                throw new CommandFailure(CommandFailure.FAILED, "No round was seen in that time.");
            }
            var report = Report.of(all);
            terminal.result(report, text(report));
        } finally {
            evaluators.forEach(TrainerEvaluator::close);
        }
        return 0;
    }

    /// Of this process and of the engines that it started: other work on the computer does not
    /// count.
    private static Duration processorTime() {
        return Stream.concat(
                        Stream.of(ProcessHandle.current()), ProcessHandle.current().descendants())
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    /// One round after the other until all were seen or the time is over.
    private List<RoundSeen> run(
            VerificationTrial trial, List<RoundSeen> before, Terminal terminal) {
        long began = System.nanoTime();
        var seen = before;
        for (int next = before.size() - VerificationTrial.STALE + 1; next <= rounds; next++) {
            if (time != null && System.nanoTime() - began >= time.toNanos()) {
                terminal.progress(seen.size() + " rounds so far; the same command goes on");
                break;
            }
            seen = trial.run(seen, next, round -> write(terminal, round));
        }
        return seen;
    }

    private static List<RoundSeen> others(Path file, TrialSetting setting) {
        var others = seen(file);
        boolean isSame =
                others.stream()
                        .map(RoundSeen::setting)
                        .allMatch(of -> of.withSeed(setting.seed()).equals(setting));
        if (others.isEmpty() || !isSame) {
            throw otherwise(file, others);
        }
        return others;
    }

    private static CommandFailure otherwise(Path file, List<RoundSeen> seen) {
        return new CommandFailure(
                CommandFailure.REFUSED,
                seen.isEmpty()
                        ? file + " holds no rounds"
                        : file + " was made with another setting: " + seen.getFirst().setting());
    }

    private void write(Terminal terminal, RoundSeen round) {
        if (addTo != null) {
            try {
                Files.writeString(
                        addTo,
                        Json.text(round) + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        terminal.progress(
                "round "
                        + (round.round() + 1)
                        + " of "
                        + (rounds + VerificationTrial.STALE)
                        + ", honest refused "
                        + round.honest().stream().flatMap(h -> h.reason().stream()).toList());
    }

    private static List<RoundSeen> seen(Path file) {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .map(line -> Json.read(line, RoundSeen.class))
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedMessageException e) {
            throw new CommandFailure(
                    CommandFailure.REFUSED, file + " holds something else than rounds.", e);
        }
    }

    private static String text(Report report) {
        var honest =
                String.format(
                        Locale.ROOT,
                        "%d honest, %d refused %s (%.2f %%, at most %.2f %%); t %.1f to %.1f; fall"
                                + " %.4f to %.4f; cosine %.2f to %.2f, pair at most %.2f; overhead"
                                + " %.1f %%",
                        report.honestTotal(),
                        report.honestRefused(),
                        report.refusedFor(),
                        100.0 * report.honestRefused() / report.honestTotal(),
                        100 * report.honestShare().high(),
                        report.gap().least(),
                        report.gap().most(),
                        report.fall().least(),
                        report.fall().most(),
                        report.cosine().least(),
                        report.cosine().most(),
                        report.pair().most(),
                        100 * report.overhead());
        return report.attacks().stream()
                .map(BenchVerificationCommand::line)
                .collect(Collectors.joining("\n", honest + "\n", ""));
    }

    private static String text(Economics.Table table) {
        return table.rows().stream()
                .map(
                        row ->
                                String.format(
                                        Locale.ROOT,
                                        "%-56s work %7.1f  earned %7.1f  for each work %.3f ± %.3f"
                                                + "  caught %5.1f %%  repeated %4.1f %%, by friends"
                                                + " %4.1f %%",
                                        row.strategy(),
                                        row.work(),
                                        row.earned(),
                                        row.perWork(),
                                        row.error(),
                                        100 * row.caught(),
                                        100 * row.repeated(),
                                        100 * row.byFriends()))
                .collect(Collectors.joining("\n"));
    }

    private static String line(Report.AttackRow row) {
        return String.format(
                Locale.ROOT,
                "%-26s %3d  cheap %3d (at least %.1f %%)  repeated %3d (at least %.1f %%)  distance"
                        + " at least %.2f  t %5.1f  %s",
                row.name(),
                row.total(),
                row.cheapCaught(),
                100 * row.cheap().low(),
                row.rerunCaught(),
                100 * row.rerun().low(),
                row.leastDistance(),
                row.meanGap(),
                row.reasons());
    }
}
