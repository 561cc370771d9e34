package hearth.worker;

import hearth.protocol.Wei;
import hearth.worker.electricity.DayAccount;
import hearth.worker.electricity.Draw;
import hearth.worker.electricity.ElectricityMeter;
import hearth.worker.electricity.ElectricityTerms;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What training used of electricity, by day of the local calendar and device, at the prices of the
/// hours in which it was used. Durable: written down once for each minute of training and at the
/// end, kept for 400 days. Safe to call from any thread.
final class ElectricityBook {
    private static final System.Logger LOG = System.getLogger("hearth.worker");
    static final int KEPT_DAYS = 400;

    /// Training of which no sensor or model tells the draw.
    private static final String UNKNOWN = "unknown";

    private static final Duration FLUSH = Duration.ofMinutes(1);
    private static final double TRIFLE = 1e-6;
    private static final double UNNOTICED_SECONDS = 60;
    private static final double UNNOTICED_PART = 0.02;
    private static final double JOULES_PER_KWH = 3.6e6;
    private static final int KWH_PLACES = 6;
    private static final int MONEY_PLACES = 6;

    private final JournalFile file;
    private final Clock clock;
    private final Map<Key, Sum> pending = new HashMap<>();
    private Duration unwritten = Duration.ZERO;
    private Optional<Written> written = Optional.empty();

    /// @param currency empty while there was no tariff
    private record Key(long day, String device, String currency) {
        Key in(String other) {
            return new Key(day, device, other);
        }
    }

    /// What the journal has of a day.
    private record Written(long day, Map<Key, Sum> rows) {}

    /// @param measured joules that were not modelled
    private record Sum(double joules, double measured, double cost, double seconds) {
        static final Sum NOTHING = new Sum(0, 0, 0, 0);

        Sum plus(Sum other) {
            return new Sum(
                    joules + other.joules,
                    measured + other.measured,
                    cost + other.cost,
                    seconds + other.seconds);
        }

        Sum at(double price) {
            return new Sum(joules, measured, joules / JOULES_PER_KWH * price, seconds);
        }

        Sum negated() {
            return new Sum(-joules, -measured, -cost, -seconds);
        }
    }

