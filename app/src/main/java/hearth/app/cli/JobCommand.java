package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.owner.JobFolder;
import hearth.app.owner.JobReport;
import hearth.app.owner.KeyRevocation;
import hearth.app.owner.NewJob;
import hearth.app.owner.OwnerDesk;
import hearth.app.owner.OwnerNetwork;
import hearth.app.practice.PracticeChainFiles;
import hearth.protocol.DeviceId;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// `hearth job`: from a folder of data to a model that others trained.
@Command(
        name = "job",
        description =
                "Have a model trained or asked: new, publish, fund, download. On the network that was joined, or a running practice network; only new needs none.",
        mixinStandardHelpOptions = true)
final class JobCommand implements Runnable {
    private static final Duration LONGEST = Duration.ofDays(1461);

    /// Which job, and how to print.
    static final class Which {
        @Parameters(
                arity = "0..1",
                paramLabel = "JOB",
                description = "Name of the job or its beginning; without one the newest.")
        private @Nullable String name;

        @Option(names = "--json", description = "Print one JSON object.")
        private boolean json;

        JobFolder in(HearthHome home) {
            return JobFolder.find(home, Optional.ofNullable(name));
        }
    }

    private interface Deed {
        JobReport with(OwnerDesk desk, JobFolder job, HearthHome home, Terminal terminal)
                throws InterruptedException;
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name what to do: hearth job --help");
    }

    @Command(
            name = "new",
            description =
                    "Make a job of a folder of text, CSV, pictures (PNG, JPEG or PGM in folders named by label) or safetensors, or of one file: manifest, shards, hashes. With --inference it asks a finished model.",
            mixinStandardHelpOptions = true)
    int create(
            @Parameters(paramLabel = "FOLDER|FILE", description = "The data.") Path source,
            @Mixin JobOptions options,
            @Mixin AskOptions ask,
            @Option(names = "--json", description = "Print one JSON object.") boolean json) {
        var home = HearthHome.open();
        var terminal = Terminal.of(spec, json);
        var line = spec.commandLine();
        JobFolder job;
        if (ask.isGiven()) {
            var model = ask.model(line, home, terminal::progress);
            job = NewJob.of(home, source, options.ask(line, source, ask, model));
        } else {
            job = NewJob.of(home, source, options.plan(line, source));
        }
        print(terminal, JobReport.of(job));
        return 0;
    }

    @Command(
            description =
                    "Send manifest and data to the coordinator; again goes on where it broke.",
            mixinStandardHelpOptions = true)
    int publish(@Mixin Which which) throws InterruptedException {
        return done(
                which,
                (desk, job, home, terminal) ->
                        desk.publish(job, () -> WalletTermCommands.opened(home, terminal)));
    }

