package hearth.app.wallet;

import java.util.function.Supplier;

/// A wallet that is opened when a screen needs it: the libraries of the chain take memory and time
/// that a look at the agent has no use for.
///
/// @param glance what can be said without opening it
/// @param opening gives the same desk each time; it blocks the first time, and may fail
public record WalletSource(WalletState glance, Supplier<WalletDesk> opening) {
    /// One that is open already.
    public static WalletSource of(WalletDesk open) {
        return new WalletSource(open.state(), () -> open);
    }
}
