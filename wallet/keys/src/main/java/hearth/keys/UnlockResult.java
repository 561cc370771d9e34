package hearth.keys;

import java.time.Duration;

/// What became of a try to open the wallet file.
public sealed interface UnlockResult {
    /// The caller closes the wallet.
    record Unlocked(UnlockedWallet wallet) implements UnlockResult {}

    /// Wrong password, or a file that somebody changed with care; the two cannot be told apart.
    record WrongPassword() implements UnlockResult {}

    /// @param olderCopyUsable true if {@link WalletFile#restoreOlder} would bring back a whole file
    record Damaged(Damage damage, boolean olderCopyUsable) implements UnlockResult {}

    /// Too many wrong passwords in a row; nothing was tried.
    record TooManyTries(Duration remaining) implements UnlockResult {}

    /// There is no wallet file yet.
    record Missing() implements UnlockResult {}

    /// What is wrong with the file.
    enum Damage {
        UNREADABLE,
        INCOMPLETE,
        COST_REFUSED
    }
}
