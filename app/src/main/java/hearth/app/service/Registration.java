package hearth.app.service;

import hearth.app.install.CommandFailure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Registers the agent with the operating system and takes it back.
public final class Registration implements LoginStart {
    /// What became of it.
    ///
    /// @param kind of the system's service, such as `systemd`
    /// @param installed whether the file is there
    /// @param running whether the system says that it runs
    /// @param failed the command that the system did not take, empty if none
    public record State(
            String kind, Path file, boolean installed, boolean running, Optional<String> failed) {}

    /// Runs one command of the system.
    @FunctionalInterface
    public interface Shell {
        /// @return its exit code, or empty where there is no such program
        Optional<Integer> run(List<String> command);
    }

    private final UserService service;
    private final Shell shell;

    Registration(UserService service, Shell shell) {
        this.service = service;
        this.shell = shell;
    }

    /// For this operating system and user.
    public static Registration of(ServiceOrder order) {
        return new Registration(
                service(
                        order,
                        System.getenv(),
                        System.getProperty("os.name"),
                        Path.of(System.getProperty("user.home")),
                        System.getProperty("user.name")),
                new SystemShell());
    }

    static UserService service(
            ServiceOrder order,
            Map<String, String> environment,
            String os,
            Path userHome,
            String user) {
        String system = os.toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            String domain = environment.get("USERDOMAIN");
            return new ScheduledTask(order, domain == null ? user : domain + "\\" + user);
        }
        if (system.startsWith("mac")) {
            return new LaunchAgent(order, userHome, "gui/" + userId(userHome));
        }
        String config = environment.get("XDG_CONFIG_HOME");
        boolean absolute = config != null && config.startsWith("/");
        return new SystemdService(order, absolute ? Path.of(config) : userHome.resolve(".config"));
    }

    private static Object userId(Path userHome) {
        try {
            return Files.getAttribute(userHome, "unix:uid");
        } catch (IOException | UnsupportedOperationException unknown) {
            return 0;
        }
    }

    /// Writes the file and starts the service; again does no harm.
    @Override
    public State install() {
        var file = service.file();
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, service.text());
        } catch (IOException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED, "The service cannot be written to " + file + ".", e);
        }
        return state(firstFailure(service.afterInstall()));
    }

    /// Stops the service and deletes its file; fine if there is none.
    @Override
    public State remove() {
        var file = service.file();
        if (!Files.exists(file)) {
            return state(Optional.empty());
        }
        var failure = firstFailure(service.beforeRemoval());
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.FAILED, "Cannot delete " + file + ".", e);
        }
        return state(failure);
    }

    /// Starts the service again, if it runs, so that it is the version that is in place now.
    public void restartIfRunning() {
        if (state().running()) {
            firstFailure(service.restart());
        }
    }

    /// What the system says now.
    @Override
    public State state() {
        return state(Optional.empty());
    }

    private State state(Optional<String> failed) {
        boolean installed = Files.exists(service.file());
        boolean running =
                installed && shell.run(service.question()).filter(code -> code == 0).isPresent();
        return new State(service.kind(), service.file(), installed, running, failed);
    }

    private Optional<String> firstFailure(List<List<String>> commands) {
        return commands.stream()
                .filter(c -> !shell.run(c).equals(Optional.of(0)))
                .findFirst()
                .map(c -> String.join(" ", c));
    }
}
