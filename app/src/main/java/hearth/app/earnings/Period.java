package hearth.app.earnings;

import java.time.LocalDate;

/// How far back a sum goes, by the local calendar; today is always part of it.
enum Period {
    DAY(1),
    WEEK(7),
    MONTH(30),
    YEAR(365);

    private final int days;

    Period(int days) {
        this.days = days;
    }

    int days() {
        return days;
    }

    /// The first day that is part of it.
    LocalDate first(LocalDate today) {
        return today.minusDays(days - 1L);
    }

    boolean holds(LocalDate day, LocalDate today) {
        return !day.isAfter(today) && day.isAfter(today.minusDays(days));
    }
}
