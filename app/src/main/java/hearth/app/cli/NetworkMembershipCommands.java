package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.network.Membership;
import hearth.app.network.NetworkCheck;
import hearth.app.network.Objection;
import hearth.chain.Entrance;
import hearth.chain.NetworkProfile;
import hearth.protocol.ServerId;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `hearth network announce`, `join`, `leave` and `show`: whom the devices of a network work for,
/// and which network a data folder takes part in.
final class NetworkMembershipCommands {
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private NetworkMembershipCommands() {}

    record Announced(String file, String network, URI coordinator, ServerId server, long serial) {}

    /// @param coordinator absent on the practice network
    record Shown(
            String network,
            Optional<URI> coordinator,
            Optional<ServerId> server,
            String agentFolder) {
        static Shown of(HearthHome home) {
            return new Shown(
                    home.network(),
                    home.joined().map(n -> n.coordinator()),
                    home.joined().map(n -> n.server()),
                    home.agent().toString());
        }

        String inWords() {
            return coordinator
                    .map(
                            address ->
                                    "This data folder takes part in %s; its coordinator is %s."
                                            .formatted(network, address))
                    .orElse("This data folder is on its own practice network.");
        }
    }

    @Command(
            name = "announce",
            description =
                    "Write into a network's profile which coordinator its devices work for, and seal it anew. Asks the coordinator for its key and compares its chain and contracts.",
            mixinStandardHelpOptions = true)
    static final class Announce implements Callable<Integer> {
        @Mixin private Output output = new Output();

