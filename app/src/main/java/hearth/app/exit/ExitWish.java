package hearth.app.exit;

import hearth.protocol.Wei;

import java.time.Duration;

/// Something on the way out that the owner has to agree to.
public sealed interface ExitWish {
    /// Brings the lease in work to its end and takes nothing new.
    record Finish() implements ExitWish {}

    /// Fetches what was settled.
    record Claim() implements ExitWish {}

    /// Asks for all flexible stake back.
    ///
    /// @param waiting until it can be withdrawn
    record TakeBack(Wei amount, Duration waiting) implements ExitWish {}

    /// Withdraws one request whose time has come.
    record Withdraw(long id, Wei amount) implements ExitWish {}
}
