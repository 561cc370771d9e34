package hearth.worker.policy;

import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Hours of the week that the owner marked, by the clock on the wall.
///
/// @param days seven rows, Monday first, of 24 signs, midnight first: `#` for a marked hour, `.`
/// for any other
public record WeekHours(List<String> days) {
    private static final int DAYS = 7;
    private static final int HOURS = 24;
    public static final WeekHours ALL = every("#");
    public static final WeekHours NONE = every(".");

    public WeekHours {
        days = List.copyOf(days);
        boolean fits = days.size() == DAYS && days.stream().allMatch(d -> d.matches("[#.]{24}"));
        if (!fits) {
            throw new IllegalArgumentException("seven rows of 24 signs # or .");
        }
    }

    private static WeekHours every(String sign) {
        return new WeekHours(Stream.generate(() -> sign.repeat(HOURS)).limit(DAYS).toList());
    }

    /// The same hours every day; from 22 to 7 goes over midnight.
    ///
    /// @param from,to 0…23; equal hours mark the whole day
    public static WeekHours daily(int from, int to) {
        var row = new StringBuilder();
        for (int hour = 0; hour < HOURS; hour++) {
            boolean marked = from < to ? hour >= from && hour < to : hour >= from || hour < to;
            row.append(marked ? '#' : '.');
        }
        return new WeekHours(Stream.generate(row::toString).limit(DAYS).toList());
    }

    public boolean contains(ZonedDateTime time) {
        return days.get(time.getDayOfWeek().getValue() - 1).charAt(time.getHour()) == '#';
    }

    /// When that changes next; nothing if it never does.
    public Optional<ZonedDateTime> changes(ZonedDateTime time) {
        boolean now = contains(time);
        var hour = time.truncatedTo(ChronoUnit.HOURS);
        for (int i = 0; i < DAYS * HOURS; i++) {
            hour = hour.plusHours(1);
            if (contains(hour) != now) {
                return Optional.of(hour);
            }
        }
        return Optional.empty();
    }
}