    ElectricityBook(JournalFile file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    synchronized void used(List<ElectricityMeter.Use> uses, ElectricityTerms terms) {
        if (uses.isEmpty()) {
            return;
        }
        for (var use : uses) {
            double measured = use.draw().source() == Draw.Source.MODELLED ? 0 : use.joules();
            add(use.draw().device(), use.joules(), measured, use.time(), terms);
        }
        passed(uses.getFirst().time());
    }

    /// Training went on for that long, and nobody knows what it drew.
    synchronized void unknown(Duration time, ElectricityTerms terms) {
        add(UNKNOWN, 0, 0, time, terms);
        passed(time);
    }

    private void add(
            String device, double joules, double measured, Duration time, ElectricityTerms terms) {
        var now = now();
        var price = terms.tariff().map(t -> t.perKwh(now.toLocalTime()).doubleValue());
        var key =
                new Key(
                        now.toLocalDate().toEpochDay(),
                        device,
                        price.isPresent() ? terms.currency().orElse("") : "");
        double cost = joules / JOULES_PER_KWH * price.orElse(0.0);
        pending.merge(key, new Sum(joules, measured, cost, time.toNanos() / 1e9), Sum::plus);
    }

    private void passed(Duration time) {
        unwritten = unwritten.plus(time);
        if (unwritten.compareTo(FLUSH) >= 0) {
            // What cannot be written down now is kept, and tried again with the next minute's.
            unwritten = Duration.ZERO;
            try {
                flush();
            } catch (AgentException e) {
                LOG.log(System.Logger.Level.WARNING, "electricity is not written down", e);
            }
        }
    }

    synchronized void flush() {
        if (pending.isEmpty()) {
            return;
        }
        long oldest = today() - KEPT_DAYS;
        file.transact(
                () -> {
                    for (var entry : pending.entrySet()) {
                        var key = entry.getKey();
                        var sum = entry.getValue();
                        file.change(
                                """
                                INSERT INTO electricity
                                    (day, device, currency, joules, measured, cost, seconds)
                                    VALUES (?, ?, ?, ?, ?, ?, ?)
                                ON CONFLICT (day, device, currency) DO UPDATE SET
                                    joules = joules + excluded.joules,
                                    measured = measured + excluded.measured,
                                    cost = cost + excluded.cost,
                                    seconds = seconds + excluded.seconds""",
                                s -> {
                                    s.setLong(1, key.day());
                                    s.setString(2, key.device());
                                    s.setString(3, key.currency());
                                    s.setDouble(4, sum.joules());
                                    s.setDouble(5, sum.measured());
                                    s.setDouble(6, sum.cost());
                                    s.setDouble(7, sum.seconds());
                                });
                    }
                    return file.change(
                            "DELETE FROM electricity WHERE day < ?", s -> s.setLong(1, oldest));
                });
        pending.clear();
        written = Optional.empty();
    }

    /// Days with training or earnings, newest first.
    ///
    /// @param days how far back, today being the first
    List<DayAccount> accounts(int days, ElectricityTerms terms) {
        var today = now().toLocalDate();
        var first = today.minusDays(Math.clamp(days, 1, KEPT_DAYS) - 1L);
        var used = new TreeMap<Long, Map<Key, Sum>>();
        synchronized (this) {
            flush();
            rows(first.toEpochDay())
                    .forEach(
                            (key, sum) ->
                                    used.computeIfAbsent(key.day(), _ -> new HashMap<>())
                                            .put(key, sum));
        }
        var earned = earned(first);
        earned.keySet().forEach(day -> used.computeIfAbsent(day, _ -> Map.of()));
        return used.descendingMap().entrySet().stream()
                .map(
                        e ->
                                account(
                                        LocalDate.ofEpochDay(e.getKey()),
                                        e.getValue(),
                                        earned.getOrDefault(e.getKey(), Wei.ZERO),
                                        terms))
                .toList();
    }

    /// Absent where training ran today and nobody knows what it drew.
    synchronized Optional<DayAccount> today(Wei earned, ElectricityTerms terms) {
        long day = now().toLocalDate().toEpochDay();
        if (written.filter(w -> w.day() == day).isEmpty()) {
            written = Optional.of(new Written(day, rows(day)));
        }
        var all = new HashMap<>(written.orElseThrow().rows());
        pending.forEach(
                (key, sum) -> {
                    if (key.day() == day) {
                        all.merge(key, sum, Sum::plus);
                    }
                });
        return Optional.of(account(LocalDate.ofEpochDay(day), all, earned, terms))
                .filter(account -> account.kWh().isPresent());
    }

    /// Mean draw above idle of the training of these days; absent if none of it is known.
    synchronized Optional<Double> watts(int days) {
        flush();
        return file
                .rows(
                        """
                        SELECT SUM(joules), SUM(seconds) FROM (
                            SELECT SUM(joules) AS joules, MAX(seconds) AS seconds FROM (
                                SELECT day, SUM(joules) AS joules, SUM(seconds) AS seconds
                                FROM electricity WHERE day > ? AND day <= ? AND device <> 'unknown'
                                GROUP BY day, device)
                            GROUP BY day)""",
                        s -> {
                            s.setLong(1, today() - days);
                            s.setLong(2, today());
                        },
                        r -> new Sum(r.getDouble(1), 0, 0, r.getDouble(2)))
                .stream()
                .filter(s -> s.seconds() > FLUSH.toSeconds())
                .map(s -> s.joules() / s.seconds())
                .findFirst();
    }

    /// A tariff was told: what was used today before there was one counts at this hour's price.
    synchronized void priced(ElectricityTerms terms) {
        flush();
        var now = now();
        long today = now.toLocalDate().toEpochDay();
        terms.tariff()
                .map(t -> t.perKwh(now.toLocalTime()).doubleValue())
                .ifPresent(
                        price ->
                                rows(today)
                                        .forEach(
                                                (key, sum) -> {
                                                    if (key.currency().isEmpty()) {
                                                        pending.merge(
                                                                key.in(terms.currency().orElse("")),
                                                                sum.at(price),
                                                                Sum::plus);
                                                        pending.merge(
                                                                key, sum.negated(), Sum::plus);
                                                    }
                                                }));
        flush();
    }

    private Map<Key, Sum> rows(long from) {
        var found = new HashMap<Key, Sum>();
        file.rows(
                "SELECT day, device, currency, joules, measured, cost, seconds FROM electricity"
                        + " WHERE day BETWEEN ? AND ?",
                s -> {
                    s.setLong(1, from);
                    s.setLong(2, today());
                },
                r ->
                        found.put(
                                new Key(
                                        r.getLong("day"),
                                        r.getString("device"),
                                        r.getString("currency")),
                                new Sum(
                                        r.getDouble("joules"),
                                        r.getDouble("measured"),
                                        r.getDouble("cost"),
                                        r.getDouble("seconds"))));
        return found;
    }

    private Map<Long, Wei> earned(LocalDate from) {
        var zone = clock.getZone();
        var sums = new HashMap<Long, Wei>();
        file.rows(
                """
                SELECT received_ms, json_extract(result, '$.pay') AS pay FROM result
                    WHERE received_ms >= ?
                    AND json_extract(result, '$.ledger') IN ('HELD', 'RELEASED')""",
                s -> s.setLong(1, from.atStartOfDay(zone).toInstant().toEpochMilli()),
                r -> {
                    var at = Instant.ofEpochMilli(r.getLong("received_ms"));
                    return sums.merge(
                            LocalDate.ofInstant(at, zone).toEpochDay(),
                            Wei.of(r.getString("pay")),
                            Wei::plus);
                });
        return sums;
    }

    private static DayAccount account(
            LocalDate day, Map<Key, Sum> rows, Wei earned, ElectricityTerms terms) {
        var all = total(rows.values());
        var kwh =
                isKnown(rows)
                        ? Optional.of(decimal(all.joules() / JOULES_PER_KWH, KWH_PLACES))
                        : Optional.<BigDecimal>empty();
        var currency = terms.currency();
        boolean priced =
                kwh.isPresent()
                        && currency.isPresent()
                        && rows.entrySet().stream()
                                .filter(e -> e.getValue().joules() > TRIFLE)
                                .allMatch(e -> e.getKey().currency().equals(currency.get()));
        var cost =
                priced
                        ? Optional.of(decimal(all.cost(), MONEY_PLACES))
                        : Optional.<BigDecimal>empty();
        return new DayAccount(
                day,
                kwh,
                decimal(all.measured() / JOULES_PER_KWH, KWH_PLACES),
                cost,
                currency,
                terms.gramsPerKwh()
                        .flatMap(g -> kwh.map(g::multiply))
                        .map(grams -> grams.setScale(1, RoundingMode.HALF_UP)),
                earned,
                cost.flatMap(
                        c ->
                                terms.emberPrice()
                                        .map(
                                                p ->
                                                        p.multiply(earned.ember())
                                                                .subtract(c)
                                                                .setScale(
                                                                        MONEY_PLACES,
                                                                        RoundingMode.HALF_UP))));
    }

    /// A moment before the first reading is no gap in the account; a night without a sensor is.
    private static boolean isKnown(Map<Key, Sum> rows) {
        var seconds = new HashMap<String, Double>();
        rows.forEach((key, sum) -> seconds.merge(key.device(), sum.seconds(), Double::sum));
        double unknown = Optional.ofNullable(seconds.remove(UNKNOWN)).orElse(0.0);
        double known = seconds.values().stream().max(Comparator.naturalOrder()).orElse(0.0);
        return unknown <= Math.max(UNNOTICED_SECONDS, UNNOTICED_PART * (known + unknown));
    }

    private static Sum total(Collection<Sum> sums) {
        return sums.stream().reduce(Sum.NOTHING, Sum::plus);
    }

    private static BigDecimal decimal(double value, int places) {
        return BigDecimal.valueOf(value).setScale(places, RoundingMode.HALF_UP);
    }

    private long today() {
        return now().toLocalDate().toEpochDay();
    }

    private ZonedDateTime now() {
        return clock.instant().atZone(clock.getZone());
    }
}
