package hearth.worker;

import hearth.worker.Health.Band;
import hearth.worker.Health.Incident;
import hearth.worker.Health.Part;
import hearth.worker.Health.Tally;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Adds up what the work asks of this computer. It is held in memory and written down once a
/// minute, and soon after something went wrong: a journal that takes nothing costs no more than a
/// minute of it. Bounded: so many parts, kinds and incidents, whatever happens. Belongs to the
/// agent's thread.
final class HealthLedger {
    private static final int MOST_PARTS = 16;
    private static final int MOST_KINDS = 64;
    private static final int MOST_INCIDENTS = 50;
    private static final int MOST_DETAIL = 100;
    private static final int COLD = 40;
    private static final int HOT = 100;
    private static final int BAND = 10;
    private static final Duration BETWEEN_WRITES = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final JournalFile file;
    private final Clock clock;
    private final Instant since;
    private final Map<String, Worked> parts = new TreeMap<>();
    private final Map<String, Tally> tallies = new HashMap<>();
    private final Deque<Incident> incidents = new ArrayDeque<>();
    private boolean isChanged;
    private Instant triedAt;

    /// One part's time by band.
    private record Worked(boolean graphics, SortedMap<Integer, Duration> bands) {}

    HealthLedger(JournalFile file, Clock clock) {
        this.file = file;
        this.clock = clock;
        this.triedAt = clock.instant();
        this.since =
                file
                        .rows(
                                "SELECT MIN(since_ms) FROM health_since HAVING COUNT(*) > 0",
                                _ -> {},
                                r -> Instant.ofEpochMilli(r.getLong(1)))
                        .stream()
                        .findFirst()
                        .orElseGet(this::begin);
        read();
    }

    private Instant begin() {
        file.write(
                "INSERT INTO health_since (since_ms) VALUES (?)",
                s -> s.setLong(1, clock.instant().toEpochMilli()));
        return clock.instant();
    }

    private void read() {
        file.rows(
                "SELECT part, graphics, band, ms FROM health_time",
                _ -> {},
                r ->
                        add(
                                r.getString(1),
                                r.getBoolean(2),
                                r.getInt(3),
                                Duration.ofMillis(r.getLong(4))));
        file.rows(
                        "SELECT kind, count, last_ms FROM health_tally",
                        _ -> {},
                        r ->
                                new Tally(
                                        r.getString(1),
                                        r.getLong(2),
                                        Instant.ofEpochMilli(r.getLong(3))))
                .forEach(t -> tallies.put(t.kind(), t));
        file.rows(
                        "SELECT at_ms, kind, detail FROM health_incident ORDER BY place",
                        _ -> {},
                        r ->
                                new Incident(
                                        Instant.ofEpochMilli(r.getLong(1)),
                                        r.getString(2),
                                        r.getString(3)))
                .forEach(incidents::addLast);
    }

    private boolean add(String part, boolean graphics, int band, Duration time) {
        if (!parts.containsKey(part) && parts.size() == MOST_PARTS) {
            return false;
        }
        parts.computeIfAbsent(part, _ -> new Worked(graphics, new TreeMap<>()))
                .bands()
                .merge(band, time, Duration::plus);
        return true;
    }

    /// A part computed at this temperature for that long.
    void worked(String part, boolean graphics, double celsius, Duration time) {
        int band = celsius < COLD ? 0 : (int) Math.min(HOT, Math.floor(celsius / BAND) * BAND);
        isChanged |= add(part, graphics, band, time);
        writeAfter(BETWEEN_WRITES);
    }

    /// Something went wrong.
    void note(String kind, String detail) {
        var now = clock.instant();
        var tally = tallies.get(kind);
        if (tally == null && tallies.size() == MOST_KINDS) {
            return;
        }
        tallies.put(kind, new Tally(kind, tally == null ? 1 : tally.count() + 1, now));
        incidents.addFirst(
                new Incident(
                        now, kind, detail.substring(0, Math.min(MOST_DETAIL, detail.length()))));
        if (incidents.size() > MOST_INCIDENTS) {
            incidents.removeLast();
        }
        isChanged = true;
        writeAfter(SOON);
    }

    Health health() {
        var computed = new ArrayList<Part>();
        parts.forEach(
                (name, worked) -> {
                    var bands = new ArrayList<Band>();
                    worked.bands().forEach((from, time) -> bands.add(new Band(from, time)));
                    computed.add(new Part(name, worked.graphics(), bands));
                });
        computed.sort(Comparator.comparing(part -> !part.graphics()));
        var counted = new ArrayList<>(tallies.values());
        counted.sort(Comparator.comparingLong(Tally::count).reversed().thenComparing(Tally::kind));
        return new Health(since, computed, counted, List.copyOf(incidents));
    }

    private void writeAfter(Duration pause) {
        var passed = Duration.between(triedAt, clock.instant());
        if (passed.isNegative() || passed.compareTo(pause) >= 0) {
            try {
                write();
            } catch (AgentException e) {
                // What takes nothing now is said elsewhere; the figures wait.
                triedAt = clock.instant();
            }
        }
    }

    /// Writes down what is not yet.
    void write() {
        if (!isChanged) {
            return;
        }
        triedAt = clock.instant();
        file.transact(
                () -> {
                    for (var part : parts.entrySet()) {
                        for (var band : part.getValue().bands().entrySet()) {
                            file.change(
                                    "INSERT OR REPLACE INTO health_time"
                                            + " (part, graphics, band, ms) VALUES (?, ?, ?, ?)",
                                    s -> {
                                        s.setString(1, part.getKey());
                                        s.setBoolean(2, part.getValue().graphics());
                                        s.setInt(3, band.getKey());
                                        s.setLong(4, band.getValue().toMillis());
                                    });
                        }
                    }
                    for (var tally : tallies.values()) {
                        file.change(
                                "INSERT OR REPLACE INTO health_tally (kind, count, last_ms)"
                                        + " VALUES (?, ?, ?)",
                                s -> {
                                    s.setString(1, tally.kind());
                                    s.setLong(2, tally.count());
                                    s.setLong(3, tally.last().toEpochMilli());
                                });
                    }
                    writeIncidents();
                    return true;
                });
        isChanged = false;
    }

    private void writeIncidents() throws SQLException {
        file.change("DELETE FROM health_incident", _ -> {});
        int place = 0;
        for (var incident : incidents) {
            int at = place++;
            file.change(
                    "INSERT INTO health_incident (place, at_ms, kind, detail)"
                            + " VALUES (?, ?, ?, ?)",
                    s -> {
                        s.setInt(1, at);
                        s.setLong(2, incident.at().toEpochMilli());
                        s.setString(3, incident.kind());
                        s.setString(4, incident.detail());
                    });
        }
    }
}
