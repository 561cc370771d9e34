package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.install.JoinedNetwork;
import hearth.app.logs.Logs;
import hearth.app.practice.Engines;
import hearth.app.practice.HostFile;
import hearth.app.tray.TrayDesk;
import hearth.hardware.Machine;
import hearth.hardware.RecordedMachine;
import hearth.hardware.ThisComputer;
import hearth.hardware.desktop.Tray;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.ServerId;
import hearth.worker.Agent;
import hearth.worker.AgentAlreadyRunningException;
import hearth.worker.AgentConfig;
import hearth.worker.AgentException;
import hearth.worker.AgentPace;
import hearth.worker.AgentPorts;
import hearth.worker.AgentSnapshot;
import hearth.worker.ChildTraining;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The agent that somebody wants, and its run. It must not name picocli, as [Hearth] must not.
///
/// @param coordinator its address; null for the network that this data folder takes part in
/// @param server the coordinator's key, 64 hex digits
/// @param name what to call this device; null for the host's name
/// @param practice short pauses, for a network on this computer
/// @param hasty work goes on as soon as nothing stands against it
/// @param machine a script to follow instead of the real sensors
record AgentOrder(
        @Nullable URI coordinator,
        @Nullable String server,
        @Nullable String name,
        boolean practice,
        boolean hasty,
        @Nullable Path machine) {
    private static final String COORDINATOR = "--coordinator";
    private static final String SERVER = "--server";
    private static final String NAME = "--name";
    private static final String MACHINE = "--machine";
    private static final String PRACTICE = "--practice";
    private static final String HASTY = "--hasty";
    private static final Set<String> VALUED = Set.of(COORDINATOR, SERVER, NAME, MACHINE);
    private static final Set<String> FLAGS = Set.of(PRACTICE, HASTY);
    /// For the network that the data folder takes part in.
    static final AgentOrder OF_THE_NETWORK = new AgentOrder(null, null, null, false, false, null);

    private static final System.Logger LOG = System.getLogger(AgentOrder.class.getName());

    /// Reads the options as Hearth and most people write them: the name of one, then its value.
    ///
    /// @return empty for everything else: help, other spellings and mistakes are picocli's to
    /// answer
    static Optional<AgentOrder> read(String... arguments) {
        var given = new HashMap<String, String>();
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i];
            String value = "";
            if (VALUED.contains(name) && ++i < arguments.length) {
                value = arguments[i];
            }
            boolean usual = VALUED.contains(name) ? isPlain(value) : FLAGS.contains(name);
            if (!usual || given.put(name, value) != null) {
                return Optional.empty();
            }
        }
        try {
            var address = given.get(COORDINATOR);
            var script = given.get(MACHINE);
            return Optional.of(
                    new AgentOrder(
                            address == null ? null : new URI(address),
                            given.get(SERVER),
                            given.get(NAME),
                            given.containsKey(PRACTICE),
                            given.containsKey(HASTY),
                            script == null ? null : Path.of(script)));
        } catch (URISyntaxException | InvalidPathException unreadable) {
            return Optional.empty();
        }
    }

    /// Quotes and what begins like an option have rules of their own.
    private static boolean isPlain(String value) {
        return !value.isEmpty() && !value.startsWith("-") && !value.startsWith("\"");
    }

    /// Runs the agent until somebody ends it.
    ///
    /// @return the exit code
    /// @throws CommandFailure if it cannot run
    int run() {
        // Who names a coordinator means it, whatever network the folder takes part in.
        var home = coordinator == null ? HearthHome.open() : HearthHome.openForPractice();
        new Logs(home).keep("agent");
        var image = Image.current();
        var config = config(home);
        var processor = Engines.runtime(image, home);
        var chosen = Engines.choose(image, home, Engines.survey(), processor);
        chosen.insteadOf()
                .ifPresent(o -> LOG.log(System.Logger.Level.WARNING, o.text() + " " + o.fix()));
        var training =
                new ChildTraining(
                        processor.withEngine(chosen.engine()),
                        processor.engine(),
                        chosen.insteadOf().map(o -> new AgentSnapshot.Reason(o.id(), "")),
                        chosen.cards(),
                        home.agent().resolve("training"));
        try (var agent = Agent.open(config, AgentPorts.of(training, sensors()));
                var tray = tray(agent, image, home);
                var updates = ImageUpdates.watch(image, home, tray::ready).start(true)) {
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(agent::close));
            var _ = agent.overhear(new ActivityLog());
            var _ = agent.overhear(tray);
            var _ = agent.overhear(Rest.ofThisProcess());
            agent.run();
            updates.worked();
            return 0;
        } catch (AgentAlreadyRunningException running) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "An agent already runs for " + home.folder() + ".",
                    running);
        } catch (AgentException broken) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "The agent cannot use its folder " + home.agent() + " (" + broken.id() + ").",
                    broken);
        }
    }

    private static TrayDesk tray(Agent agent, Image image, HearthHome home) {
        return new TrayDesk(
                agent.link(),
                home,
                () -> openWindow(image, home),
                Clock.system(ZoneId.systemDefault()),
                Tray::here);
    }

    private static void openWindow(Image image, HearthHome home) {
        var builder = new ProcessBuilder(image.root().resolve("bin/hearth").toString());
        builder.environment().put("HEARTH_HOME", home.folder().toString());
        try {
            builder.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Machine sensors() {
        if (machine == null) {
            return new ThisComputer(InstantSource.system());
        }
        try {
            return RecordedMachine.of(machine, System::nanoTime);
        } catch (IOException | MalformedMessageException unreadable) {
            throw new CommandFailure(
                    CommandFailure.FAILED, "Not a script of a machine: " + machine, unreadable);
        }
    }

    private AgentConfig config(HearthHome home) {
        try {
            var id = Optional.ofNullable(server).map(ServerId::new);
            var network = home.joined();
            if (network.isPresent()) {
                return config(home, network.get());
            }
            boolean joins = coordinator == null;
            var host =
                    joins
                            ? HostFile.read(home.practice()).filter(h -> h.process().isPresent())
                            : Optional.<HostFile>empty();
            if (joins && host.isEmpty()) {
                throw new CommandFailure(
                        CommandFailure.FAILED,
                        "No practice network runs for this data folder. Name one with --coordinator.");
            }
            var address = host.map(HostFile::coordinator).orElse(coordinator);
            return new AgentConfig(
                    home.agent(),
                    Objects.requireNonNull(address),
                    host.map(HostFile::server).or(() -> id),
                    name == null ? hostName() : name,
                    Hearth.version(),
                    pace(joins));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    CommandFailure.USAGE, "Not a coordinator: " + e.getMessage(), e);
        }
    }

    private AgentConfig config(HearthHome home, JoinedNetwork network) {
        return new AgentConfig(
                home.agent(),
                network.coordinator(),
                Optional.of(network.server()),
                name == null ? hostName() : name,
                Hearth.version(),
                pace(false));
    }

    private AgentPace pace(boolean joins) {
        var pace = practice || joins ? AgentPace.practice() : AgentPace.home();
        return hasty ? pace.hasty() : pace;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "this computer";
        }
    }
}
