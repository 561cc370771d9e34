package hearth.hardware.desktop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A virtual screen with a real Wayland compositor, sway, which refuses to run as root: it believes
/// to be somebody else.
final class WaylandScreen implements AutoCloseable {
    private final Programs server;
    private final Programs clients;
    private final Path folder = Programs.temporary();
    private final Path socket = folder.resolve("wayland-1");

    WaylandScreen() {
        try {
            Files.writeString(folder.resolve("config"), "xwayland disable\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server =
                new Programs(
                        Map.of(
                                "XDG_RUNTIME_DIR", folder.toString(),
                                "WLR_BACKENDS", "headless",
                                "WLR_LIBINPUT_NO_DEVICES", "1",
                                "WLR_RENDERER", "pixman"));
        server.start(
                "sway bubblewrap",
                "bwrap",
                "--unshare-user",
                "--uid",
                "1000",
                "--gid",
                "1000",
                "--dev-bind",
                "/",
                "/",
                "--die-with-parent",
                "sway",
                "--config",
                folder.resolve("config").toString());
        clients = new Programs(environment());
    }

    Path socket() {
        return socket;
    }

    Map<String, String> environment() {
        return Map.of(
                "XDG_RUNTIME_DIR",
                folder.toString(),
                "WAYLAND_DISPLAY",
                socket.toString(),
                "XDG_SESSION_TYPE",
                "wayland");
    }

    /// Presses a key of a virtual keyboard.
    void type(String key) {
        clients.run("wtype", "wtype", key);
    }

    void stopServer() {
        server.close();
    }

    @Override
    public void close() {
        clients.close();
        server.close();
    }
}
