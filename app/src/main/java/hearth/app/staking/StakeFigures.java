package hearth.app.staking;

import hearth.app.text.Speech;
import hearth.app.wallet.WalletState.StakeBook;
import hearth.protocol.Wei;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;

/// The figures of staking in words; a dash where the chain has not answered.
///
/// @param rate a year, at what is being paid in at this moment; it falls as others stake
record StakeFigures(
        String rate,
        String rateNote,
        String staked,
        String stakedNote,
        String yield,
        String yieldNote,
        boolean hasYield,
        String period) {
    /// Where almost nobody stakes, the rate says nothing but that.
    private static final BigDecimal TOO_MUCH_TO_COUNT = BigDecimal.TEN;

    private static final String UNKNOWN = "–";
    private static final int WEI_DECIMALS = 18;
    private static final BigDecimal SECONDS_A_YEAR =
            BigDecimal.valueOf(Duration.ofDays(365).toSeconds());
    private static final BigDecimal SECONDS_AN_HOUR =
            BigDecimal.valueOf(Duration.ofHours(1).toSeconds());

    static StakeFigures of(Optional<StakeBook> book, Speech speech) {
        return book.map(known -> of(known, speech))
                .orElseGet(
                        () -> new StakeFigures(UNKNOWN, "", UNKNOWN, "", UNKNOWN, "", false, ""));
    }

    private static StakeFigures of(StakeBook book, Speech speech) {
        boolean flows = !book.yieldPerSecond().isZero();
        boolean anybody = !book.totalStaked().isZero();
        return new StakeFigures(
                flows && anybody ? rate(book, speech) : UNKNOWN,
                rateNote(book, flows, anybody, speech),
                speech.amounts().brief(book.staked()),
                speech.text("staking.of-total", speech.amounts().brief(book.totalStaked())),
                speech.amounts().brief(book.yield()),
                hourly(book, flows && anybody, speech),
                !book.yield().isZero(),
                speech.times().span(book.unbondingPeriod()));
    }

    private static String rate(StakeBook book, Speech speech) {
        BigDecimal share =
                book.yieldPerSecond()
                        .ember()
                        .multiply(SECONDS_A_YEAR)
                        .divide(book.totalStaked().ember(), MathContext.DECIMAL64);
        return share.compareTo(TOO_MUCH_TO_COUNT) > 0
                ? speech.text(
                        "staking.rate.over",
                        speech.amounts().percent(TOO_MUCH_TO_COUNT.doubleValue(), 0))
                : speech.amounts().percent(share.doubleValue(), 2);
    }

    private static String rateNote(StakeBook book, boolean flows, boolean anybody, Speech speech) {
        if (!flows) {
            return speech.text("staking.rate.dry");
        }
        return anybody
                ? book.yieldEnds()
                        .map(end -> speech.text("staking.rate.until", speech.times().brief(end)))
                        .orElse("")
                : speech.text("staking.rate.nobody");
    }

    private static String hourly(StakeBook book, boolean flows, Speech speech) {
        if (!flows || book.staked().isZero()) {
            return speech.text("staking.yield.none");
        }
        BigDecimal hour =
                book.yieldPerSecond()
                        .ember()
                        .multiply(SECONDS_AN_HOUR)
                        .multiply(book.staked().ember())
                        .divide(book.totalStaked().ember(), MathContext.DECIMAL64);
        return speech.text(
                "staking.yield.hour",
                speech.amounts()
                        .brief(
                                Wei.ofEmber(
                                        hour.setScale(WEI_DECIMALS, RoundingMode.DOWN)
                                                .toPlainString())));
    }
}
