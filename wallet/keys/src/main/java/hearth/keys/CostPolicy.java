package hearth.keys;

/// Which password costs a wallet file may name.
///
/// @param seal for new files
/// @param floor below it a file is refused: somebody made it cheap to guess
/// @param ceiling above it a file is refused: somebody wants to exhaust this computer
public record CostPolicy(Argon2Cost seal, Argon2Cost floor, Argon2Cost ceiling) {
    private static final int MIB = 1024;

    /// 256 MiB and three passes, about one second; needs that much free heap while unlocking.
    ///
    /// @param lanes processors to use at most
    public static CostPolicy standard(int lanes) {
        return new CostPolicy(
                new Argon2Cost(256 * MIB, 3, lanes),
                new Argon2Cost(64 * MIB, 3, 1),
                new Argon2Cost(1024 * MIB, 16, 64));
    }

    boolean allows(Argon2Cost cost) {
        return cost.isAtLeast(floor) && ceiling.isAtLeast(cost);
    }
}
