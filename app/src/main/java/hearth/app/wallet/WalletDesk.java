package hearth.app.wallet;

import hearth.chain.Allowance;
import hearth.chain.Forecast;
import hearth.protocol.DeviceId;
import hearth.protocol.Messages;
import hearth.protocol.PayoutMessages;
import hearth.protocol.Wei;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The owner's wallet as the window uses it. Calls block and may take seconds (key derivation,
/// chain nodes), so they are made in the background. Passwords and phrases arrive as arrays and are
/// wiped before the call returns.
public interface WalletDesk extends AutoCloseable {
    /// The newest state.
    WalletState state();

    /// Delivers the current state first, then each newer one, from any thread, until closed.
    Watching watch(Consumer<WalletState> onState);

    /// Twelve fresh words, stored nowhere.
    RecoveryWords draw();

    /// The address that these words lead to, in groups of four digits, before anything is stored;
    /// empty unless they are a recovery phrase, spelt and ordered right.
    Optional<String> leadsTo(char[] words);

    /// Makes the wallet from words that [#draw] gave, seals it under the password, and unlocks it.
    Opening create(RecoveryWords words, char[] password);

    /// Makes the wallet from words that the owner wrote down elsewhere, and unlocks it.
    Opening restore(char[] words, char[] password);

    Opening unlock(char[] password);

    /// Forgets the keys; balances stay visible.
    void lock();

    /// Signs that this device is paid to this wallet.
    Binding bind(DeviceId device);

    /// Signs that this device is to be paid to this wallet in place of another account.
    ///
    /// @param now where it is paid
    Binding change(DeviceId device, PayoutMessages.Payout now);

    /// Signs that a change of where a device is paid is not to count; only the wallet of the
    /// account that is paid now can.
    ///
    /// @throws IllegalArgumentException if that account is none of this wallet's
    Binding undo(PayoutMessages.PendingChange change);

    default Sending claim() {
        return claim(Accepted.nothing());
    }

    /// Fetches what the coordinator has settled for this wallet.
    Sending claim(Accepted accepted);

    /// What claiming would change, tried out now.
    Forecast forecastClaim();

    default Sending send(String to, Wei amount) {
        return send(to, amount, Accepted.nothing());
    }

    Sending send(String to, Wei amount, Accepted accepted);

    /// What sending would change, tried out now; nothing is signed and nothing written down.
    Forecast forecast(String to, Wei amount);

    /// Sends a waiting transaction again at a higher fee.
    ///
    /// @param hash of it, as [WalletState.Movement] has it
    Sending speedUp(String hash);

    /// Takes a waiting transaction back; done when the network agrees that it never happens.
    Sending cancel(String hash);

    /// What contracts of ours may take without asking again; empty while no node answers.
    Optional<List<Allowance>> allowances();

    /// Takes an allowance back.
    ///
    /// @param contract its name, as [Allowance] has it
    Sending revoke(String contract);

    /// What may be sent at most.
    Limits limits();

    /// Sets other limits: stricter ones at once, looser ones with the password only.
    ///
    /// @param password wiped; may be empty where the limits get no looser
    Limiting limit(Limits limits, char[] password);

    /// What the account in use got and gave, for a tax return: the bytes that `hearth wallet export
    /// --tax --csv` prints. Needs no password.
    ///
    /// @return empty where there is no wallet
    Optional<String> taxReport();

    /// Asks the chain again now.
    void refresh();

    @Override
    void close();

    /// An open watch.
    interface Watching extends AutoCloseable {
        @Override
        void close();
    }

    /// What the owner said yes to besides a wish itself.
    ///
    /// @param fee the most, where a fee has to be accepted, in the smallest unit of the chain's
    ///     coin
    /// @param contract whether the recipient may be a contract
    record Accepted(BigInteger fee, boolean contract) {
        public static Accepted nothing() {
            return new Accepted(BigInteger.ZERO, false);
        }
    }

    /// What came of making or unlocking a wallet.
    sealed interface Opening {
        record Opened(String address) implements Opening {}

        record WrongPassword() implements Opening {}

        /// Too many wrong passwords in a row; nothing was tried.
        record TooManyTries(Duration remaining) implements Opening {}

        /// The words are no recovery phrase: a word is misspelt, missing or out of order.
        record NotAPhrase() implements Opening {}

        /// There is a wallet here already; it is never overwritten.
        record AlreadyThere() implements Opening {}

        /// The wallet's file is damaged or from a newer version.
        record Unreadable() implements Opening {}
    }

    /// What came of signing where a device is paid.
    sealed interface Binding {
        record Signed(Messages.PayoutBinding binding) implements Binding {}

        record Changing(PayoutMessages.PayoutChange order) implements Binding {}

        record Undoing(PayoutMessages.PayoutUndo order) implements Binding {}

        record Locked() implements Binding {}
    }

    /// How much may be sent at most; what is absent is not limited.
    ///
    /// @param perDay of all payments within 24 hours
    /// @param fee of one transaction, in the smallest unit of the chain's coin
    record Limits(Optional<Wei> perPayment, Optional<Wei> perDay, Optional<BigInteger> fee) {}

    /// What came of setting limits.
    enum Limiting {
        SET,
        PASSWORD_NEEDED,
        WRONG_PASSWORD
    }

    /// What came of a transaction.
    sealed interface Sending {
        /// In a block and did what it should.
        ///
        /// @param hash `0x` and 64 hex digits
        record Done(String hash) implements Sending {}

        /// Handed to the network, not in a block yet; the desk keeps watching it.
        record Pending(String hash) implements Sending {}

        record Locked() implements Sending {}

        /// Nothing was sent.
        ///
        /// @param reason stable id, such as `insufficient-ember`, `not-an-address`,
        ///     `nothing-to-claim`, `chain-unreachable`; the bundle has its words under `refusal.`
        record Refused(String reason) implements Sending {}
    }
}
