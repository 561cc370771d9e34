package hearth.app.bench;

import hearth.app.install.CommandFailure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// An X server of our own without a screen, and a hand that uses its pointer and its keys (XTest).
/// Nothing of it reaches the desktop of the person at this computer.
final class VirtualScreen implements AutoCloseable {
    private static final int PATIENCE = 20;

    private final Process server;
    private final String display;
    private int touches;

    private VirtualScreen(Process server, String display) {
        this.server = server;
        this.display = display;
    }

    /// @throws CommandFailure if Xvfb or xdotool is not installed, or an input cannot be made
    static VirtualScreen open() {
        return open("640x480x24");
    }

    /// @param size width, height and bits of a pixel
    static VirtualScreen open(String size) {
        var server =
                start(
                        new ProcessBuilder(
                                "Xvfb",
                                "-displayfd",
                                "1",
                                "-screen",
                                "0",
                                size,
                                "-nolisten",
                                "tcp",
                                "-ac"),
                        "xvfb");
        try {
            var number = server.inputReader(StandardCharsets.US_ASCII).readLine();
            if (number == null) {
                throw new CommandFailure(CommandFailure.MISSING, "Xvfb does not start here.");
            }
            var screen = new VirtualScreen(server, ":" + number);
            screen.touch();
            return screen;
        } catch (IOException e) {
            server.destroy();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            server.destroy();
            throw e;
        }
    }

    String display() {
        return display;
    }

    /// Moves the pointer, or presses a key every other time; returns when that is done.
    void touch() {
        boolean key = touches++ % 2 == 1;
        var builder =
                key
                        ? new ProcessBuilder("xdotool", "key", "a")
                        : new ProcessBuilder("xdotool", "mousemove_relative", "--", "3", "0");
        builder.environment().putAll(Map.of("DISPLAY", display));
        builder.environment().remove("XAUTHORITY");
        var hand = start(builder, "xdotool");
        try {
            if (!hand.waitFor(PATIENCE, TimeUnit.SECONDS) || hand.exitValue() != 0) {
                throw new CommandFailure(
                        CommandFailure.MISSING,
                        "xdotool cannot make an input; the X server may lack the XTEST extension.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            hand.destroy();
        }
    }

    private static Process start(ProcessBuilder builder, String debianPackage) {
        try {
            return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException missing) {
            throw new CommandFailure(
                    CommandFailure.MISSING,
                    builder.command().getFirst()
                            + " is not installed here. On Debian: apt-get install "
                            + debianPackage
                            + ".",
                    missing);
        }
    }

    @Override
    public void close() {
        server.destroy();
        try {
            if (!server.waitFor(PATIENCE, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            server.destroyForcibly();
        }
    }
}
