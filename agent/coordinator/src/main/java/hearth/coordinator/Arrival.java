package hearth.coordinator;

/// What becomes of a legal update when it has arrived: its result's first state, whether it is paid
/// for, and where its shard goes.
public enum Arrival {
    /// Takes its place in the open round.
    COUNTED(true, ShardGoes.SUBMITTED),
    /// Too small a part for a place: paid like others, but somebody else does the shard.
    PART(true, ShardGoes.BACK),
    /// A part of data of which one waits already that is about as long. Who has computed one has
    /// all that are no longer, under as many names as he likes, so that earns nothing.
    AGAIN(false, ShardGoes.BACK),
    /// Its round is closed.
    LATE(false, ShardGoes.BACK),
    /// Waits to be compared with what it repeats.
    REPETITION(true, ShardGoes.NOWHERE);

    /// A shard while its lease ends with a result.
    public enum ShardGoes {
        SUBMITTED,
        BACK,
        NOWHERE
    }

    private final boolean isPaid;
    private final ShardGoes shard;

    Arrival(boolean isPaid, ShardGoes shard) {
        this.isPaid = isPaid;
        this.shard = shard;
    }

    /// @param isOpen whether the lease's round still takes results
    /// @param isCounted whether it is enough of a lease for a place
    public static Arrival of(boolean isAudit, boolean isOpen, boolean isCounted) {
        if (isAudit) {
            return REPETITION;
        }
        if (!isOpen) {
            return LATE;
        }
        return isCounted ? COUNTED : PART;
    }

    /// The same of a part, if it is more than twice as long: all that are paid of some data in a
    /// round are then shorter together than a whole lease.
    ///
    /// @param before steps of the longest part of this data that waits in the round, 0 if none does
    public Arrival after(int before, int steps) {
        return this == PART && steps <= 2 * before ? AGAIN : this;
    }

    /// Whether a verdict can make it earn something.
    public boolean isPaid() {
        return isPaid;
    }

    public ShardGoes shard() {
        return shard;
    }

    /// Whether its round waits for a verdict on it.
    public boolean isOfRound() {
        return this == COUNTED || this == PART;
    }

    /// Half a lease or more takes its place in the round and is aggregated.
    public static boolean isCounted(int steps, int of) {
        return 2 * steps >= of;
    }
}
