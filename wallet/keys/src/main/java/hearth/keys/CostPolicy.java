package hearth.keys;

import java.time.Duration;

/// What a guess of the password must cost: bounds for any file, and the cost that fits a computer.
///
/// @param floor below it a file is refused: somebody made it cheap to guess
/// @param usual its memory and lanes are what new files get where the computer is fast enough;
///     faster ones make more passes, slower ones take less memory, down to the floor
/// @param ceiling above it a file is refused: somebody wants to exhaust this computer
public record CostPolicy(Argon2Cost floor, Argon2Cost usual, Argon2Cost ceiling) {
    /// How long one guess is to take where it is sealed.
    static final Duration AIM = Duration.ofSeconds(1);

    /// What takes less is sealed again at the next chance.
    static final Duration SHORTEST = Duration.ofMillis(700);

    private static final int MIB = 1024;

    /// 64 to 256 MiB and 3 to 16 passes; that much free heap is needed while unlocking.
    ///
    /// @param lanes processors to use at most
    public static CostPolicy standard(int lanes) {
        return new CostPolicy(
                new Argon2Cost(64 * MIB, 3, 1),
                new Argon2Cost(256 * MIB, 3, lanes),
                new Argon2Cost(256 * MIB, 16, 64));
    }

    boolean allows(Argon2Cost cost) {
        return cost.isAtLeast(floor) && ceiling.isAtLeast(cost);
    }

    /// The cheapest that a file may name, with the lanes of new files: a quick trial.
    Argon2Cost trial() {
        return new Argon2Cost(floor.memoryKib(), floor.iterations(), usual.lanes());
    }

    /// The cost that takes about {@link #AIM} on a computer that took so long for another one. Time
    /// goes with memory times passes.
    Argon2Cost fitting(Argon2Cost measured, Duration took) {
        long work = (long) measured.memoryKib() * measured.iterations();
        double wanted = (double) work * AIM.toNanos() / Math.max(1, took.toNanos());
        if (wanted >= (double) usual.memoryKib() * usual.iterations()) {
            long passes = (long) (wanted / usual.memoryKib());
            return new Argon2Cost(
                    usual.memoryKib(),
                    Math.clamp(passes, usual.iterations(), ceiling.iterations()),
                    usual.lanes());
        }
        long memory = (long) (wanted / floor.iterations());
        return new Argon2Cost(
                Math.clamp(memory, floor.memoryKib(), usual.memoryKib()),
                floor.iterations(),
                usual.lanes());
    }

    /// What a file that took so long to open should cost from now on: never less than it did.
    Argon2Cost upgraded(Argon2Cost stored, Duration took) {
        if (took.compareTo(SHORTEST) >= 0) {
            return stored;
        }
        Argon2Cost fitting = fitting(stored, took);
        return fitting.isMoreWorkThan(stored) ? fitting : stored;
    }
}
