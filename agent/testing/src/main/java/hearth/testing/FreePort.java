package hearth.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/// Ports of this computer for servers that are killed and started again at the same one.
public final class FreePort {
    private static final int LOWEST = 20_000;
    private static final int PORTS = 12_000;
    private static final int MOST_TRIALS = 20;

    private FreePort() {}

    /// Below those that systems lend to outgoing connections, so that it is free again after a
    /// restart.
    public static int find() {
        var random = RandomGenerator.getDefault();
        for (int trial = 0; trial < MOST_TRIALS; trial++) {
            int port = LOWEST + random.nextInt(PORTS);
            try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // The next one may be free.
            }
        }
        throw new IllegalStateException("no free port");
    }
}
