package hearth.app.staking;

import hearth.app.text.Speech;
import hearth.app.wallet.WalletState.StakeBook;
import hearth.chain.Bond;
import hearth.chain.Bonding;
import hearth.chain.SlashCase;
import hearth.chain.Term;
import hearth.protocol.Wei;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The ways to stake, the terms that run, and a case against the owner, ready to show.
///
/// @param rate of flexible stake now, by weight
/// @param hourly what the owner's stake earns in an hour, by weight; empty if nothing
/// @param choices empty until the chain has answered
/// @param facts of the choice that is made
record StakingPage(
        String rate,
        String hourly,
        List<Choice> choices,
        List<Offer.Fact> facts,
        String slashing,
        List<TermRow> terms,
        Optional<CaseRow> openCase) {
    /// What the facts are about until an amount is typed.
    private static final Wei ONE = Wei.ofEmber("1");

    private static final int SHOWN_DIGITS = 16;

    /// @param days 0 for flexible
    record Choice(int days, String name, String weight, String rate) {}

    /// A term.
    ///
    /// @param wish what the button does: leaving it, or ending it when it is over
    record TermRow(
            String amount,
            String until,
            String note,
            boolean isOver,
            String button,
            StakeWish wish) {}

    /// A case.
    ///
    /// @param wish the appeal, while it is possible
    record CaseRow(String title, String text, Optional<StakeWish> wish) {}

    static StakingPage unknown() {
        return new StakingPage("", "", List.of(), List.of(), "", List.of(), Optional.empty());
    }

    /// @param amount typed, if one was
    /// @param days of the choice that is made
    static StakingPage of(
            StakingDesk.Sight sight,
            Optional<StakeBook> book,
            Optional<Wei> amount,
            int days,
            Speech speech) {
        return switch (sight) {
            case StakingDesk.Sight.Nothing nothing -> unknown();
            case StakingDesk.Sight.Seen seen ->
                    book.map(known -> of(seen.bond(), known, amount, days, speech))
                            .orElseGet(StakingPage::unknown);
        };
    }

    private static StakingPage of(
            Bond bond, StakeBook book, Optional<Wei> typed, int days, Speech speech) {
        // Until something is typed the rates are those of stake that is there.
        Wei rated = typed.orElse(Wei.of(1));
        Wei amount = typed.orElse(ONE);
        var hour = Offer.ownIn(Duration.ofHours(1), bond, book);
        return new StakingPage(
                Offer.rateNow(bond, book, speech),
                hour.isZero()
                        ? ""
                        : speech.text("staking.yield.hour", speech.amounts().brief(hour)),
                Offer.CHOICES.stream()
                        .map(
                                choice -> {
                                    var offer = new Offer(bond, book, rated, choice);
                                    return new Choice(
                                            choice,
                                            name(choice, speech),
                                            offer.weight(speech),
                                            offer.rate(speech));
                                })
                        .toList(),
                facts(new Offer(bond, book, amount, days), typed.isEmpty(), speech),
                speech.text(
                        "staking.slashing.text",
                        speech.times().span(Bonding.SLASH_DELAY),
                        speech.times().span(Bonding.APPEAL_EXTENSION)),
                bond.terms().stream().map(term -> row(term, speech)).toList(),
                bond.openCase().map(open -> row(open, speech)));
    }

    private static List<Offer.Fact> facts(Offer offer, boolean isExample, Speech speech) {
        if (!isExample) {
            return offer.facts(speech);
        }
        var example =
                new Offer.Fact(
                        speech.text("staking.offer.example"),
                        speech.text(
                                "staking.offer.example.value",
                                speech.amounts().shown().brief(offer.amount())));
        return Stream.concat(Stream.of(example), offer.facts(speech).stream()).toList();
    }

    static String name(int days, Speech speech) {
        return days == 0
                ? speech.text("staking.choice.flexible")
                : speech.text("staking.choice.term", days);
    }

    private static TermRow row(Term term, Speech speech) {
        var times = speech.times();
        boolean isOver = !term.endsAt().isAfter(times.now());
        return new TermRow(
                speech.text("amount.ember", speech.amounts().brief(term.amount())),
                isOver
                        ? speech.text("staking.term.over", term.days())
                        : speech.text(
                                "staking.term.until",
                                term.days(),
                                times.full(term.endsAt()),
                                times.span(times.until(term.endsAt()))),
                isOver
                        ? speech.text("staking.term.over.note")
                        : speech.text("staking.term.cost", speech.amounts().brief(term.exitCost())),
                isOver,
                speech.text(isOver ? "staking.term.end" : "staking.term.leave"),
                isOver ? new StakeWish.EndTerm(term) : new StakeWish.Leave(term));
    }

    private static CaseRow row(SlashCase open, Speech speech) {
        var times = speech.times();
        Instant now = times.now();
        boolean canAppeal = !open.isAppealed() && now.isBefore(open.executableAt());
        String key = open.isAppealed() ? "appealed" : canAppeal ? "open" : "late";
        return new CaseRow(
                speech.text("staking.case", speech.amounts().brief(open.amount())),
                speech.text(
                        "staking.case." + key,
                        times.full(open.executableAt()),
                        times.full(open.endsAt()),
                        open.evidence().substring(0, SHOWN_DIGITS) + "…",
                        times.span(Duration.between(now, open.executableAt()))),
                canAppeal ? Optional.of(new StakeWish.Appeal(open)) : Optional.empty());
    }
}
