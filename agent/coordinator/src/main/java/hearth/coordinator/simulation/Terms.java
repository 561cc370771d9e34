package hearth.coordinator.simulation;

import hearth.coordinator.Policy;
import hearth.protocol.LossLimits;
import hearth.protocol.Manifest;
import hearth.protocol.Manifest.RepeatLimits;
import hearth.protocol.Manifest.Verification;
import hearth.protocol.Wei;
import hearth.storage.BlobStore;

import java.time.Duration;
import java.util.Optional;

/// The jobs of a simulated network and what holds for all of them.
///
/// @param jobs that train at the same time
/// @param places of a round
/// @param shards of a job's data
/// @param end milliseconds after the beginning
record Terms(int jobs, int places, int shards, long end) {
    /// Of a lease.
    static final Wei PAY = Wei.of(1_000_000L);

    /// More than a job can spend.
    static final Wei BUDGET = Wei.ofEmber("1");

    private static final int PLACES = 256;
    private static final int FEWEST_PLACES = 8;
    private static final int PASS = 4;
    private static final int ROUNDS = 1_000_000;

    /// Of the database's book, where a sweep costs more than a few milliseconds.
    private static final Duration SWEEP = Duration.ofSeconds(15);

    /// Enough that a worker rarely waits.
    static Terms of(WorldSetting setting) {
        int workers = setting.workers();
        int places = Math.min(PLACES, Math.max(FEWEST_PLACES, workers / 4));
        return new Terms(
                Math.max(2, workers / PLACES + 2),
                places,
                PASS * places,
                (long) (setting.days() * 24 * Habits.HOUR));
    }

    long budget() {
        return BUDGET.value().longValueExact();
    }

    static String job(int number) {
        return "job-" + number;
    }

    Manifest manifest(int job, BlobStore blobs) {
        var geometry = StandInJob.geometry();
        var all =
                new Verification(
                        geometry.minNorm(),
                        geometry.maxNorm(),
                        geometry.minCosine(),
                        geometry.maxPairCosine(),
                        Optional.of(LossLimits.usual(1)),
                        Optional.of(RepeatLimits.usual()));
        return new StandInJob(job(job), places, shards, ROUNDS, PAY, BUDGET, all).manifest(blobs);
    }

    /// The public network's, but pay is released after six hours and sixteen results, so that a day
    /// has epochs.
    static Policy policy() {
        return policy(WorldSetting.Book.SQL);
    }

    static Policy policy(WorldSetting.Book book) {
        var network = Policy.network();
        return new Policy(
                network.leaseTime(),
                network.longestLease(),
                network.roundPatience(),
                Duration.ofHours(6),
                16,
                network.epochInterval(),
                book == WorldSetting.Book.SQL ? SWEEP : network.sweep(),
                network.provenAfter(),
                network.provenLeases(),
                network.ownerShare(),
                network.checking());
    }
}
