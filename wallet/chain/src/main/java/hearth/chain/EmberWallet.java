package hearth.chain;

import hearth.keys.Address;
import hearth.keys.TransactionSigner;
import hearth.protocol.ClaimProof;
import hearth.protocol.PendingClaim;
import hearth.protocol.Wei;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What a person does with EMBER: look, send, claim, stake. Each change takes an intent id that the
/// caller makes once per wish (a UUID) and repeats after a crash; the same id never happens twice.
/// All methods block on the node.
public final class EmberWallet {
    private final EmberNetwork network;

    public EmberWallet(EmberNetwork network) {
        this.network = network;
    }

    /// @param cumulative what the proof that pays now says the account has earned in total
    public Reading<Balances> balances(Address account, Wei cumulative) {
        return balances(account, cumulative, Optional.empty());
    }

    /// @param pending what was settled after that and does not pay yet
    public Reading<Balances> balances(
            Address account, Wei cumulative, Optional<PendingClaim> pending) {
        var reads = network.reads();
        return Reading.of(
                () -> {
                    var claimed = reads.claimed(account);
                    var paysUpTo = cumulative.compareTo(claimed) > 0 ? cumulative : claimed;
                    return new Balances(
                            reads.emberOf(account),
                            reads.gasOf(account),
                            reads.stakedOf(account),
                            reads.earned(account),
                            paysUpTo.minus(claimed),
                            pending.flatMap(p -> Balances.Waiting.of(p, paysUpTo)),
                            claimed,
                            reads.unbondingOf(account),
                            network.findings());
                });
    }

    public Reading<Positions> positions(Address account) {
        var reads = network.reads();
        return Reading.of(
                () ->
                        new Positions(
                                reads.stakedOf(account),
                                reads.earned(account),
                                reads.unbondingOf(account),
                                reads.totalStaked(),
                                reads.yieldPerSecond(),
                                reads.yieldEnds(),
                                Duration.ofSeconds(reads.unbondingSeconds()),
                                reads.flexibleOf(account),
                                reads.termsOf(account),
                                network.findings()));
    }

    /// Pays out what was earned. Needs no intent id: a proof can be used once, whoever sends it.
    ///
    /// @param sender any account; the proof's account is paid
    public TxResult claim(ClaimProof proof, TransactionSigner sender) {
        var account = Address.of(proof.account());
        return network.transactions()
                .sendRepeatable(
                        new Intent(
                                claimId(proof),
                                Activity.Kind.CLAIM,
                                sender.address(),
                                unclaimed(proof, account),
                                Optional.of(account),
                                Optional.of(network.profile().rewards()),
                                ContractCalls.claimFor(
                                        account, proof.cumulative(), proof.proofBytes())),
                        sender);
    }

    private static String claimId(ClaimProof proof) {
        return "claim:" + Address.of(proof.account()) + ":" + proof.cumulative();
    }

    /// Like {@link #acceptFee(String, BigInteger)} for a claim, whose intent names itself.
    public void acceptFee(ClaimProof proof, BigInteger fee) {
        acceptFee(claimId(proof), fee);
    }

    /// What the proof adds to what was claimed before; all of it while no node answers.
    private Wei unclaimed(ClaimProof proof, Address account) {
        return switch (Reading.of(() -> network.reads().claimed(account))) {
            case Reading.Known<Wei> before when before.value().compareTo(proof.cumulative()) <= 0 ->
                    proof.cumulative().minus(before.value());
            case Reading.Known<Wei> more -> Wei.ZERO;
            case Reading.Unreachable<Wei> none -> proof.cumulative();
        };
    }

    public TxResult send(String intent, Address to, Wei amount, TransactionSigner signer) {
        var profile = network.profile();
        if (profile.all().containsValue(to)) {
            return new TxResult.Refused(Refusal.RECIPIENT_IS_CONTRACT, Optional.empty());
        }
        return network.transactions()
                .send(
                        new Intent(
                                intent,
                                Activity.Kind.SEND,
                                signer.address(),
                                amount,
                                Optional.of(to),
                                Optional.of(profile.token()),
                                ContractCalls.transfer(to, amount)),
                        signer);
    }

