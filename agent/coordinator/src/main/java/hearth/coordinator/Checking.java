package hearth.coordinator;

import java.time.Duration;

/// How often the layers that cost something look at a result, and how long they wait for somebody
/// who can. Whether they look at all, and what they find good, is in each job's manifest.
///
/// @param probation results of a device, since its last failure, that are all scored and all
/// repeated
/// @param scored share of the results after that whose loss is measured
/// @param floor smallest share of a device's results that are repeated
/// @param mass share `mass / (mass + v)` of a device's results is repeated, v being those accepted
/// since its last failure
/// @param canaries share of leases whose answer is known
/// @param auditorTime in which a device that was drawn has to fetch its lease
/// @param seenWithin which a device asked for work, to be drawn
/// @param patience with which a result waits for a device of somebody else
/// @param alone share of the results that nobody else could repeat which the coordinator repeats
/// itself; the others are accepted and say so
/// @param page repetitions for which auditors are drawn in one transaction
public record Checking(
        int probation,
        double scored,
        double floor,
        double mass,
        double canaries,
        Duration auditorTime,
        Duration seenWithin,
        Duration patience,
        double alone,
        int page) {
    /// Some milliseconds of the database, for which everybody who writes waits.
    private static final int PAGE = 100;

    /// How likely it is that a result is repeated.
    ///
    /// @param sinceFailure results of its device that were accepted since the last failure
    public double repeated(long sinceFailure) {
        return sinceFailure < probation ? 1 : Math.max(floor, mass / (mass + sinceFailure));
    }

    /// How likely it is that a result's loss is measured.
    public double scored(long sinceFailure) {
        return sinceFailure < probation ? 1 : scored;
    }

    /// The values of DESIGN.md. A result waits a day for somebody else; then the coordinator
    /// repeats it.
    public static Checking network() {
        return new Checking(
                10,
                0.25,
                0.02,
                5,
                0.01,
                Duration.ofMinutes(10),
                Duration.ofMinutes(30),
                Duration.ofHours(24),
                1,
                PAGE);
    }

    /// Usually one device is all there is, on the computer of the coordinator: it repeats a tenth
    /// of what would be repeated, so that checking does not take the machine from training.
    public static Checking practice() {
        return new Checking(
                10,
                0.25,
                0.02,
                5,
                0.01,
                Duration.ofSeconds(30),
                Duration.ofMinutes(1),
                Duration.ZERO,
                0.1,
                PAGE);
    }
}
