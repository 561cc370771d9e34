package hearth.app.estimate;

import com.fasterxml.jackson.annotation.JsonInclude;

import hearth.protocol.RealisedRates;
import hearth.protocol.Wei;
import hearth.worker.electricity.Draw;
import hearth.worker.estimate.CheckCase;
import hearth.worker.estimate.Checked;
import hearth.worker.estimate.DayEstimate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One line of the estimate: one kind of training on one device. What cannot be known is null in
/// JSON, and `reason` says why.
///
/// @param device `cpu`, `cuda` or `mps`
/// @param size what jobs it stands for: `practice`, `small`, `large`
/// @param watts above idle, of the whole computer
/// @param wattsSource `measured`, `modelled` or `told`; the worst where there are several
/// @param others what it earned for others; absent where too few are known
/// @param netPerDay after electricity, at the low end of what is earned
@JsonInclude(JsonInclude.Include.ALWAYS)
public record CardLine(
        String name,
        String device,
        String recipe,
        String size,
        String sizes,
        Optional<Boolean> fits,
        Optional<Double> stepsPerSecond,
        Optional<Double> memoryMb,
        Optional<Double> watts,
        Optional<String> wattsSource,
        Optional<Double> verifiedPflopPerDay,
        Optional<Double> emberPerDayLow,
        Optional<Double> emberPerDayHigh,
        Optional<Others> others,
        Optional<Double> kWhPerDay,
        Optional<Double> costPerDay,
        Optional<Double> netPerDay,
        Optional<Double> netPerDayHigh,
        String currency,
        Optional<Double> breakEvenPerKwh,
        Optional<List<Integer>> goodHours,
        Optional<String> reason) {
    private static final double MIB = 1 << 20;

    /// A device.
    ///
    /// @param name as its maker writes it
    /// @param word `cpu`, `cuda` or `mps`
    record Device(String name, String word) {}

    /// What devices earned with the same recipe in the last seven days, for as many hours a day.
    ///
    /// @param sameModel whether these are devices of this model alone; else of all that compute
    /// with the same
    /// @param lowEmberPerDay,emberPerDay,highEmberPerDay quartiles
    public record Others(
            int devices,
            boolean sameModel,
            double lowEmberPerDay,
            double emberPerDay,
            double highEmberPerDay) {
        static Others of(RealisedRates.Rate rate, double hours) {
            return new Others(
                    rate.devices(),
                    rate.model().isPresent(),
                    perDay(rate.lower(), hours),
                    perDay(rate.median(), hours),
                    perDay(rate.upper(), hours));
        }

        private static double perDay(Wei perHour, double hours) {
            return figures(perHour.ember().doubleValue() * hours);
        }
    }

    static CardLine of(Device device, CheckCase work, Checked checked, Premise premise) {
        return switch (checked) {
            case Checked.Ran ran -> ran(device, work, ran, premise);
            case Checked.DoesNotFit() ->
                    without(
                            device,
                            work,
                            Optional.of(false),
                            premise,
                            "The memory is too small for it.");
            case Checked.TooSlow(double seconds) ->
                    without(
                            device,
                            work,
                            Optional.empty(),
                            premise,
                            String.format(
                                    Locale.ROOT,
                                    "Not tried: one step would take some %.0f s here.",
                                    seconds));
            case Checked.Failed(String id) ->
                    without(
                            device,
                            work,
                            Optional.empty(),
                            premise,
                            "It did not train (" + id + "). Run hearth doctor.");
        };
    }

    private static CardLine ran(Device device, CheckCase work, Checked.Ran ran, Premise premise) {
        var day =
                DayEstimate.of(
                        ran.stepsPerSecond() * work.flopPerStep(),
                        ran.watts(),
                        premise.day(),
                        premise.acceptance(),
                        premise.price(),
                        premise.worth());
        return new CardLine(
                device.name(),
                device.word(),
                work.config().recipe(),
                work.size().name().toLowerCase(Locale.ROOT),
                work.title(),
                Optional.of(true),
                Optional.of(figures(ran.stepsPerSecond())),
                ran.memoryBytes().map(b -> (double) Math.round(b / MIB)),
                ran.watts().map(CardLine::figures),
                ran.source().map(CardLine::word),
                Optional.of(figures(day.verifiedPflop())),
                Optional.of(day.emberLow().doubleValue()),
                Optional.of(day.emberHigh().doubleValue()),
                premise.realised()
                        .of(work.config().recipe(), device.word(), device.name())
                        .map(rate -> Others.of(rate, premise.day().hours())),
                number(day.kWh()),
                number(day.cost()),
                number(day.netLow()),
                number(day.netHigh()),
                premise.currency(),
                number(day.breakEven()),
                day.goodHours(),
                ran.watts().isEmpty()
                        ? Optional.of(
                                "Nothing tells what it draws; read a plug meter and tell it with --watts.")
                        : Optional.empty());
    }

    /// A line without figures.
    static CardLine without(
            Device device, CheckCase work, Optional<Boolean> fits, Premise premise, String reason) {
        return blank(
                device,
                work.config().recipe(),
                work.size().name().toLowerCase(Locale.ROOT),
                work.title(),
                fits,
                premise,
                reason);
    }

    /// A device on which nothing can be trained.
    static CardLine closed(Device device, Premise premise, String reason) {
        return blank(device, "", "", "", Optional.empty(), premise, reason);
    }

    private static CardLine blank(
            Device device,
            String recipe,
            String size,
            String sizes,
            Optional<Boolean> fits,
            Premise premise,
            String reason) {
        return new CardLine(
                device.name(),
                device.word(),
                recipe,
                size,
                sizes,
                fits,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                premise.currency(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(reason));
    }

    private static String word(Draw.Source source) {
        return source.name().toLowerCase(Locale.ROOT);
    }

    private static Optional<Double> number(Optional<BigDecimal> value) {
        return value.map(BigDecimal::doubleValue);
    }

    /// Four figures: more would be noise.
    private static double figures(double value) {
        return value == 0 ? 0 : BigDecimal.valueOf(value).round(new MathContext(4)).doubleValue();
    }
}
