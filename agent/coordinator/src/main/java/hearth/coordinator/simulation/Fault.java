package hearth.coordinator.simulation;

/// What goes wrong in a rough world besides what workers do to their leases, and how likely it is
/// where it may happen.
enum Fault {
    /// The coordinator ends before a statement or a commit and begins anew from its database.
    CRASH(0),
    /// A statement fails because the database is busy.
    BUSY(0),
    /// A statement fails because the disk is full.
    DISK_FULL(0),
    /// A message never arrives.
    REQUEST_LOST(0.01),
    /// It arrives, and its answer is lost.
    REPLY_LOST(0.02),
    /// It arrives once more, minutes or an hour later, behind all that was sent since.
    ARRIVES_AGAIN(0.03),
    /// The line breaks in the middle of an update.
    LINE_BROKE(0.02),
    /// An update arrives with a flipped bit.
    BIT_FLIPPED(0.02),
    /// There is no room for an update.
    NO_ROOM(0.02),
    /// The coordinator's clock is put forward.
    CLOCK_FORWARD(0.02),
    /// It is put back.
    CLOCK_BACK(0.02),
    /// The chain does not answer.
    CHAIN_AWAY(0.1),
    /// It takes a root, and the answer is lost.
    CHAIN_ANSWER_LOST(0.1),
    /// It loses its newest root, which was not final.
    CHAIN_REORGANISED(0.1),
    /// A measurement or a repetition ends without a result.
    MEASURING_FAILED(0.02),
    OWNER_CANCELLED(0.02),
    OWNER_PAUSED(0.02),
    /// A device is never heard of again, whatever it has in hand and whatever is held of its pay.
    DEVICE_LEFT(0.01);

    private final double chance;

    Fault(double chance) {
        this.chance = chance;
    }

    double chance() {
        return chance;
    }

    String id() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
