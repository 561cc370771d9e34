package hearth.app.staking;

import hearth.app.text.Speech;
import hearth.app.wallet.WalletState.StakeBook;
import hearth.chain.Bond;
import hearth.protocol.Wei;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What staking an amount in one way means, by the rate and the rules of this moment.
///
/// @param bond the pool and its rules
/// @param book the stream that the pool shares
/// @param amount that would be added
/// @param days of the term; 0 for flexible stake
record Offer(Bond bond, StakeBook book, Wei amount, int days) {
    /// Flexible first, then the terms that the contract knows.
    static final List<Integer> CHOICES = List.of(0, 30, 90, 180, 365);

    private static final List<Integer> WEIGHTS = List.of(100, 110, 125, 150, 200);
    private static final int FLEXIBLE_WEIGHT = 100;
    private static final int TEN_THOUSAND = 10_000;
    private static final int WEI_DECIMALS = 18;
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration YEAR = Duration.ofDays(365);

    /// A stake for a term by the table of wallet/contracts, and its approval, rounded up.
    private static final BigInteger GAS = BigInteger.valueOf(350_000);

    /// A name and its value.
    record Fact(String name, String value) {}

    private int weight() {
        return WEIGHTS.get(CHOICES.indexOf(days));
    }

    /// How many times a flexible wei it counts.
    String weight(Speech speech) {
        return speech.text(
                "staking.weight", speech.amounts().plain((double) weight() / FLEXIBLE_WEIGHT));
    }

    /// What the amount would earn in so long if nothing changed, its own weight counted in.
    private Wei earnedIn(Duration time) {
        BigInteger own = amount.value().multiply(BigInteger.valueOf(weight()));
        BigInteger all = bond.totalWeight().add(own);
        if (all.signum() == 0) {
            return Wei.ZERO;
        }
        return new Wei(
                book.yieldPerSecond()
                        .value()
                        .multiply(BigInteger.valueOf(time.toSeconds()))
                        .multiply(own)
                        .divide(all));
    }

    /// Of the amount in a year.
    String rate(Speech speech) {
        if (amount.isZero() || book.yieldPerSecond().isZero()) {
            return "–";
        }
        BigInteger own = amount.value().multiply(BigInteger.valueOf(weight()));
        var share =
                new BigDecimal(
                                book.yieldPerSecond()
                                        .value()
                                        .multiply(BigInteger.valueOf(YEAR.toSeconds()))
                                        .multiply(BigInteger.valueOf(weight())))
                        .divide(new BigDecimal(bond.totalWeight().add(own)), MathContext.DECIMAL64);
        return share.compareTo(BigDecimal.TEN) > 0
                ? speech.text("staking.rate.over", speech.amounts().percent(10, 0))
                : speech.amounts().percent(share.doubleValue(), 2);
    }

    private Wei part(int bps) {
        return new Wei(
                amount.value()
                        .multiply(BigInteger.valueOf(bps))
                        .divide(BigInteger.valueOf(TEN_THOUSAND)));
    }

    /// What flexible stake that is there earns of itself in a year; a dash where nothing flows.
    static String rateNow(Bond bond, StakeBook book, Speech speech) {
        return new Offer(bond, book, Wei.of(1), 0).rate(speech);
    }

    /// What the owner's whole stake earns in so long, by its weight.
    static Wei ownIn(Duration time, Bond bond, StakeBook book) {
        return bond.totalWeight().signum() == 0
                ? Wei.ZERO
                : new Wei(
                        book.yieldPerSecond()
                                .value()
                                .multiply(BigInteger.valueOf(time.toSeconds()))
                                .multiply(bond.weight())
                                .divide(bond.totalWeight()));
    }

    private static String percent(int bps, Speech speech) {
        return speech.amounts().percent((double) bps / TEN_THOUSAND, 2);
    }

    List<Fact> facts(Speech speech) {
        // They are about what is typed, not about what the owner has.
        var amounts = speech.amounts().shown();
        var times = speech.times();
        var facts = new ArrayList<Fact>();
        facts.add(
                new Fact(
                        speech.text("staking.offer.earns"),
                        book.yieldPerSecond().isZero()
                                ? speech.text("staking.rate.dry")
                                : speech.text(
                                        "staking.offer.earns.value",
                                        amounts.brief(earnedIn(MONTH)),
                                        amounts.brief(earnedIn(YEAR)),
                                        rate(speech))));
        Instant ends = times.now().plus(Duration.ofDays(days));
        String waits = times.span(book.unbondingPeriod());
        facts.add(
                new Fact(
                        speech.text("staking.offer.out"),
                        days == 0
                                ? speech.text("staking.offer.out.flexible", waits)
                                : speech.text("staking.offer.out.term", times.full(ends), waits)));
        facts.add(
                new Fact(
                        speech.text("staking.offer.early"),
                        days == 0
                                ? speech.text("staking.offer.early.flexible")
                                : speech.text(
                                        "staking.offer.early.term",
                                        percent(bond.earlyExitBps(), speech),
                                        amounts.brief(part(bond.earlyExitBps())))));
        facts.add(
                new Fact(
                        speech.text("staking.offer.lost"),
                        speech.text(
                                "staking.offer.lost.value",
                                percent(bond.slashCapBps(), speech),
                                amounts.brief(part(bond.slashCapBps())))));
        facts.add(new Fact(speech.text("staking.offer.fee"), fee(speech)));
        return List.copyOf(facts);
    }

    private String fee(Speech speech) {
        if (bond.feePerGas().signum() == 0) {
            return speech.text("staking.offer.fee.free");
        }
        var coins =
                new BigDecimal(bond.feePerGas().multiply(GAS), WEI_DECIMALS)
                        .setScale(WEI_DECIMALS, RoundingMode.UP);
        return speech.text(
                "staking.offer.fee.value",
                speech.amounts().shown().brief(Wei.ofEmber(coins.toPlainString())));
    }
}
