package hearth.hardware.desktop;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where the X server of a `DISPLAY` is and what opens it. Only a display of this computer counts:
/// the input of a forwarded one says nothing about who sits here.
///
/// @param authority file with the cookies
record XAddress(Path socket, String number, Path authority) {
    private static final Pattern LOCAL = Pattern.compile("(?:unix)?:([0-9]{1,5})(?:\\.[0-9]+)?");
    private static final String COOKIE = "MIT-MAGIC-COOKIE-1";
    private static final int LOCAL_FAMILY = 256;
    private static final int WILD_FAMILY = 65535;

    static Optional<XAddress> of(Map<String, String> environment) {
        var display = LOCAL.matcher(environment.getOrDefault("DISPLAY", ""));
        if (!display.matches()) {
            return Optional.empty();
        }
        var authority = environment.get("XAUTHORITY");
        var home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        return Optional.of(
                new XAddress(
                        Path.of("/tmp/.X11-unix/X" + display.group(1)),
                        display.group(1),
                        authority == null || authority.isBlank()
                                ? Path.of(home, ".Xauthority")
                                : Path.of(authority)));
    }

    XDisplay open() throws IOException {
        return XDisplay.open(socket, cookie());
    }

    /// The first cookie of this display in the authority file (Xau(3): big-endian, counted fields).
    private Optional<byte[]> cookie() throws IOException {
        if (!Files.isReadable(authority)) {
            return Optional.empty();
        }
        try (var in = new DataInputStream(Files.newInputStream(authority))) {
            while (true) {
                int family = in.readUnsignedShort();
                field(in);
                var display = new String(field(in), StandardCharsets.US_ASCII);
                var name = new String(field(in), StandardCharsets.US_ASCII);
                var secret = field(in);
                boolean here = family == LOCAL_FAMILY || family == WILD_FAMILY;
                if (here && name.equals(COOKIE) && (display.isEmpty() || display.equals(number))) {
                    return Optional.of(secret);
                }
            }
        } catch (EOFException noneFits) {
            return Optional.empty();
        }
    }

    private static byte[] field(DataInputStream in) throws IOException {
        var bytes = new byte[in.readUnsignedShort()];
        in.readFully(bytes);
        return bytes;
    }
}
