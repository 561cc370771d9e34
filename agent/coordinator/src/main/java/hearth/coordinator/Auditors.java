package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.storage.Row;
import hearth.storage.Session;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Devices among which auditors are drawn: all that registered, by place in that order. Of each it
/// is looked up when it is drawn whether it asked for work lately, so that nobody lists a million
/// of them. Valid for one step of the draw.
final class Auditors {
    private final Instant seenSince;
    private final Map<Integer, Optional<Candidate>> known = new HashMap<>();
    private Optional<int[]> lately = Optional.empty();

    Auditors(Instant seenSince) {
        this.seenSince = seenSince;
    }

    /// A device that asked for work lately.
    ///
    /// @param recipes with a blank before and behind each
    record Candidate(DeviceId device, String account, String recipes) {
        private static Candidate read(Row row) {
            return new Candidate(
                    new DeviceId(row.text("id")), row.text("payout"), row.text("recipes"));
        }

        boolean knows(List<String> needs) {
            return needs.stream().allMatch(need -> recipes.contains(" " + need + " "));
        }
    }

    /// Gives a device its number, unless it has one.
    static void number(Session session, DeviceId device) {
        session.update(
                "INSERT INTO device_number (device) SELECT id FROM device WHERE id = ? AND NOT"
                        + " EXISTS (SELECT 1 FROM device_number WHERE device = ?)",
                device,
                device);
    }

    /// Places that can be drawn.
    static int size(Session session) {
        return Math.toIntExact(
                session.count("SELECT coalesce(max(number), 0) AS n FROM device_number"));
    }

    /// @return empty if it did not ask for work lately
    Optional<Candidate> at(Session session, int place) {
        if (lately.isPresent()) {
            // All who did are known.
            return known.getOrDefault(place, Optional.empty());
        }
        return known.computeIfAbsent(
                place,
                _ ->
                        session.first(
                                "SELECT id, payout, recipes FROM device_number JOIN device ON"
                                        + " device.id = device_number.device WHERE number = ? AND"
                                        + " payout IS NOT NULL AND seen_at >= ?",
                                Candidate::read,
                                place + 1,
                                seenSince));
    }

    private record Place(int place, Candidate candidate) {}

    /// Places of all that asked for work lately, in order.
    int[] lately(Session session) {
        if (lately.isEmpty()) {
            var all =
                    session.all(
                            "SELECT number, id, payout, recipes FROM device_number JOIN device ON"
                                    + " device.id = device_number.device WHERE payout IS NOT NULL"
                                    + " AND seen_at >= ? ORDER BY number",
                            row -> new Place(row.integer("number") - 1, Candidate.read(row)),
                            seenSince);
            all.forEach(one -> known.put(one.place(), Optional.of(one.candidate())));
            lately = Optional.of(all.stream().mapToInt(Place::place).toArray());
        }
        return lately.get();
    }
}
