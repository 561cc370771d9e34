package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
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

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `hearth agent`: the always-on worker, without a window.
@Command(
        name = "agent",
        description =
                "Run the agent in the foreground. Without --coordinator it joins the running practice network.",
        mixinStandardHelpOptions = true)
final class AgentCommand implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger(AgentCommand.class.getName());

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(
            names = "--coordinator",
            paramLabel = "URL",
            description = "https address; http only on this computer.")
    private @Nullable URI coordinator;

    @Option(
            names = "--server",
            paramLabel = "ID",
            description = "The coordinator's key, 64 hex digits.")
    private @Nullable String server;

    @Option(names = "--name", description = "What to call this device; default is the host name.")
    private @Nullable String name;

    @Option(
            names = "--practice",
            hidden = true,
            description = "Short pauses, for a network on this computer.")
    private boolean practice;

    @Option(
            names = "--hasty",
            hidden = true,
            description =
                    "Work goes on as soon as nothing stands against it, for hearth bench yield.")
    private boolean hasty;

    @Option(
            names = "--machine",
            paramLabel = "FILE",
            description =
                    "For demonstrations: follow this script instead of the real sensors, one JSON record a line.")
    private @Nullable Path machine;

    @Override
    public Integer call() {
        var home = HearthHome.open();
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
        try (var agent = Agent.open(config, AgentPorts.of(training, machine()));
                var tray = tray(agent, image, home);
                var updates = UpdateCommand.watch(image, home, tray::ready).start(true)) {
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(agent::close));
            var _ = agent.overhear(new ActivityLog());
            var _ = agent.overhear(tray);
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

    private Machine machine() {
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
            throw new ParameterException(
                    spec.commandLine(), "Not a coordinator: " + e.getMessage(), e);
        }
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
