package hearth.app.staking;

import hearth.app.text.Speech;
import hearth.chain.Bonding;

import java.util.List;

/// A wish in words, for the last look before it is signed.
///
/// @param doneKey text of the bundle for when it is done
record StakeWords(String sentence, List<Offer.Fact> facts, String note, String doneKey) {
    static StakeWords of(StakeWish wish, StakingPage page, Speech speech) {
        var amounts = speech.amounts().shown();
        return switch (wish) {
            case StakeWish.Stake stake ->
                    new StakeWords(
                            stake.days() == 0
                                    ? speech.text(
                                            "staking.confirm.flexible",
                                            amounts.exact(stake.amount()))
                                    : speech.text(
                                            "staking.confirm.term",
                                            amounts.exact(stake.amount()),
                                            stake.days()),
                            page.facts(),
                            page.slashing(),
                            "staking.stake.done");
            case StakeWish.Unstake back ->
                    new StakeWords(
                            speech.text("staking.confirm.unstake", amounts.exact(back.amount())),
                            List.of(
                                    new Offer.Fact(
                                            speech.text("staking.confirm.unstake.from"),
                                            speech.times()
                                                    .full(
                                                            speech.times()
                                                                    .now()
                                                                    .plus(back.waiting())))),
                            speech.text("staking.confirm.unstake.note"),
                            "staking.unstake.done");
            case StakeWish.Withdraw due ->
                    new StakeWords(
                            speech.text("staking.confirm.withdraw", amounts.exact(due.amount())),
                            List.of(),
                            speech.text("staking.confirm.withdraw.note"),
                            "staking.withdraw.done");
            case StakeWish.ClaimYield yield ->
                    new StakeWords(
                            speech.text("staking.confirm.yield"),
                            List.of(),
                            speech.text("staking.confirm.yield.note"),
                            "staking.yield.done");
            case StakeWish.Leave leave ->
                    new StakeWords(
                            speech.text(
                                    "staking.confirm.leave",
                                    amounts.exact(leave.term().amount()),
                                    leave.term().days()),
                            List.of(
                                    new Offer.Fact(
                                            speech.text("staking.confirm.leave.cost"),
                                            speech.text(
                                                    "amount.ember",
                                                    amounts.exact(leave.term().exitCost()))),
                                    new Offer.Fact(
                                            speech.text("staking.confirm.leave.free"),
                                            speech.times().full(leave.term().endsAt()))),
                            speech.text("staking.confirm.leave.note"),
                            "staking.leave.done");
            case StakeWish.EndTerm end ->
                    new StakeWords(
                            speech.text("staking.confirm.end", amounts.exact(end.term().amount())),
                            List.of(),
                            speech.text("staking.term.over.note"),
                            "staking.end.done");
            case StakeWish.Compound compound ->
                    new StakeWords(
                            speech.text("staking.confirm.compound"),
                            List.of(),
                            speech.text("staking.confirm.compound.note"),
                            "staking.compound.done");
            case StakeWish.Appeal appeal ->
                    new StakeWords(
                            speech.text(
                                    "staking.confirm.appeal",
                                    amounts.exact(appeal.against().amount())),
                            List.of(
                                    new Offer.Fact(
                                            speech.text("staking.confirm.appeal.until"),
                                            speech.times().full(appeal.against().executableAt())),
                                    new Offer.Fact(
                                            speech.text("staking.confirm.appeal.evidence"),
                                            appeal.against().evidence())),
                            speech.text(
                                    "staking.confirm.appeal.note",
                                    speech.times().span(Bonding.APPEAL_EXTENSION)),
                            "staking.appeal.done");
        };
    }
}