    /// Stakes exactly this amount: one transaction with a permit, or, for an account whose key is
    /// elsewhere, an approval and the stake.
    public TxResult stake(String intent, Wei amount, TransactionSigner signer) {
        return new Staker(network).stake(intent, amount, 0, signer);
    }

    /// Like {@link #stake}, bound for a time and weighing more.
    ///
    /// @param days 30, 90, 180 or 365
    public TxResult stakeForTerm(String intent, Wei amount, int days, TransactionSigner signer) {
        return new Staker(network).stake(intent, amount, days, signer);
    }

    /// What contracts of ours may take from an account; those that may take nothing are left out.
    public Reading<List<Allowance>> allowances(Address account) {
        return new Staker(network).allowances(account);
    }

    /// Takes an allowance back.
    ///
    /// @param contract by its name, as {@link Allowance} has it
    public TxResult revoke(String intent, String contract, TransactionSigner signer) {
        return new Staker(network).revoke(intent, contract, signer);
    }

    /// Asks for stake back; it can be withdrawn after the unbonding period.
    public TxResult unstake(String intent, Wei amount, TransactionSigner signer) {
        return onStaking(
                intent,
                Activity.Kind.UNSTAKE,
                amount,
                ContractCalls.requestUnstake(amount),
                signer);
    }

    /// Makes a term that is over flexible stake.
    ///
    /// @param term id of {@link Term}
    public TxResult endTerm(String intent, BigInteger term, TransactionSigner signer) {
        return onStaking(
                intent,
                Activity.Kind.END_TERM,
                amountOfTerm(term, signer.address()),
                ContractCalls.endTerm(signer.address(), term),
                signer);
    }

    /// Leaves a running term at its exit cost; the rest can be withdrawn after the unbonding
    /// period.
    ///
    /// @param term id of {@link Term}
    public TxResult leaveEarly(String intent, BigInteger term, TransactionSigner signer) {
        return onStaking(
                intent,
                Activity.Kind.UNSTAKE,
                amountOfTerm(term, signer.address()),
                ContractCalls.leaveEarly(term),
                signer);
    }

    /// @param unbonding id of {@link Unbonding}
    public TxResult withdraw(String intent, BigInteger unbonding, TransactionSigner signer) {
        return onStaking(
                intent,
                Activity.Kind.WITHDRAW,
                amountOf(unbonding, signer.address()),
                ContractCalls.withdraw(unbonding),
                signer);
    }

    public TxResult claimYield(String intent, TransactionSigner signer) {
        return onYield(intent, Activity.Kind.CLAIM_YIELD, ContractCalls.claimYield(), signer);
    }

    /// Adds the yield so far to the flexible stake.
    public TxResult compound(String intent, TransactionSigner signer) {
        return onYield(intent, Activity.Kind.COMPOUND, ContractCalls.compound(), signer);
    }

    private TxResult onYield(
            String intent, Activity.Kind kind, String data, TransactionSigner signer) {
        var earned = Reading.of(() -> network.reads().earned(signer.address()));
        return onStaking(
                intent,
                kind,
                earned instanceof Reading.Known<Wei> known ? known.value() : Wei.ZERO,
                data,
                signer);
    }

    private Wei amountOfTerm(BigInteger id, Address account) {
        return switch (Reading.of(() -> network.reads().termsOf(account))) {
            case Reading.Known<List<Term>> known ->
                    known.value().stream()
                            .filter(term -> term.id().equals(id))
                            .map(Term::amount)
                            .findFirst()
                            .orElse(Wei.ZERO);
            case Reading.Unreachable<List<Term>> none -> Wei.ZERO;
        };
    }

    private Wei amountOf(BigInteger unbonding, Address account) {
        var list = Reading.of(() -> network.reads().unbondingOf(account));
        return list instanceof Reading.Known<List<Unbonding>> known
                ? known.value().stream()
                        .filter(u -> u.id().equals(unbonding))
                        .map(Unbonding::amount)
                        .findFirst()
                        .orElse(Wei.ZERO)
                : Wei.ZERO;
    }

