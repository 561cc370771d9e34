package hearth.worker.estimate;

import hearth.worker.electricity.Tariff;
import hearth.worker.policy.RunRules;
import hearth.worker.policy.WeekHours;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// In which hours of a day work may run, on the mean of a week.
///
/// @param shares of the 24 hours, midnight first, each 0…1
public record DayHours(List<Double> shares) {
    private static final int DAYS = 7;

    public DayHours {
        shares = List.copyOf(shares);
        boolean fits =
                shares.size() == Tariff.HOURS && shares.stream().allMatch(s -> s >= 0 && s <= 1);
        if (!fits) {
            throw new IllegalArgumentException("24 shares from 0 to 1");
        }
    }

    /// All that the owner's hours leave: the most that can be. How long somebody sits at the
    /// computer is not known beforehand.
    public static DayHours of(RunRules.Times times) {
        return new DayHours(
                IntStream.range(0, Tariff.HOURS)
                        .mapToObj(
                                hour ->
                                        IntStream.range(0, DAYS)
                                                        .filter(day -> runs(times, day, hour))
                                                        .count()
                                                / (double) DAYS)
                        .toList());
    }

    private static boolean runs(RunRules.Times times, int day, int hour) {
        return marked(times.run(), day, hour) && !marked(times.doNotDisturb(), day, hour);
    }

    private static boolean marked(WeekHours hours, int day, int hour) {
        return hours.days().get(day).charAt(hour) == '#';
    }

    /// So many hours a day, at no particular time.
    ///
    /// @param hours more than 0, at most 24
    public static DayHours spread(double hours) {
        if (!(hours > 0 && hours <= Tariff.HOURS)) {
            throw new IllegalArgumentException("a day has more than 0 and at most 24 hours");
        }
        return new DayHours(Collections.nCopies(Tariff.HOURS, hours / Tariff.HOURS));
    }

    public double hours() {
        return shares.stream().mapToDouble(s -> s).sum();
    }
}
