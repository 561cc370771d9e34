package hearth.worker;

import hearth.protocol.JobId;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages;
import hearth.protocol.PayoutMessages.Payout;
import hearth.protocol.PayoutMessages.PayoutChange;
import hearth.protocol.PayoutMessages.PayoutUndo;
import hearth.protocol.Receipt;
import hearth.protocol.Sha256;
import hearth.worker.electricity.DayAccount;
import hearth.worker.electricity.ElectricityTerms;
import hearth.worker.policy.RunRules;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The verbs of the socket.
final class OwnLink implements AgentLink {
    private static final Duration LONGEST_HOLD = Duration.ofHours(1);

    private final AgentRecords records;
    private final AgentLoop loop;
    private final CoordinatorClient coordinator;
    private final PayoutDesk payouts;
    private final HashedFiles cache;

    OwnLink(
            AgentRecords records,
            AgentLoop loop,
            CoordinatorClient coordinator,
            HashedFiles cache) {
        this.records = records;
        this.loop = loop;
        this.coordinator = coordinator;
        this.payouts = new PayoutDesk(coordinator, records);
        this.cache = cache;
    }

    @Override
    public AgentSnapshot snapshot() {
        return loop.board().newest();
    }

    @Override
    public Subscription subscribe(Consumer<AgentSnapshot> onSnapshot) {
        return loop.board().subscribe(onSnapshot);
    }

    @Override
    public void share(boolean on) {
        records.settings().share(on);
        if (on) {
            records.settings().finish(false);
        }
        loop.wake();
    }

    @Override
    public void finishNow() {
        loop.finishNow();
    }

    @Override
    public void finish() {
        records.settings().finish(true);
        loop.wake();
    }

    @Override
    public void hold(Duration time) {
        if (time.isNegative() || time.compareTo(LONGEST_HOLD) > 0) {
            throw new AgentRefusedException("request-incomplete");
        }
        loop.permission().hold(time);
        loop.wake();
    }

    @Override
    public TransferLimits limits() {
        return records.settings().limits();
    }

    @Override
    public void limit(TransferLimits limits) {
        records.settings().limit(limits);
        loop.wake();
    }

    @Override
    public RunRules rules() {
        return records.settings()
                .rules()
                .orElseThrow(() -> new AgentRefusedException("rules-unreadable"));
    }

    @Override
    public void rules(RunRules rules) {
        records.settings().rules(rules);
        loop.wake();
    }

    @Override
    public ElectricityTerms electricity() {
        return records.settings().electricity();
    }

    @Override
    public void electricity(ElectricityTerms terms) {
        records.settings().electricity(terms);
        records.electricity().priced(terms);
        loop.wake();
    }

    @Override
    public List<DayAccount> accounts(int days) {
        return records.electricity().accounts(days, records.settings().electricity());
    }

    @Override
    public void pauseUntil(Instant until) {
        records.settings().pauseUntil(until);
        loop.rest(until);
    }

    @Override
    public MachineView machine(Duration after) {
        return loop.permission().machine(after);
    }

    @Override
    public void bindPayout(Messages.PayoutBinding binding) {
        payouts.bind(binding);
        loop.wake();
    }

    @Override
    public Optional<Payout> payout() {
        var payout = payouts.now();
        loop.wake();
        return payout;
    }

    @Override
    public void changePayout(PayoutChange order) {
        payouts.change(order);
        loop.wake();
    }

    @Override
    public void undoPayout(PayoutUndo order) {
        payouts.undo(order);
        loop.wake();
    }

    @Override
    public List<Messages.RoundView> rounds(JobId job) {
        return coordinator.reads().rounds(job).orThrow().rounds();
    }

    @Override
    public List<Messages.ResultView> results(long after, int limit) {
        return records.results().after(after, limit);
    }

    @Override
    public Optional<Receipt> receipt(LeaseId lease) {
        return records.leases().receipt(lease);
    }

    @Override
    public Optional<List<KeptReceipt>> receipts(long after, int limit) {
        return Optional.of(records.receipts().after(after, limit));
    }

    @Override
    public Optional<Messages.Standings> standings() {
        return records.results().standings();
    }

    @Override
    public Optional<Datasheet> datasheet(Sha256 manifest) {
        return new Datasheets(cache, coordinator.reads()).of(manifest);
    }

    @Override
    public Optional<Messages.HeldPay> held() {
        return coordinator.reads().held().answer();
    }

    @Override
    public List<EarnedBy> earnedBy(Instant since) {
        return records.parts().since(since);
    }

    @Override
    public Messages.Household household(Instant since) {
        return coordinator.household(since).orThrow();
    }

    @Override
    public Messages.PairingCode pairingCode() {
        return coordinator.pairingCode().orThrow();
    }

    @Override
    public void join(String code) {
        coordinator.join(code).orThrow();
    }

    @Override
    public void leave() {
        coordinator.leave().orThrow();
    }

    @Override
    public void appeal(LeaseId lease) {
        coordinator.appeal(lease).orThrow();
        records.results().open(lease);
        loop.wake();
    }

    @Override
    public void shutdown() {
        loop.stop();
    }

    @Override
    public void close() {}
}
