package hearth.installer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// An X server without a screen (Xvfb), for windows that nobody sees.
final class Screen implements AutoCloseable {
    private final Process server;
    private final String display;

    private Screen(Process server, String display) {
        this.server = server;
        this.display = display;
    }

    /// @throws IllegalStateException if Xvfb does not start
    static Screen open() throws IOException {
        var server =
                new ProcessBuilder(
                                "Xvfb",
                                "-displayfd",
                                "1",
                                "-screen",
                                "0",
                                "1280x800x24",
                                "-nolisten",
                                "tcp",
                                "-ac")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        var number = server.inputReader(StandardCharsets.US_ASCII).readLine();
        if (number == null) {
            throw new IllegalStateException("Xvfb did not start; .ci/run installs it");
        }
        return new Screen(server, ":" + number);
    }

    /// As in `DISPLAY`.
    String display() {
        return display;
    }

    @Override
    public void close() {
        server.destroy();
    }
}
