package hearth.worker.estimate;

import hearth.protocol.Wei;
import hearth.worker.electricity.Tariff;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What a day of one kind of training on one device would do, earn and cost. What does not follow
/// from what is known is absent.
///
/// @param hours of training
/// @param verifiedPflop 10^15 operations that would be accepted, the middle of the range
/// @param emberLow,emberHigh what is paid for the ends of the range of acceptance
/// @param kWh above idle; absent where the draw is not known
/// @param cost at the owner's tariff in these hours
/// @param netLow,netHigh after electricity, in the owner's currency
/// @param breakEven price of a kilowatt-hour at which the low end of the earnings pays for it
/// @param goodHours hours of the day, among those in which work may run, whose price the low end of
/// the earnings pays for; absent without a tariff or a price of EMBER
public record DayEstimate(
        double hours,
        double verifiedPflop,
        BigDecimal emberLow,
        BigDecimal emberHigh,
        Optional<BigDecimal> kWh,
        Optional<BigDecimal> cost,
        Optional<BigDecimal> netLow,
        Optional<BigDecimal> netHigh,
        Optional<BigDecimal> breakEven,
        Optional<List<Integer>> goodHours) {
    private static final double SECONDS = 3600;
    private static final double TERA = 1e12;
    private static final double TERA_PER_PETA = 1000;
    private static final MathContext FIGURES = new MathContext(4);
    private static final BigDecimal WATTS = BigDecimal.valueOf(1000);

    /// What earnings and electricity are worth.
    ///
    /// @param emberPrice of one EMBER, in the currency of the tariff
    public record Worth(Optional<BigDecimal> emberPrice, Optional<Tariff> tariff) {}

    /// @param flopPerSecond of the device while it trains
    /// @param watts above idle while it trains
    public static DayEstimate of(
            double flopPerSecond,
            Optional<Double> watts,
            DayHours day,
            Acceptance accepted,
            WorkPrice price,
            Worth worth) {
        double teraflop = flopPerSecond * day.hours() * SECONDS / TERA;
        double middle = (accepted.low() + accepted.high()) / 2;
        var low = ember(price, teraflop * accepted.low());
        var high = ember(price, teraflop * accepted.high());
        var cost = watts.flatMap(w -> worth.tariff().map(t -> cost(w, day, t)));
        var kwh = watts.map(w -> kilowatts(w).multiply(BigDecimal.valueOf(day.hours())));
        var earnedLow = worth.emberPrice().map(low::multiply);
        var earnedHigh = worth.emberPrice().map(high::multiply);
        return new DayEstimate(
                day.hours(),
                teraflop * middle / TERA_PER_PETA,
                low.round(FIGURES),
                high.round(FIGURES),
                kwh.map(k -> k.round(FIGURES)),
                cost.map(c -> c.round(FIGURES)),
                less(earnedLow, cost),
                less(earnedHigh, cost),
                earnedLow.flatMap(
                        e ->
                                kwh.filter(k -> k.signum() > 0)
                                        .map(k -> e.divide(k, MathContext.DECIMAL64))
                                        .map(p -> p.round(FIGURES))),
                goodHours(flopPerSecond * accepted.low(), watts, day, price, worth));
    }

    private static BigDecimal ember(WorkPrice price, double teraflop) {
        Wei each = price.weiPerTeraflop();
        return each.ember().multiply(BigDecimal.valueOf(teraflop), MathContext.DECIMAL64);
    }

    private static BigDecimal kilowatts(double watts) {
        return BigDecimal.valueOf(watts).divide(WATTS);
    }

    private static BigDecimal cost(double watts, DayHours day, Tariff tariff) {
        return IntStream.range(0, Tariff.HOURS)
                .mapToObj(
                        hour ->
                                tariff.perKwh(hour)
                                        .multiply(BigDecimal.valueOf(day.shares().get(hour))))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .multiply(kilowatts(watts));
    }

    private static Optional<BigDecimal> less(
            Optional<BigDecimal> earned, Optional<BigDecimal> cost) {
        return earned.flatMap(e -> cost.map(e::subtract)).map(net -> net.round(FIGURES));
    }

    private static Optional<List<Integer>> goodHours(
            double flopPerSecond,
            Optional<Double> watts,
            DayHours day,
            WorkPrice price,
            Worth worth) {
        if (watts.isEmpty() || worth.tariff().isEmpty() || worth.emberPrice().isEmpty()) {
            return Optional.empty();
        }
        var earned =
                ember(price, flopPerSecond * SECONDS / TERA).multiply(worth.emberPrice().get());
        var drawn = kilowatts(watts.get());
        return Optional.of(
                IntStream.range(0, Tariff.HOURS)
                        .filter(hour -> day.shares().get(hour) > 0)
                        .filter(
                                hour ->
                                        worth.tariff()
                                                        .get()
                                                        .perKwh(hour)
                                                        .multiply(drawn)
                                                        .compareTo(earned)
                                                <= 0)
                        .boxed()
                        .toList());
    }
}
