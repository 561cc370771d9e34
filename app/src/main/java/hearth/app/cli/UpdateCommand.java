package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.update.Applied;
import hearth.app.update.Checked;
import hearth.app.update.Installation;
import hearth.app.update.UpdateBook;
import hearth.app.update.UpdateFolder;
import hearth.app.update.trust.Channel;
import hearth.app.update.trust.Release;
import hearth.app.update.trust.Version;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `hearth update`: newer versions of Hearth itself.
@Command(
        name = "update",
        description = "Look for a newer version, install it, or say what became of updates.",
        mixinStandardHelpOptions = true,
        subcommands = {
            UpdateCommand.Check.class,
            UpdateCommand.Apply.class,
            UpdateCommand.Status.class,
            UpdateCommand.Channels.class,
            UpdatePublishCommand.class
        })
final class UpdateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandFailure.USAGE;
    }

    /// `hearth update check`.
    @Command(
            name = "check",
            description = "Ask whether there is a newer version; installs nothing.",
            mixinStandardHelpOptions = true)
    static final class Check implements Callable<Integer> {
        /// @param result such as `ready`, `up-to-date`, `offline`, `refused`
        record Found(
                String result,
                Optional<Version> version,
                Optional<String> reason,
                boolean withdrawn,
                Optional<Instant> newsFrom) {}

        @Mixin private Output output = new Output();

        @Override
        public Integer call() {
            var home = HearthHome.open();
            var checked = ImageUpdates.updater(Image.current(), home).check();
            output.terminal().result(answer(checked), UpdateText.of(checked));
            return switch (checked) {
                case Checked.UpToDate _, Checked.Ready _ -> 0;
                case Checked.Offline _, Checked.Busy _ -> CommandFailure.FAILED;
                case Checked.NoTrust _ -> CommandFailure.MISSING;
                case Checked.Refused _ -> CommandFailure.REFUSED;
            };
        }

        private static Found answer(Checked checked) {
            return switch (checked) {
                case Checked.UpToDate(boolean withdrawn) ->
                        answer("up-to-date", Optional.empty(), withdrawn);
                case Checked.Ready(Release release, boolean withdrawn) ->
                        answer("ready", Optional.of(release.version()), withdrawn);
                case Checked.Offline(var newsFrom) ->
                        new Found("offline", Optional.empty(), Optional.empty(), false, newsFrom);
                case Checked.Refused(var reason) ->
                        new Found(
                                "refused",
                                Optional.empty(),
                                Optional.of(reason.id()),
                                false,
                                Optional.empty());
                case Checked.NoTrust _ -> answer("no-trust", Optional.empty(), false);
                case Checked.Busy _ -> answer("busy", Optional.empty(), false);
            };
        }

        private static Found answer(String result, Optional<Version> version, boolean withdrawn) {
            return new Found(result, version, Optional.empty(), withdrawn, Optional.empty());
        }
    }

    /// `hearth update apply`.
    @Command(
            name = "apply",
            description =
                    "Install the newest version, unless this computer trains; the next start takes it.",
            mixinStandardHelpOptions = true)
    static final class Apply implements Callable<Integer> {
        record Outcome(String result, Optional<Version> version, Optional<String> reason) {}

        @Mixin private Output output = new Output();

        @Option(
                names = "--finish",
                description = "Bring what is trained to its end first, then install.")
        private boolean finish;

        @Option(
                names = "--now",
                description =
                        "End the training after its step, hand in what is done, then install.")
        private boolean now;

        @Override
        public Integer call() throws InterruptedException {
            var home = HearthHome.open();
            var image = Image.current();
            var work = new AgentWork(home, Installation.of(image.root()).launcher(), now);
            var applied = ImageUpdates.updater(image, home).apply(work, finish || now);
            output.terminal().result(answer(applied), UpdateText.of(applied));
            return switch (applied) {
                case Applied.Installed _ -> 0;
                case Applied.Nothing(Checked.UpToDate _) -> 0;
                case Applied.Nothing(Checked.NoTrust _) -> CommandFailure.MISSING;
                case Applied.Nothing _,
                        Applied.RolledBack _,
                        Applied.NotHealthy _,
                        Applied.NoRoom _,
                        Applied.Broken _ ->
                        CommandFailure.FAILED;
                case Applied.Refused _, Applied.Working _, Applied.Managed _ ->
                        CommandFailure.REFUSED;
            };
        }

        private static Outcome answer(Applied applied) {
            return switch (applied) {
                case Applied.Installed(var version) -> answer("installed", version, "");
                case Applied.RolledBack(var version, String reason) ->
                        answer("rolled-back", version, reason);
                case Applied.NotHealthy(var version, String reason) ->
                        answer("not-healthy", version, reason);
                case Applied.Managed(var version) -> answer("managed", version, "");
                case Applied.Nothing(var why) ->
                        new Outcome(
                                "nothing",
                                Optional.empty(),
                                Optional.of(Check.answer(why).result()));
                case Applied.Refused(var reason) ->
                        new Outcome("refused", Optional.empty(), Optional.of(reason.id()));
                case Applied.Working _ ->
                        new Outcome("working", Optional.empty(), Optional.empty());
                case Applied.NoRoom _ -> new Outcome("no-room", Optional.empty(), Optional.empty());
                case Applied.Broken _ -> new Outcome("broken", Optional.empty(), Optional.empty());
            };
        }

        private static Outcome answer(String result, Version version, String reason) {
            return new Outcome(
                    result,
                    Optional.of(version),
                    reason.isEmpty() ? Optional.empty() : Optional.of(reason));
        }
    }

    /// `hearth update status`.
    @Command(
            name = "status",
            description = "What is known of updates, without asking anybody.",
            mixinStandardHelpOptions = true)
    static final class Status implements Callable<Integer> {
        record Known(
                String version,
                Channel channel,
                boolean automatic,
                Optional<Version> ready,
                Optional<Version> nextStart,
                Optional<Instant> checkedAt,
                Optional<Instant> newsFrom,
                String trouble,
                boolean managed,
                List<UpdateBook.Event> history) {}

        @Mixin private Output output = new Output();

        @Override
        public Integer call() {
            var home = HearthHome.open();
            var updater = ImageUpdates.updater(Image.current(), home);
            var folder = new UpdateFolder(home.folder());
            var book = folder.book();
            var choices = folder.choices();
            var answer =
                    new Known(
                            Hearth.version(),
                            choices.channel(),
                            choices.automatic(),
                            updater.ready().map(Release::version),
                            updater.waiting(),
                            book.checkedAt(),
                            book.newsFrom(),
                            book.trouble(),
                            updater.isManaged(),
                            book.history());
            output.terminal().result(answer, UpdateText.of(answer, Instant.now(Clock.systemUTC())));
            return 0;
        }
    }

    /// `hearth update channel`.
    @Command(
            name = "channel",
            description =
                    "Show or choose which versions are wanted, and whether it is looked for them.",
            mixinStandardHelpOptions = true)
    static final class Channels implements Callable<Integer> {
        record Wanted(Channel channel, boolean automatic) {}

        @Mixin private Output output = new Output();

        @Parameters(
                paramLabel = "stable|beta",
                arity = "0..1",
                description = "Versions for everybody, or also those to be tried first.")
        private @Nullable Channel channel;

        @Option(
                names = "--automatic",
                paramLabel = "true|false",
                description = "Whether it is looked for newer versions, at most once a day.")
        private @Nullable Boolean automatic;

        @Override
        public Integer call() {
            var folder = new UpdateFolder(HearthHome.open().folder());
            var choices = folder.choices();
            if (channel != null) {
                choices = choices.withChannel(channel);
            }
            if (automatic != null) {
                choices = choices.withAutomatic(automatic);
            }
            try {
                folder.choose(choices);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            output.terminal()
                    .result(
                            new Wanted(choices.channel(), choices.automatic()),
                            UpdateText.of(choices));
            return 0;
        }
    }
}
