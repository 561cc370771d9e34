package hearth.coordinator;

import hearth.coordinator.WorkSample.Drawn;
import hearth.coordinator.WorkSample.Work;
import hearth.protocol.DeviceId;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;
import hearth.storage.Row;
import hearth.storage.Session;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Devices that can be drawn to repeat others, by what they did lately. Valid for one step of the
/// draw until it [#isSpent], and read between its transactions, while others write.
final class Auditors {
    private final Map<DeviceId, Candidate> known;
    private final WorkSample<DeviceId> sample;

    private Auditors(Map<DeviceId, Candidate> known, WorkSample<DeviceId> sample) {
        this.known = known;
        this.sample = sample;
    }

    /// @param account to which it is paid
    /// @param recipes with a blank before and behind each
    record Candidate(DeviceId device, String account, String recipes) {
        boolean knows(List<String> needs) {
            return needs.stream().allMatch(need -> recipes.contains(" " + need + " "));
        }
    }

    /// A result and what its device is known for in one recipe.
    private record Found(
            long sequence,
            Optional<Long> steps,
            Sha256 manifest,
            String state,
            Optional<String> recipe,
            long known,
            DeviceId device,
            Optional<Candidate> candidate,
            boolean isThere,
            int open) {
        private boolean isWhole(Manifest manifest) {
            long all = manifest.training().innerSteps();
            return manifest.inference().isPresent() || steps.filter(n -> n < all).isEmpty();
        }

        /// What waits for a repetition has nothing else against it, where its loss was measured.
        /// Where nobody is waited for, it would else be believed unseen.
        boolean isWork(Manifest manifest, Checking checking) {
            boolean isMeasured =
                    manifest.inference().isEmpty() && manifest.verification().loss().isPresent();
            return isWhole(manifest)
                    && (isMeasured || checking.patience().isZero() || state.equals("FINAL_OK"));
        }

        private static Found read(Row row, Instant seenSince) {
            var device = new DeviceId(row.text("device"));
            var candidate =
                    row.optionalText("payout")
                            .map(
                                    payout ->
                                            new Candidate(
                                                    device,
                                                    payout,
                                                    row.optionalText("recipes").orElse("")));
            return new Found(
                    row.number("sequence"),
                    row.optionalNumber("steps"),
                    row.hash("manifest"),
                    row.text("state"),
                    row.optionalText("recipe"),
                    WorkSample.known(
                            row.optionalNumber("since_failure").orElse(0L),
                            row.optionalNumber("refused").orElse(0L)),
                    device,
                    candidate,
                    candidate.isPresent()
                            && row.optionalInstant("seen_at")
                                    .filter(seen -> !seen.isBefore(seenSince))
                                    .isPresent(),
                    row.integer("open"));
        }
    }

    static Auditors read(Session session, Premises premises, Manifests manifests, Instant now) {
        var checking = premises.policy().checking();
        long newest = session.count("SELECT coalesce(max(sequence), 0) AS n FROM result");
        long[] numbers = WorkSample.numbers(premises.random(), newest);
        var seenSince = now.minus(checking.seenWithin());
        var known = new HashMap<DeviceId, Candidate>();
        var work = new HashMap<Long, Work<DeviceId>>();
        for (var found : found(session, numbers, seenSince)) {
            var manifest = manifests.of(found.manifest());
            if (!Manifests.isRepeatable(manifest) || !found.isWork(manifest, checking)) {
                continue;
            }
            found.candidate().ifPresent(one -> known.put(one.device(), one));
            boolean isOf = found.recipe().filter(manifest.recipe().recipe()::equals).isPresent();
            if (isOf || !work.containsKey(found.sequence())) {
                work.put(
                        found.sequence(),
                        new Work<>(
                                found.device(),
                                manifest.flopPerLease(),
                                isOf ? found.known() : 0,
                                found.isThere(),
                                found.open()));
            }
        }
        var sampled = Arrays.stream(numbers).mapToObj(work::get).filter(Objects::nonNull).toList();
        return new Auditors(known, new WorkSample<>(premises.random(), checking, sampled));
    }

    private static List<Found> found(Session session, long[] numbers, Instant seenSince) {
        if (numbers.length == 0) {
            return List.of();
        }
        var distinct = Arrays.stream(numbers).distinct().boxed().toList();
        var places = distinct.stream().map(_ -> "?").collect(Collectors.joining(", "));
        return session.all(
                "SELECT result.sequence, result.steps, result.state, job.manifest, standing.recipe,"
                        + " standing.since_failure, standing.refused,"
                        + " device.id AS device, device.payout, device.recipes, device.seen_at,"
                        + " (SELECT count(*) FROM audit WHERE audit.state IN ('DRAWN', 'LEASED')"
                        + " AND audit.auditor = device.id) AS open FROM"
                        + " result JOIN job ON job.id = result.job JOIN lease ON lease.id ="
                        + " result.lease JOIN device ON device.id ="
                        + " result.device LEFT JOIN standing ON standing.device = lease.device AND"
                        + " standing.class = lease.class WHERE result.state IN ('FINAL_OK', 'AUDIT_WAIT')"
                        + " AND result.role = 'TRAIN' AND result.sequence IN ("
                        + places
                        + ")",
                row -> Found.read(row, seenSince),
                distinct.toArray());
    }

    /// @param flop of the lease that is to be repeated
    Drawn<Candidate> draw(long flop, Predicate<Candidate> may) {
        var drawn =
                sample.draw(flop, device -> may.test(Objects.requireNonNull(known.get(device))));
        return new Drawn<>(drawn.device().map(known::get), drawn.open(), drawn.isBusy());
    }

    /// Whether others are to be read before more is drawn.
    boolean isSpent() {
        return sample.isSpent();
    }
}
