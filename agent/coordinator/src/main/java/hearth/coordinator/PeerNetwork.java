package hearth.coordinator;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/// The network that a request comes from, as far as one household or one attacker fills it: 24 bits
/// of an IPv4 address, 56 of an IPv6 address, as providers give them out.
///
/// @param prefix those bits, the others zero
record PeerNetwork(long prefix, boolean isIpv6) {
    private static final long IPV4_MASK = 0xffff_ff00L;
    private static final long IPV6_MASK = 0xffff_ffff_ffff_ff00L;

    static PeerNetwork of(InetAddress address) {
        var bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet4Address
                ? new PeerNetwork(bytes.getInt() & IPV4_MASK, false)
                : new PeerNetwork(bytes.getLong() & IPV6_MASK, true);
    }
}
