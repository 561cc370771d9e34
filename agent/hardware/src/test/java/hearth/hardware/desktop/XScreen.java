package hearth.hardware.desktop;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A virtual screen with a real X server that lets in only those who know its cookie.
final class XScreen implements AutoCloseable {
    private static final int WILD = 65535;

    private final Programs server;
    private final Programs clients;
    private final Map<String, String> environment;

    XScreen() {
        var folder = Programs.temporary();
        var authority = folder.resolve("authority");
        server = new Programs(Map.of());
        var process =
                server.start(
                        "xvfb",
                        "Xvfb",
                        "-displayfd",
                        "1",
                        "-screen",
                        "0",
                        "640x480x24",
                        "-nolisten",
                        "tcp",
                        "-auth",
                        write(authority, (byte) 7).toString());
        var number = Programs.firstLine(process);
        environment = Map.of("DISPLAY", ":" + number, "XAUTHORITY", authority.toString());
        clients = new Programs(environment);
    }

    /// Xau(3): family, address, display, name, cookie.
    static Path write(Path authority, byte secret) {
        try {
            var bytes = new ByteArrayOutputStream();
            var out = new DataOutputStream(bytes);
            out.writeShort(WILD);
            field(out, new byte[0]);
            field(out, new byte[0]);
            field(out, "MIT-MAGIC-COOKIE-1".getBytes(StandardCharsets.US_ASCII));
            var cookie = new byte[16];
            java.util.Arrays.fill(cookie, secret);
            field(out, cookie);
            return Files.write(authority, bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void field(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    Map<String, String> environment() {
        return environment;
    }

    Programs clients() {
        return clients;
    }

    String xdotool(String... arguments) {
        var command = new java.util.ArrayList<String>();
        command.add("xdotool");
        command.addAll(java.util.List.of(arguments));
        return clients.run("xdotool", command.toArray(String[]::new));
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