    @Command(
            description = "Pay the budget into the escrow; training begins once it is seen there.",
            mixinStandardHelpOptions = true)
    int fund(
            @Mixin Which which,
            @Option(
                            names = "--for",
                            paramLabel = "TIME",
                            defaultValue = "720h",
                            description = "When it ends at the latest, from now on. Default: 720h.")
                    Duration time)
            throws InterruptedException {
        if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--for is a time of at most " + LONGEST.toDays() + " days.");
        }
        return done(
                which,
                (desk, job, home, terminal) ->
                        desk.fund(job, time, () -> WalletTermCommands.opened(home, terminal)));
    }

    @Command(
            description = "Show how far it is, what it cost and what it learnt.",
            mixinStandardHelpOptions = true)
    int status(@Mixin Which which) throws InterruptedException {
        return done(which, (desk, job, home, terminal) -> desk.report(job));
    }

    @Command(
            description = "End a job, or take back what a finished one left.",
            mixinStandardHelpOptions = true)
    int cancel(@Mixin Which which) throws InterruptedException {
        return done(
                which,
                (desk, job, home, terminal) ->
                        desk.cancel(job, () -> WalletTermCommands.opened(home, terminal)));
    }

    @Command(
            description = "Show the rounds: results, refusals, loss.",
            mixinStandardHelpOptions = true)
    int logs(@Mixin Which which) throws InterruptedException {
        var home = HearthHome.open();
        var terminal = Terminal.of(spec, which.json);
        try (var desk = desk(home, terminal::progress)) {
            var logs = desk.logs(which.in(home));
            terminal.result(logs, logs.forPeople());
        }
        return 0;
    }

    @Command(
            description =
                    "Fetch the model, its card and its history, or the answers in order, all checked. Needs an ended job, or --now.",
            mixinStandardHelpOptions = true)
    int download(
            @Mixin Which which,
            @Option(
                            names = "--to",
                            paramLabel = "FOLDER",
                            description = "Default: the name of the job.")
                    @Nullable Path to,
            @Option(
                            names = "--now",
                            description = "Take the newest checkpoint of a job that still runs.")
                    boolean now,
            @Option(
                            names = "--wait",
                            paramLabel = "TIME",
                            description = "Wait so long for the end of the job, such as 10m.")
                    @Nullable Duration patience)
            throws InterruptedException {
        var home = HearthHome.open();
        var terminal = Terminal.of(spec, which.json);
        try (var desk = desk(home, terminal::progress)) {
            var job = which.in(home);
            var folder = to == null ? Path.of(job.id().value()) : to;
            var model =
                    desk.download(
                            job, folder, now, Optional.ofNullable(patience).orElse(Duration.ZERO));
            terminal.result(
                    model,
                    "%s\n  %-18s %s"
                            .formatted(
                                    model.report().forPeople(),
                                    model.report().asked().isPresent() ? "answers in" : "model",
                                    model.file()));
        }
        return 0;
    }

    /// @param key that acts for the account
    record Key(DeviceId key) {}

    @Command(
            description =
                    "Show the id of this data folder's key, which publishes jobs for the wallet. With it the key of a lost computer is revoked.",
            mixinStandardHelpOptions = true)
    int key(@Option(names = "--json", description = "Print one JSON object.") boolean json) {
        var id = KeyRevocation.id(HearthHome.open());
        Terminal.of(spec, json).result(new Key(id), id.value());
        return 0;
    }

    @Command(
            name = "revoke-key",
            description =
                    "Revoke a key that publishes jobs, for good: this data folder's, or that of a lost computer. The wallet that pays signs it; its jobs stay its own. Password on standard input.",
            mixinStandardHelpOptions = true)
    int revokeKey(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "KEY",
                            description = "Its id, see hearth job key. Default: this folder's.")
                    @Nullable String key,
            @Option(names = "--json", description = "Print one JSON object.") boolean json) {
        var home = HearthHome.open();
        var terminal = Terminal.of(spec, json);
        var revoked =
                KeyRevocation.of(
                        home,
                        place(home),
                        Optional.ofNullable(key).map(this::named),
                        () -> WalletTermCommands.opened(home, terminal),
                        Clock.systemUTC());
        terminal.result(
                revoked,
                "The key %s acts no more for %s.%s"
                        .formatted(
                                revoked.key().value(),
                                revoked.account(),
                                revoked.own() ? " The next job here makes another." : ""));
        return 0;
    }

    private DeviceId named(String key) {
        try {
            return new DeviceId(key);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), "KEY is 64 hexadecimal digits: hearth job key.", e);
        }
    }

    /// On the network that the data folder takes part in.
    static OwnerDesk desk(HearthHome home, Consumer<String> progress) {
        return OwnerDesk.open(home, place(home), Clock.systemUTC(), progress);
    }

    private static OwnerNetwork place(HearthHome home) {
        return NetworkCommand.joined(home)
                .map(OwnerNetwork::deployed)
                .orElseGet(() -> OwnerNetwork.practice(PracticeChainFiles.ofRunning(home)));
    }

    private int done(Which which, Deed deed) throws InterruptedException {
        var home = HearthHome.open();
        var terminal = Terminal.of(spec, which.json);
        try (var desk = desk(home, terminal::progress)) {
            var report = deed.with(desk, which.in(home), home, terminal);
            print(terminal, report);
            return report.problem().isPresent() ? CommandFailure.FAILED : 0;
        }
    }

    private static void print(Terminal terminal, JobReport report) {
        terminal.result(report, report.forPeople());
    }
}
