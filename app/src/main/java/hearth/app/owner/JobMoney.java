package hearth.app.owner;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.chain.EmberNetwork;
import hearth.chain.EmberWallet;
import hearth.chain.JobEscrows;
import hearth.chain.PracticeTokens;
import hearth.chain.Reading;
import hearth.chain.TxResult;
import hearth.keys.TransactionSigner;
import hearth.keys.UnlockedWallet;
import hearth.protocol.OwnerMessages.Funding;
import hearth.protocol.Wei;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The budget of a job on its way into the escrow and back: each may be asked for again and happens
/// once.
final class JobMoney {
    private final HearthHome home;
    private final OwnerNetwork place;
    private final Clock clock;
    private final SecureRandom random;
    private final Consumer<String> progress;

    /// @param progress takes one line at a time
    JobMoney(
            HearthHome home,
            OwnerNetwork place,
            Clock clock,
            SecureRandom random,
            Consumer<String> progress) {
        this.home = home;
        this.place = place;
        this.clock = clock;
        this.random = random;
        this.progress = progress;
    }

    /// @param end when the job ends at the latest
    /// @return hash of the transaction
    String pay(JobFolder job, Instant end, Supplier<UnlockedWallet> wallet) {
        try (var opened = wallet.get();
                var network = network()) {
            var signer = opened.signer(opened.addresses().getFirst());
            var budget = job.manifest().budget();
            provide(network, signer, budget, job.id().value());
            progress.accept("paying the budget into the escrow");
            return included(
                    new JobEscrows(network)
                            .create(
                                    "fund-job:" + job.id(),
                                    job.manifest().id().bytes(),
                                    budget,
                                    budget,
                                    end,
                                    signer));
        }
    }

    /// Gives notice; what is left comes back after the escrow's grace.
    ///
    /// @return hash of the transaction
    String takeBack(Funding funding, Supplier<UnlockedWallet> wallet) {
        try (var opened = wallet.get();
                var network = network()) {
            var signer = opened.signer(opened.addresses().getFirst());
            return included(
                    new JobEscrows(network)
                            .requestClose("close-job:" + funding.id(), funding.id(), signer));
        }
    }

    /// Tokens of the practice network are worth nothing, so whoever needs some gets them. Those of
    /// another the owner has, or has not.
    private void provide(EmberNetwork network, TransactionSigner signer, Wei budget, String job) {
        var account = signer.address();
        var has =
                switch (new EmberWallet(network).balances(account, Wei.ZERO)) {
                    case Reading.Known<hearth.chain.Balances> known -> known.value().ember();
                    case Reading.Unreachable<hearth.chain.Balances> _ -> throw silent();
                };
        if (has.compareTo(budget) < 0) {
            var more = budget.minus(has);
            var folder =
                    place.practice()
                            .orElseThrow(
                                    () ->
                                            new CommandFailure(
                                                    CommandFailure.REFUSED,
                                                    "The account %s has %s, and the job's budget is %s. Nothing was paid."
                                                            .formatted(
                                                                    account.grouped(),
                                                                    JobReport.ember(has),
                                                                    JobReport.ember(budget))));
            progress.accept(
                    "taking " + JobReport.ember(more) + " test tokens from the practice network");
            var _ =
                    included(
                            new PracticeTokens(place.profile(), folder, random, clock)
                                    .give("job-tokens:" + job + ":" + has, account, more));
        }
    }

    private EmberNetwork network() {
        var network =
                EmberNetwork.open(place.profile(), home.walletJournal(), place.policy(), clock);
        network.refresh();
        return network;
    }

    private static String included(TxResult result) {
        return switch (result) {
            case TxResult.Included in -> in.hash();
            case TxResult.Refused refused ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            "The chain refused the transaction: " + refused.reason() + ".");
            case TxResult.Pending pending ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            "Transaction "
                                    + pending.hash()
                                    + " is on its way; the same command goes on with it.");
            case TxResult.Unreachable _ -> throw silent();
        };
    }

    private static CommandFailure silent() {
        return new CommandFailure(CommandFailure.FAILED, "The chain does not answer.");
    }
}