    private TxResult onStaking(
            String intent, Activity.Kind kind, Wei amount, String data, TransactionSigner signer) {
        var staking = network.profile().staking();
        return network.transactions()
                .send(
                        new Intent(
                                intent,
                                kind,
                                signer.address(),
                                amount,
                                Optional.empty(),
                                Optional.of(staking),
                                data),
                        signer);
    }

    /// What a wish would change and cost, before anything is signed or written down.
    ///
    /// @param from the account that would sign
    /// @param wish such as `signer -> wallet.send(intent, to, amount, signer)`
    public Forecast forecast(Address from, Function<TransactionSigner, TxResult> wish) {
        var onlooker = new Onlooker(from);
        var said = wish.apply(onlooker);
        return onlooker.seen().isEmpty()
                ? new Forecast.Decided(said)
                : network.transactions().forecast(onlooker.seen());
    }

    /// What the owner pays for a transaction at most; held against each one before it is signed,
    /// sped up or taken back.
    public FeeLimits feeLimits() {
        return network.transactions().journal().fees().limits();
    }

    /// Sets other limits. Whoever loosens them is to be asked for the password first.
    public void limitFees(FeeLimits limits) {
        network.transactions().journal().fees().limit(limits);
    }

    /// The owner says yes to a fee above the usual share, of at most so much.
    ///
    /// @param tx the intent, or the hash of what waits
    /// @param fee in the chain's coin, in its smallest unit
    public void acceptFee(String tx, BigInteger fee) {
        var journal = network.transactions().journal();
        journal.fees().accept(journal.named(tx).map(Journal.Entry::id).orElse(tx), fee);
    }

    /// The owner says that this payment is meant, although its recipient is a contract.
    public void acceptContract(String intent, Address recipient) {
        network.transactions().journal().contracts().accept(intent, recipient);
    }

    /// What the owner allows to be sent; held against each payment before it is signed.
    public SpendingLimits limits() {
        return network.transactions().journal().spending().limits();
    }

    /// Sets other limits. Whoever loosens them is to be asked for the password first.
    public void limit(SpendingLimits limits) {
        network.transactions().journal().spending().limit(limits);
    }

    /// What counts against today's limit: payments of all accounts of this wallet.
    public Wei sentToday(Instant now) {
        return network.transactions().journal().spending().sent(now.minus(Spending.DAY));
    }

    /// Sends what waits again at a higher fee, under its own nonce: it can happen once only.
    ///
    /// @param tx intent id, or hash of any transaction that was signed for it
    public TxResult speedUp(String tx, TransactionSigner signer) {
        return network.transactions().replace(tx, false, signer);
    }

    /// Takes back what waits: a payment of nothing to oneself takes its nonce. Done is the answer
    /// `Refused(CANCELLED)`; `Included` means that it came too late.
    ///
    /// @param tx intent id, or hash of any transaction that was signed for it
    public TxResult cancel(String tx, TransactionSigner signer) {
        return network.transactions().replace(tx, true, signer);
    }

    /// What became of one transaction.
    ///
    /// @param tx intent id, or hash of any transaction that was signed for it
    public Optional<Activity> activity(String tx) {
        return network.transactions().journal().named(tx).map(Activity::of);
    }

    /// What was asked of this network, newest first.
    public List<Activity> activity(int limit) {
        return movements().newest(limit).stream().map(Activity::of).toList();
    }

    /// Of these, what an account sent or got; on the operator's network also its relayed claims.
    public List<Activity> activity(Address account, int limit) {
        return movements().newest(account, limit).stream().map(Activity::of).toList();
    }

    /// Everybody whom any account of this wallet ever paid on this network. Asks no node.
    public List<Address> paid() {
        return movements().paid();
    }

    /// The same on every network that this wallet was used on: addresses that others may imitate.
    public List<Address> paidAnywhere() {
        return movements().paidAnywhere();
    }

    private Movements movements() {
        return network.transactions().journal().movements();
    }
}
