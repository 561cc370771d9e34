package hearth.coordinator.convergence;

import hearth.protocol.BlockCodec;

import java.util.Optional;

/// One way of training a job.
public enum Way {
    /// One AdamW over the batches of all workers at once, moments kept: data-parallel training that
    /// averages gradients at every step.
    SYNCHRONOUS(Optional.empty(), Moments.KEPT, false),
    /// Leases whose moments start at zero, differences as plain numbers.
    FP32(Optional.empty(), Moments.ZERO, false),
    /// What the practice network does.
    DQ4(Optional.of(BlockCodec.DQ4), Moments.ZERO, false),
    T3(Optional.of(BlockCodec.T3), Moments.ZERO, false),
    /// With an outer rate of 1 and no outer momentum, whose part the error feedback plays.
    TK64(Optional.of(BlockCodec.TK64), Moments.ZERO, false),
    /// Second moments of the checkpoint: the mean of what the round's workers ended with.
    DQ4_SHARED(Optional.of(BlockCodec.DQ4), Moments.OF_ALL, false),
    /// Second moments of the checkpoint: those of the round's first lease, as one that the
    /// coordinator repeats would give them.
    DQ4_SHARED_ONE(Optional.of(BlockCodec.DQ4), Moments.OF_ONE, false),
    /// Each difference is made from the checkpoint of the round before: what must never be done.
    DQ4_STALE(Optional.of(BlockCodec.DQ4), Moments.ZERO, true),
    /// What the practice network does, where a quarter of the workers attack: layer L1 and the
    /// clipped mean. No other layer helps.
    UNDER_FIRE(Optional.of(BlockCodec.DQ4), Moments.ZERO, false, Defence.OURS),
    /// The same attackers and a mean of all that is sent: what shows that the attack is one.
    PLAIN_UNDER_FIRE(Optional.of(BlockCodec.DQ4), Moments.ZERO, false, Defence.NONE);

    /// Where AdamW's second moments come from at the start of a lease.
    enum Moments {
        KEPT,
        ZERO,
        OF_ALL,
        OF_ONE
    }

    /// What stands against those who attack.
    enum Defence {
        /// Nobody does.
        NOT_NEEDED,
        OURS,
        NONE
    }

    private final Optional<BlockCodec> codec;
    private final Moments moments;
    private final boolean stale;
    private final Defence defence;

    Way(Optional<BlockCodec> codec, Moments moments, boolean stale) {
        this(codec, moments, stale, Defence.NOT_NEEDED);
    }

    Way(Optional<BlockCodec> codec, Moments moments, boolean stale, Defence defence) {
        this.codec = codec;
        this.moments = moments;
        this.stale = stale;
        this.defence = defence;
    }

    Optional<BlockCodec> codec() {
        return codec;
    }

    Moments moments() {
        return moments;
    }

    boolean isStale() {
        return stale;
    }

    Defence defence() {
        return defence;
    }

    boolean isUnderFire() {
        return defence != Defence.NOT_NEEDED;
    }
}
