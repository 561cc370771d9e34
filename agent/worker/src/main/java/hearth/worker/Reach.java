package hearth.worker;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Comparator;

/// How far away an address is, by the registries of IANA (RFC 6890 and its successors): the nearer,
/// the less business anybody outside has with it. An IPv4 address inside an IPv6 address counts as
/// itself.
enum Reach {
    PUBLIC,
    /// Of a home, an office or a provider: private, shared, unique local.
    PRIVATE,
    /// Of one cable, where also a cloud's own services are.
    LINK,
    /// This computer.
    HERE,
    /// To no one computer: unspecified, multicast, broadcast, reserved, in examples only.
    NOWHERE;

    private static final int V4_BYTES = 4;

    /// What a name leads to.
    interface Names {
        /// All of it; an address in digits leads to itself.
        InetAddress[] of(String host) throws UnknownHostException;
    }

    /// Of the nearest that a name leads to.
    static Reach of(URI uri, Names names) throws UnknownHostException {
        return Arrays.stream(names.of(uri.getHost()))
                .map(Reach::of)
                .max(Comparator.naturalOrder())
                .orElse(NOWHERE);
    }

    static Reach of(InetAddress address) {
        var bytes = address.getAddress();
        return address instanceof Inet4Address ? v4(bytes, 0) : v6(bytes);
    }

    private static Reach v4(byte[] bytes, int from) {
        int a = bytes[from] & 0xff;
        int b = bytes[from + 1] & 0xff;
        int c = bytes[from + 2] & 0xff;
        if (a == 127) {
            return HERE;
        }
        if (a == 169 && b == 254) {
            return LINK;
        }
        boolean isPrivate =
                a == 10
                        || (a == 172 && b >= 16 && b < 32)
                        || (a == 192 && b == 168)
                        || (a == 100 && b >= 64 && b < 128)
                        || (a == 198 && (b == 18 || b == 19));
        if (isPrivate) {
            return PRIVATE;
        }
        boolean isNowhere =
                a == 0
                        || a >= 224
                        || (a == 192 && b == 0 && (c == 0 || c == 2))
                        || (a == 192 && b == 88 && c == 99)
                        || (a == 198 && b == 51 && c == 100)
                        || (a == 203 && b == 0 && c == 113);
        return isNowhere ? NOWHERE : PUBLIC;
    }

    private static Reach v6(byte[] bytes) {
        if (startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)) {
            boolean isLoopback = startsWith(Arrays.copyOfRange(bytes, 12, 16), 0, 0, 0, 1);
            return isLoopback ? HERE : nearest(NOWHERE, bytes, 12);
        }
        if (startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff)) {
            return v4(bytes, bytes.length - V4_BYTES);
        }
        if (startsWith(bytes, 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)) {
            return v4(bytes, bytes.length - V4_BYTES);
        }
        if (startsWith(bytes, 0x20, 0x02)) {
            return v4(bytes, 2);
        }
        int a = bytes[0] & 0xff;
        int b = bytes[1] & 0xff;
        if (a == 0xfe && b >= 0x80) {
            return b < 0xc0 ? LINK : PRIVATE;
        }
        if ((a & 0xfe) == 0xfc || startsWith(bytes, 0, 0x64, 0xff, 0x9b, 0, 1)) {
            return PRIVATE;
        }
        boolean isOfExamples =
                startsWith(bytes, 0x20, 0x01, 0x0d, 0xb8) || startsWith(bytes, 0x3f, 0xff);
        // Of 2001::/23 protocols such as Teredo are made, which lead elsewhere.
        boolean isOfProtocols = startsWith(bytes, 0x20, 0x01) && (bytes[2] & 0xfe) == 0;
        return (a & 0xe0) == 0x20 && !isOfExamples && !isOfProtocols ? PUBLIC : NOWHERE;
    }

    /// IPv4-compatible addresses went out of use; what still follows them arrives at the one
    /// inside.
    private static Reach nearest(Reach one, byte[] bytes, int from) {
        var other = v4(bytes, from);
        return one.compareTo(other) > 0 ? one : other;
    }

    private static boolean startsWith(byte[] bytes, int... with) {
        for (int i = 0; i < with.length; i++) {
            if ((bytes[i] & 0xff) != with[i]) {
                return false;
            }
        }
        return true;
    }
}
