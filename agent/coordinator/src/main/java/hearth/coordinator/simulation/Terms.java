package hearth.coordinator.simulation;

import hearth.coordinator.Checking;
import hearth.coordinator.Policy;
import hearth.protocol.JobId;
import hearth.protocol.LossLimits;
import hearth.protocol.Manifest;
import hearth.protocol.Manifest.RepeatLimits;
import hearth.protocol.Manifest.Verification;
import hearth.protocol.Wei;
import hearth.storage.BlobStore;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The jobs of a simulated network and what holds for all of them.
///
/// @param jobs that train at the same time
/// @param places of a round
/// @param shards of a job's data
/// @param end milliseconds after the beginning
/// @param arriving until when everybody has come for the first time; 0: whenever they come home
/// @param settling milliseconds between two settlements, each with a look at all invariants
/// @param isRough whether jobs end while the world goes on
record Terms(
        int jobs, int places, int shards, long end, long arriving, long settling, boolean isRough) {
    /// Of a lease.
    static final Wei PAY = Wei.of(1_000_000L);

    /// More than a job can spend.
    static final Wei BUDGET = Wei.ofEmber("1");

    /// For twelve leases.
    private static final Wei LITTLE = Wei.of(12_000_000L);

    private static final int PLACES = 256;
    private static final int FEWEST_PLACES = 8;
    private static final int PASS = 4;
    private static final int ROUNDS = 1_000_000;

    /// Of the database's book, where a sweep costs more than a few milliseconds.
    private static final Duration SWEEP = Duration.ofSeconds(15);

    private static final int FEW_ROUNDS = 1;
    private static final int PACE = 4;
    private static final int ROUGH_JOBS = 3;
    private static final int[] ROUGH_PLACES = {8, 12, 20};
    private static final int[] PROBATIONS = {0, 1, 2, 10};
    private static final long ROUGH_SETTLING = 8 * Habits.MINUTE;

    /// Enough that a worker rarely waits.
    static Terms of(WorldSetting setting) {
        return setting.isRough() ? rough(setting) : calm(setting);
    }

    /// A short world in which everybody comes soon.
    private static Terms rough(WorldSetting setting) {
        int places = ROUGH_PLACES[Math.floorMod(setting.seed(), ROUGH_PLACES.length)];
        long end = (long) (setting.days() * 24 * Habits.HOUR);
        return new Terms(ROUGH_JOBS, places, PASS * places, end, 3 * end / 4, ROUGH_SETTLING, true);
    }

    private static Terms calm(WorldSetting setting) {
        int workers = setting.workers();
        int places = Math.min(PLACES, Math.max(FEWEST_PLACES, workers / 4));
        return new Terms(
                Math.max(2, workers / PLACES + 2),
                places,
                PASS * places,
                (long) (setting.days() * 24 * Habits.HOUR),
                0,
                Habits.HOUR,
                false);
    }

    /// One job of a rough world has little money.
    private Wei budget(int job) {
        return isRough && job == 1 ? LITTLE : BUDGET;
    }

    /// Another one has few rounds.
    private int rounds(int job) {
        return isRough && job == 2 ? FEW_ROUNDS : ROUNDS;
    }

    /// How much faster everything goes than in life, so that there is much in few sweeps.
    int pace() {
        return isRough ? PACE : 1;
    }

    long budget() {
        return BUDGET.value().longValueExact();
    }

    static String job(int number) {
        return "job-" + number;
    }

    List<JobId> ids() {
        return IntStream.range(0, jobs).mapToObj(i -> new JobId(job(i))).toList();
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
        return new StandInJob(job(job), places, shards, rounds(job), PAY, budget(job), all)
                .manifest(blobs);
    }

    /// Everything sooner, and in some worlds less is looked at, so that some lies are found late.
    private static Policy rough(long seed) {
        var network = Policy.network();
        var checking = network.checking();
        int kind = Math.floorMod(seed / ROUGH_PLACES.length, PROBATIONS.length);
        return new Policy(
                network.leaseTime(),
                network.longestLease(),
                Duration.ofMinutes(8),
                Duration.ofMinutes(6),
                kind % 2,
                Duration.ofMillis(ROUGH_SETTLING),
                Duration.ofMinutes(2),
                2,
                network.provenLeases(),
                0.2,
                new Checking(
                        PROBATIONS[kind],
                        checking.scored(),
                        checking.floor(),
                        1,
                        0.05,
                        Duration.ofMinutes(4),
                        checking.seenWithin(),
                        Duration.ofMinutes(10),
                        1,
                        checking.page()));
    }

    static Policy policy(WorldSetting setting) {
        return setting.isRough() ? rough(setting.seed()) : policy(setting.book());
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
