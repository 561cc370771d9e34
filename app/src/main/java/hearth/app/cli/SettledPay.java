package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.practice.NetworkVisit;
import hearth.chain.Balances;
import hearth.keys.Address;

/// What the commands say of pay that is settled and cannot be claimed yet.
final class SettledPay {
    private SettledPay() {}

    /// A line of its own, or nothing.
    static String later(Balances balances) {
        return balances.waiting()
                .map(
                        w ->
                                "\nSettled   %s, can be claimed from %s"
                                        .formatted(
                                                WalletCommand.ember(w.amount()), w.claimableAt()))
                .orElse("");
    }

    /// Why there is nothing to claim now.
    static CommandFailure nothing(NetworkVisit visit, Address account) {
        return new CommandFailure(
                CommandFailure.FAILED,
                visit.pending(account)
                        .map(
                                p ->
                                        "%s EMBER are settled for %s and can be claimed from %s."
                                                .formatted(
                                                        WalletCommand.ember(p.cumulative()),
                                                        account,
                                                        p.claimableAt()))
                        .orElseGet(() -> "Nothing is settled for " + account + " yet."));
    }
}
