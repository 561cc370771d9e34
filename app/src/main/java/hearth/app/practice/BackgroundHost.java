package hearth.app.practice;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.logs.Logs;
import hearth.chain.NetworkProfile;
import hearth.worker.AgentSnapshot;
import hearth.worker.SocketAgentLink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The process that hosts the practice network behind the window.
public final class BackgroundHost {
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final HostFile file;
    private final NetworkProfile profile;

    private BackgroundHost(HostFile file, NetworkProfile profile) {
        this.file = file;
        this.profile = profile;
    }

    /// The running host of the data folder, or a new one once it is ready.
    public static BackgroundHost findOrStart(Image image, HearthHome home)
            throws InterruptedException {
        var running = ready(home);
        return running.isPresent() ? running.get() : start(image, home);
    }

    private static BackgroundHost start(Image image, HearthHome home) throws InterruptedException {
        var log = new Logs(home).printed("practice-host");
        var process = launch(image, home, log);
        try {
            return await(process, home, log);
        } catch (InterruptedException e) {
            process.destroy();
            throw e;
        }
    }

    private static BackgroundHost await(Process process, HearthHome home, Path log)
            throws InterruptedException {
        for (long tries = PATIENCE.dividedBy(TICK); tries > 0; tries--) {
            boolean over = process.waitFor(TICK.toMillis(), TimeUnit.MILLISECONDS);
            var host = ready(home);
            if (host.isPresent()) {
                return host.get();
            }
            if (over) {
                throw new CommandFailure(
                        process.exitValue(),
                        "The practice network does not start: " + lastLine(log));
            }
        }
        throw new CommandFailure(
                CommandFailure.FAILED,
                "The practice network does not get ready. Its log is " + log + ".");
    }

    private static Process launch(Image image, HearthHome home, Path log) {
        try {
            var command = Roles.command(image, Roles.HOST_FLAGS, "practice", "--host");
            var builder =
                    new ProcessBuilder(command)
                            .redirectOutput(Redirect.to(log.toFile()))
                            .redirectErrorStream(true);
            builder.environment().put("HEARTH_HOME", home.folder().toString());
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<BackgroundHost> ready(HearthHome home) {
        return HostFile.read(home.practice())
                .filter(f -> f.process().isPresent())
                .flatMap(
                        f ->
                                NetworkProfile.read(PracticeLedger.profileFile(home))
                                        .map(p -> new BackgroundHost(f, p)));
    }

    private static String lastLine(Path log) {
        try {
            return Files.readAllLines(log).stream()
                    .filter(l -> l.startsWith("hearth: "))
                    .reduce((a, b) -> b)
                    .map(l -> l.substring("hearth: ".length()))
                    .orElse("its log is " + log + ".");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public HostFile file() {
        return file;
    }

    public NetworkProfile profile() {
        return profile;
    }

    /// Ends the host, unless its agent goes on sharing without a window.
    public void endUnlessSharing(HearthHome home) {
        try (var watch = new AgentWatch(SocketAgentLink.to(home.agent()))) {
            boolean sharing = watch.snapshot().map(AgentSnapshot::sharing).orElse(false);
            if (!sharing) {
                file.process().ifPresent(ProcessHandle::destroy);
            }
        }
    }
}
