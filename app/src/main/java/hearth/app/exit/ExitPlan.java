package hearth.app.exit;

import hearth.app.earnings.HeldWords;
import hearth.app.exit.ExitStep.Action;
import hearth.app.look.Tone;
import hearth.app.staking.StakingDesk;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.app.wallet.WalletState;
import hearth.app.wallet.WalletState.Funds;
import hearth.app.wallet.WalletState.Presence;
import hearth.app.wallet.WalletState.StakeBook;
import hearth.chain.Bond;
import hearth.chain.Term;
import hearth.keys.Address;
import hearth.protocol.Messages.HeldPay;
import hearth.protocol.Wei;
import hearth.worker.AgentSnapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is still to come before Hearth can be removed without losing anything, from what agent and
/// chain say now. What neither has said yet is called unknown, never done.
///
/// @param agent its newest snapshot
/// @param heldPay when held pay is due; empty where nobody says
/// @param isTold whether the agent was just told to finish; it does not say so while it works
/// @param checking how many results are still being checked; absent until they were counted
/// @param stake how stake is bound
record ExitPlan(
        Optional<AgentSnapshot> agent,
        Optional<HeldPay> heldPay,
        boolean isTold,
        Optional<Long> checking,
        WalletState wallet,
        StakingDesk.Sight stake,
        Speech speech) {
    private static final int LONGEST_TITLE = 60;

    /// The agent's reason for taking nothing new after it was told to finish.
    private static final String FINISHING = "finishing";

    List<ExitStep> steps() {
        return List.of(work(), held(), claim(), staked(), returning());
    }

    private ExitStep step(
            String id, String icon, String state, List<String> lines, List<Action> actions) {
        return new ExitStep(
                id,
                icon,
                speech.text("exit." + id),
                speech.text("exit.state." + state),
                switch (state) {
                    case "done" -> Tone.GOOD;
                    case "open" -> Tone.ACCENT;
                    case "waits" -> Tone.WARN;
                    default -> Tone.NEUTRAL;
                },
                lines,
                actions);
    }

    private ExitStep unknown(String id, String icon) {
        return step(id, icon, "unknown", List.of(speech.text("exit.unknown")), List.of());
    }

    private ExitStep work() {
        return agent.map(this::work).orElseGet(() -> unknown("work", "fth-cpu"));
    }

    /// Whether the agent itself says that it takes nothing new.
    static boolean isFinishing(AgentSnapshot now) {
        return now.reasons().stream().anyMatch(r -> r.id().equals(FINISHING));
    }

    private ExitStep work(AgentSnapshot now) {
        boolean takesMore = !isTold && now.sharing() && !isFinishing(now);
        var lines = new ArrayList<String>();
        now.progress()
                .ifPresent(
                        p ->
                                lines.add(
                                        speech.text(
                                                "exit.work.lease",
                                                Words.plain(p.title(), LONGEST_TITLE),
                                                p.stepsDone(),
                                                p.steps(),
                                                speech.amounts().brief(p.pay()))));
        lines.add(
                speech.text(
                        takesMore
                                ? "exit.work.more"
                                : lines.isEmpty() ? "exit.work.none" : "exit.work.last"));
        return step(
                "work",
                "fth-cpu",
                takesMore ? "open" : now.progress().isPresent() ? "waits" : "done",
                lines,
                takesMore
                        ? List.of(
                                new Action(
                                        "finish",
                                        speech.text("exit.work.finish"),
                                        new ExitWish.Finish()))
                        : List.of());
    }

    private ExitStep held() {
        return agent.map(AgentSnapshot::earnings)
                .flatMap(e -> checking.map(count -> held(e.held(), count)))
                .orElseGet(() -> unknown("held", "fth-shield"));
    }

    private ExitStep held(Wei held, long results) {
        var lines = new ArrayList<String>();
        if (results > 0) {
            lines.add(speech.text("exit.held.checking", results));
        }
        if (!held.isZero()) {
            lines.add(speech.text("exit.held.some", speech.amounts().brief(held)));
            lines.addAll(new HeldWords(heldPay, speech).sentences());
        }
        boolean isDone = lines.isEmpty();
        if (isDone) {
            lines.add(speech.text("exit.held.none"));
        }
        return step("held", "fth-shield", isDone ? "done" : "waits", lines, List.of());
    }

    private ExitStep claim() {
        return wallet.funds()
                .flatMap(
                        funds ->
                                funds.claimable()
                                        .flatMap(sum -> agent.map(now -> claim(now, funds, sum))))
                .orElseGet(() -> missing("claim", "fth-download"));
    }

    private ExitStep claim(AgentSnapshot now, Funds funds, Wei claimable) {
        var lines = new ArrayList<String>();
        if (!claimable.isZero()) {
            lines.add(speech.text("exit.claim.some", speech.amounts().brief(claimable)));
        }
        funds.waiting()
                .ifPresent(
                        w ->
                                lines.add(
                                        speech.text(
                                                "exit.claim.waiting",
                                                speech.amounts().brief(w.amount()),
                                                speech.times().full(w.claimableAt()))));
        Wei onItsWay = onItsWay(now, funds, claimable);
        if (!onItsWay.isZero()) {
            lines.add(speech.text("exit.claim.released", speech.amounts().brief(onItsWay)));
        }
        boolean isDone = lines.isEmpty();
        if (isDone) {
            lines.add(speech.text("exit.claim.none"));
        }
        return step(
                "claim",
                "fth-download",
                isDone ? "done" : claimable.isZero() ? "waits" : "open",
                lines,
                claimable.isZero()
                        ? List.of()
                        : List.of(
                                new Action(
                                        "claim",
                                        speech.text("exit.claim.action"),
                                        new ExitWish.Claim())));
    }

    /// Released to this wallet and under no root yet. Both sums count all that was ever earned.
    private Wei onItsWay(AgentSnapshot now, Funds funds, Wei claimable) {
        boolean isOurs = now.payout().map(Address::of).equals(wallet.address().map(Address::of));
        Wei settled =
                funds.claimed()
                        .plus(claimable)
                        .plus(funds.waiting().map(WalletState.Waiting::amount).orElse(Wei.ZERO));
        Wei released = now.earnings().released();
        return isOurs && released.compareTo(settled) > 0 ? released.minus(settled) : Wei.ZERO;
    }

    /// Without a wallet there is nothing on chain; with one, it has not been read.
    private ExitStep missing(String id, String icon) {
        return wallet.presence() == Presence.NONE
                ? step(id, icon, "done", List.of(speech.text("exit.no-wallet")), List.of())
                : unknown(id, icon);
    }

    private ExitStep staked() {
        if (stake instanceof StakingDesk.Sight.Seen seen && wallet.staking().isPresent()) {
            return staked(seen.bond(), wallet.staking().get());
        }
        return missing("stake", "fth-layers");
    }

    private ExitStep staked(Bond bond, StakeBook book) {
        var lines = new ArrayList<String>();
        var actions = new ArrayList<Action>();
        var times = speech.times();
        Wei flexible = bond.flexible();
        bond.openCase()
                .ifPresent(
                        open ->
                                lines.add(
                                        speech.text("exit.stake.case", times.full(open.endsAt()))));
        if (!flexible.isZero()) {
            lines.add(
                    speech.text(
                            "exit.stake.flexible",
                            speech.amounts().brief(flexible),
                            times.full(times.now().plus(book.unbondingPeriod()))));
            actions.add(
                    new Action(
                            "take-back",
                            speech.text("exit.stake.take-back"),
                            new ExitWish.TakeBack(flexible, book.unbondingPeriod())));
        }
        bond.terms().forEach(term -> lines.add(line(term)));
        if (lines.isEmpty()) {
            lines.add(speech.text("exit.stake.none"));
        }
        boolean isDone = flexible.isZero() && bond.terms().isEmpty();
        return step(
                "stake",
                "fth-layers",
                isDone ? "done" : flexible.isZero() ? "waits" : "open",
                lines,
                actions);
    }

    private String line(Term term) {
        String sum = speech.amounts().brief(term.amount());
        return term.endsAt().isAfter(speech.times().now())
                ? speech.text(
                        "exit.stake.term",
                        sum,
                        speech.times().full(term.endsAt()),
                        speech.amounts().brief(term.exitCost()))
                : speech.text("exit.stake.over", sum);
    }

    private ExitStep returning() {
        return wallet.staking()
                .map(StakeBook::unbonding)
                .map(this::returning)
                .orElseGet(() -> missing("returning", "fth-corner-down-left"));
    }

    private ExitStep returning(List<WalletState.Unbonding> list) {
        var now = speech.times().now();
        var lines = new ArrayList<String>();
        var actions = new ArrayList<Action>();
        for (var unbonding : list) {
            boolean isDue = !unbonding.releaseAt().isAfter(now);
            String sum = speech.amounts().brief(unbonding.amount());
            lines.add(
                    isDue
                            ? speech.text("exit.returning.due", sum)
                            : speech.text(
                                    "exit.returning.waits",
                                    sum,
                                    speech.times().full(unbonding.releaseAt())));
            if (isDue) {
                actions.add(
                        new Action(
                                "withdraw-" + unbonding.id(),
                                speech.text("exit.returning.withdraw", sum),
                                new ExitWish.Withdraw(unbonding.id(), unbonding.amount())));
            }
        }
        if (lines.isEmpty()) {
            lines.add(speech.text("exit.returning.none"));
        }
        return step(
                "returning",
                "fth-corner-down-left",
                list.isEmpty() ? "done" : actions.isEmpty() ? "waits" : "open",
                lines,
                actions);
    }

    /// A wish in words, for the last look.
    ///
    /// @param doneKey text of the bundle for when it is done
    record Question(String sentence, String note, String doneKey) {
        static Question of(ExitWish wish, Speech speech) {
            return switch (wish) {
                case ExitWish.Finish finish ->
                        new Question(
                                speech.text("exit.ask.finish"),
                                speech.text("exit.ask.finish.note"),
                                "exit.finish.done");
                case ExitWish.Claim claim ->
                        new Question(
                                speech.text("exit.ask.claim"),
                                speech.text("exit.ask.claim.note"),
                                "wallet.claim.done");
                case ExitWish.TakeBack back ->
                        new Question(
                                speech.text(
                                        "exit.ask.take-back",
                                        speech.amounts().shown().exact(back.amount())),
                                speech.text("exit.ask.take-back.note"),
                                "staking.unstake.done");
                case ExitWish.Withdraw withdraw ->
                        new Question(
                                speech.text(
                                        "exit.ask.withdraw",
                                        speech.amounts().shown().exact(withdraw.amount())),
                                speech.text("exit.ask.withdraw.note"),
                                "staking.withdraw.done");
            };
        }
    }
}
