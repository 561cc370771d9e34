package hearth.app.exit;

import hearth.protocol.Wei;

/// Something on the way out that the owner has to agree to.
public sealed interface ExitWish {
    /// Brings the lease in work to its end and takes nothing new.
    record Finish() implements ExitWish {}

    /// Fetches what was settled.
    record Claim() implements ExitWish {}

    /// Asks for all flexible stake back.
    record TakeBack(Wei amount) implements ExitWish {}

    /// Withdraws one request whose time has come.
    record Withdraw(long id, Wei amount) implements ExitWish {}
}
