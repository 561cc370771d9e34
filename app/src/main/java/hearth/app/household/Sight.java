package hearth.app.household;

import hearth.protocol.Messages.Machine;

import java.time.Duration;
import java.time.Instant;

/// What the coordinator can tell of a machine from afar. Whether it is switched off there or waits
/// for something only the machine itself knows.
public enum Sight {
    /// It holds a lease.
    WORKING,
    /// It holds none, and was heard of lately.
    HERE,
    /// Not heard of lately.
    AWAY;

    /// An agent that does not share asks every five minutes, and hearing is noted to a minute.
    private static final Duration LATELY = Duration.ofMinutes(7);

    /// @param now of the coordinator's clock
    public static Sight of(Machine machine, Instant now) {
        boolean lately =
                machine.seenAt()
                        .filter(at -> Duration.between(at, now).compareTo(LATELY) <= 0)
                        .isPresent();
        return !lately ? AWAY : machine.leases() > 0 ? WORKING : HERE;
    }
}
