package hearth.chain;

import java.math.BigInteger;
import java.time.Duration;

/// How much a transaction may cost and how long to wait for its block.
///
/// @param maxFeePerGas in the chain's smallest unit; above it nothing is signed
/// @param poll time between two looks at the node
/// @param patience after which a send returns as pending
public record SendPolicy(BigInteger maxFeePerGas, Duration poll, Duration patience) {
    private static final BigInteger GWEI = BigInteger.TEN.pow(9);

    /// Blocks come at once and gas is free.
    public static SendPolicy practice() {
        return new SendPolicy(GWEI, Duration.ofMillis(50), Duration.ofSeconds(10));
    }

    /// A public network: at most 200 gwei, blocks within seconds.
    public static SendPolicy standard() {
        return new SendPolicy(
                GWEI.multiply(BigInteger.valueOf(200)),
                Duration.ofSeconds(2),
                Duration.ofMinutes(2));
    }
}