        @Parameters(
                paramLabel = "NAME",
                description = "A network that was deployed, or the file of its profile.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private String name;

        @Option(
                names = "--coordinator",
                required = true,
                paramLabel = "URL",
                description = "Its address as devices reach it: https, or http on this computer.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private URI coordinator;

        @Option(
                names = "--server",
                paramLabel = "ID",
                description = "The key that it must have, as it printed it at its start.")
        private @Nullable String server;

        @Override
        public Integer call() {
            var home = HearthHome.open();
            var file = NetworkCommand.file(home, name);
            var profile = NetworkCommand.profile(home, name);
            var door = door();
            NetworkCheck.of(profile, door).ifPresent(objection -> refuse(objection, profile));
            profile.through(door).write(file);
            var seal = NetworkPublisherCommands.seal(home, file);
            output.terminal()
                    .result(
                            new Announced(
                                    file.toString(),
                                    profile.name(),
                                    door.coordinator(),
                                    door.server(),
                                    seal.serial()),
                            "Devices of %s work for %s (key %s). Sealed as number %d by %s: hand out %s and its .seal."
                                    .formatted(
                                            profile.name(),
                                            door.coordinator(),
                                            door.server(),
                                            seal.serial(),
                                            seal.publisher(),
                                            file));
            return 0;
        }

        private Entrance door() {
            try {
                var expected = Optional.ofNullable(server).map(ServerId::new);
                // First whether it may be asked at all.
                var probe = new Entrance(coordinator, new ServerId("00".repeat(32)));
                return new Entrance(
                        coordinator,
                        expected.isPresent()
                                ? expected.get()
                                : NetworkCheck.server(probe.coordinator()).id());
            } catch (IllegalArgumentException wrong) {
                throw output.wrong(
                        "--coordinator is an https address without a path, or http on this computer; --server is 64 hex digits.");
            } catch (IOException silent) {
                throw new CommandFailure(
                        CommandFailure.FAILED,
                        "No coordinator answers at " + coordinator + ". Nothing was changed.",
                        silent);
            }
        }

        private static void refuse(Objection objection, NetworkProfile profile) {
            throw new CommandFailure(
                    objection == Objection.COORDINATOR_SILENT || objection == Objection.NODE_SILENT
                            ? CommandFailure.FAILED
                            : CommandFailure.REFUSED,
                    words(objection, profile.name()));
        }
    }

    @Command(
            name = "join",
            description =
                    "Take part in a network with this data folder: agent, wallet, jobs and window. Its publisher must be trusted (hearth network trust KEY). The wallet and the rules of this computer stay.",
            mixinStandardHelpOptions = true)
    static final class Join implements Callable<Integer> {
        @Mixin private Output output = new Output();

        @Parameters(
                paramLabel = "FILE|NAME",
                description = "The profile that its publisher sealed, with its .seal beside it.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private String name;

        @Override
        public Integer call() throws InterruptedException {
            // Whatever the folder takes part in, and even if that cannot be read any more.
            var home = readable();
            var file = NetworkCommand.file(home, name);
            var profile = NetworkCommand.profile(home, name);
            var membership = new Membership(home, Clock.systemUTC());
            var found = membership.look(file);
            if (!(found instanceof Membership.Look.Profile(var same, var door, var stranger))
                    || !same.equals(profile)
                    || stranger.isPresent()) {
                throw refused(
                        found instanceof Membership.Look.Useless(var why) ? why : Objection.CHANGED,
                        profile.name());
            }
            mustBeClosed(home);
            output.terminal().progress("asking the network");
            NetworkCheck.of(profile, door)
                    .ifPresent(
                            why -> {
                                throw refused(why, profile.name());
                            });
            membership
                    .join(
                            Membership.candidate(
                                    file, new Membership.Look.Profile(same, door, stranger)),
                            AT_ONCE)
                    .ifPresent(
                            why -> {
                                throw refused(why, profile.name());
                            });
            return changed(home, output);
        }
    }

    @Command(
            name = "leave",
            description =
                    "Go back to this data folder's own practice network. What was earned stays, and joining again goes on with it.",
            mixinStandardHelpOptions = true)
    static final class Leave implements Callable<Integer> {
        @Mixin private Output output = new Output();

        @Override
        public Integer call() throws InterruptedException {
            var home = readable();
            mustBeClosed(home);
            new Membership(home, Clock.systemUTC())
                    .leave(AT_ONCE)
                    .ifPresent(
                            why -> {
                                throw refused(why, home.network());
                            });
            return changed(home, output);
        }
    }

    @Command(
            name = "show",
            description = "Say which network this data folder takes part in.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        @Mixin private Output output = new Output();

        @Override
        public Integer call() {
            var shown = Shown.of(HearthHome.open());
            output.terminal().result(shown, shown.inWords());
            return 0;
        }
    }

    private static HearthHome readable() {
        var home = HearthHome.openForPractice();
        try {
            return home.asJoined();
        } catch (CommandFailure unreadable) {
            return home;
        }
    }

    /// An open window is made of parts of one network.
    private static void mustBeClosed(HearthHome home) {
        try (var window = OneWindow.take(home.folder()).orElse(null)) {
            if (window == null) {
                throw new CommandFailure(
                        CommandFailure.REFUSED,
                        "Hearth's window is open for %s. Do it there under Settings, or close it first. Nothing was changed."
                                .formatted(home.folder()));
            }
        }
    }

    private static int changed(HearthHome before, Output output) {
        var home = before.asJoined();
        ServiceCommand.renew(Image.current(), home);
        var shown = Shown.of(home);
        output.terminal()
                .result(
                        shown,
                        shown.inWords()
                                + (home.joined().isPresent()
                                        ? " Open Hearth, or without a display: hearth service install, hearth payout bind, hearth share on."
                                        : ""));
        return 0;
    }

    private static CommandFailure refused(Objection why, String network) {
        boolean mayPass =
                why == Objection.COORDINATOR_SILENT
                        || why == Objection.NODE_SILENT
                        || why == Objection.AGENT_RUNS;
        return new CommandFailure(
                mayPass ? CommandFailure.FAILED : CommandFailure.REFUSED, words(why, network));
    }

    /// The window says the same in the owner's language.
    static String words(Objection why, String network) {
        return switch (why) {
            case MISSING, FORBIDDEN, UNREADABLE, UNSEALED, CHANGED, SUPERSEDED ->
                    "The profile of "
                            + network
                            + " is not what was looked at. Nothing was changed.";
            case NO_COORDINATOR ->
                    "%s names no coordinator, so there is nothing to work for. Its publisher adds one: hearth network announce %1$s --coordinator URL."
                            .formatted(network);
            case RESERVED_NAME ->
                    "This network calls itself practice, as the one that every data folder has for itself. Nothing was changed.";
            case NAME_TAKEN ->
                    "Another network is known here as %s. Nothing was changed.".formatted(network);
            case COORDINATOR_SILENT ->
                    "The coordinator of %s does not answer. Nothing was changed."
                            .formatted(network);
            case COORDINATOR_OTHER ->
                    "What answers there is not the coordinator of %s: it has another key, or pays on another chain or through other contracts. Nothing was changed."
                            .formatted(network);
            case NODE_SILENT ->
                    "A node of %s does not answer. Nothing was changed.".formatted(network);
            case NODE_OTHER ->
                    "A node that %s names is on another chain, or has other contracts. Nothing was changed."
                            .formatted(network);
            case AGENT_RUNS ->
                    "An agent runs for this data folder. Close Hearth first (hearth service remove, or end the agent). Nothing was changed.";
        };
    }
}
