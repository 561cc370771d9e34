package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.storage.Row;
import hearth.storage.Session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What devices are known for, by recipe and by class of device. It decides how often a device is
/// looked at, never its price: every accepted result makes the next look less likely, one that
/// statistics refuse takes half of that, and one that is no update or that a repetition refutes all
/// (`docs/decisions/0043-what-a-group-saves.md`). What nobody could have been asked to repeat makes
/// nobody known (`docs/decisions/0031-what-makes-a-device-known.md`).
final class Standings {
    /// Whose standing it is.
    ///
    /// @param deviceClass what it computes with, such as `cpu`
    record Of(DeviceId device, String recipe, String deviceClass) {
        /// Of the device that a lease was given to.
        static Of lease(Manifests manifests, Leases.Held held) {
            return new Of(
                    held.device(),
                    manifests.of(held.lease().manifest()).recipe().recipe(),
                    held.deviceClass());
        }
    }

    /// @param sinceFailure accepted since the last refused one, or what statistics left of that
    record Standing(
            Of of, long sinceFailure, long accepted, long refused, Optional<Instant> failedAt) {}

    private Standings() {}

    static long sinceFailure(Session session, Of of) {
        return session.first(
                        "SELECT since_failure FROM standing WHERE device = ? AND recipe = ? AND"
                                + " class = ?",
                        row -> row.number("since_failure"),
                        of.device(),
                        of.recipe(),
                        of.deviceClass())
                .orElse(0L);
    }

    /// Of those whose results a round is made of, one number for each result.
    ///
    /// @param state of those results
    static List<Long> sinceFailure(
            Session session, Rounds.Round round, String state, String recipe) {
        return session.all(
                "SELECT coalesce(standing.since_failure, 0) AS n FROM result JOIN lease ON lease.id"
                        + " = result.lease LEFT JOIN standing ON standing.device = lease.device AND"
                        + " standing.class = lease.class AND standing.recipe = ? WHERE result.job ="
                        + " ? AND result.round = ? AND result.state = ? ORDER BY"
                        + " +result.sequence",
                row -> row.number("n"),
                recipe,
                round.job(),
                round.number(),
                state);
    }

    static List<Standing> of(Session session, DeviceId device) {
        return session.all(
                "SELECT * FROM standing WHERE device = ? ORDER BY recipe, class",
                Standings::read,
                device);
    }

    private static Standing read(Row row) {
        return new Standing(
                new Of(new DeviceId(row.text("device")), row.text("recipe"), row.text("class")),
                row.number("since_failure"),
                row.number("accepted"),
                row.number("refused"),
                row.optionalInstant("failed_at"));
    }

    /// @param of whose result of a repeatable job was accepted
    static void accepted(Session session, Of of) {
        accepted(session, List.of(of));
    }

    /// One more for each, as often as it is in the list.
    static void accepted(Session session, List<Of> all) {
        session.each(
                "INSERT INTO standing (device, recipe, class, since_failure, accepted, refused)"
                        + " VALUES (?, ?, ?, 1, 1, 0) ON CONFLICT (device, recipe, class) DO UPDATE"
                        + " SET since_failure = standing.since_failure + 1, accepted ="
                        + " standing.accepted + 1",
                all.stream()
                        .map(of -> List.<Object>of(of.device(), of.recipe(), of.deviceClass()))
                        .toList());
    }

    /// Nothing of it comes back, and nothing of what a doubt took before: an appeal of that one
    /// would undo this one.
    static void refused(Session session, Of of, Instant now) {
        known(session, of);
        session.update(
                "UPDATE standing SET before_failure = 0, since_failure = 0, refused = refused + 1, failed_at = ?"
                        + " WHERE device = ? AND recipe = ? AND class = ?",
                now,
                of.device(),
                of.recipe(),
                of.deviceClass());
    }

    /// By statistics, which refuse some honest work: as [Belief#afterDoubt] says.
    static void doubted(Session session, Of of, Instant now) {
        known(session, of);
        session.update(
                "UPDATE standing SET before_failure = since_failure - since_failure / 2, since_failure"
                        + " = since_failure / 2, refused = refused + 1, failed_at = ?"
                        + " WHERE device = ? AND recipe = ? AND class = ?",
                now,
                of.device(),
                of.recipe(),
                of.deviceClass());
    }

    /// A refusal was wrong, so it is as if it had not been.
    static void upheld(Session session, Of of) {
        change(
                session,
                of,
                "refused = refused - 1, since_failure = since_failure + before_failure,"
                        + " before_failure = 0");
    }

    private static void known(Session session, Of of) {
        session.update(
                "INSERT INTO standing (device, recipe, class, since_failure, accepted, refused)"
                        + " VALUES (?, ?, ?, 0, 0, 0) ON CONFLICT DO NOTHING",
                of.device(),
                of.recipe(),
                of.deviceClass());
    }

    private static void change(Session session, Of of, String what) {
        session.update(
                "UPDATE standing SET " + what + " WHERE device = ? AND recipe = ? AND class = ?",
                of.device(),
                of.recipe(),
                of.deviceClass());
    }
}
