package hearth.app.rules;

import hearth.worker.policy.WeekHours;

import java.util.ArrayList;

/// Hours of a week as they are marked with mouse and keys; immutable.
///
/// @param hours as the rules keep them
record Week(WeekHours hours) {
    static final int DAYS = 7;
    static final int HOURS = 24;
    private static final char MARKED = '#';
    private static final char PLAIN = '.';

    /// @param day 0 is Monday
    boolean isMarked(int day, int hour) {
        return hours.days().get(day).charAt(hour) == MARKED;
    }

    /// Marks or clears a block of hours, both corners included, in whatever order.
    Week with(Cell from, Cell to, boolean marked) {
        var rows = new ArrayList<String>();
        for (int day = 0; day < DAYS; day++) {
            var row = new StringBuilder(hours.days().get(day));
            if (isBetween(day, from.day(), to.day())) {
                for (int hour = 0; hour < HOURS; hour++) {
                    if (isBetween(hour, from.hour(), to.hour())) {
                        row.setCharAt(hour, marked ? MARKED : PLAIN);
                    }
                }
            }
            rows.add(row.toString());
        }
        return new Week(new WeekHours(rows));
    }

    /// Marks a whole day, or clears it where every hour is marked.
    Week withDay(int day) {
        var first = new Cell(day, 0);
        var last = new Cell(day, HOURS - 1);
        return with(first, last, !isWhole(first, last));
    }

    /// The same for one hour of every day.
    Week withHour(int hour) {
        var first = new Cell(0, hour);
        var last = new Cell(DAYS - 1, hour);
        return with(first, last, !isWhole(first, last));
    }

    private boolean isWhole(Cell from, Cell to) {
        return with(from, to, true).equals(this);
    }

    private static boolean isBetween(int place, int one, int other) {
        return place >= Math.min(one, other) && place <= Math.max(one, other);
    }

    /// One hour of one day.
    record Cell(int day, int hour) {
        /// The next one in that direction, as far as there is one.
        Cell moved(int days, int hours) {
            return new Cell(
                    Math.clamp(day + days, 0, DAYS - 1), Math.clamp(hour + hours, 0, HOURS - 1));
        }
    }
}
