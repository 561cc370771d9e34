package hearth.app.update;

import hearth.app.update.trust.Version;

import java.time.Instant;

/// What an update is doing right now.
///
/// @param pid of the process that does it
/// @param started when that process began, so that a recycled pid is not mistaken for it
public record UpdateStep(Doing doing, Version version, long pid, Instant started) {
    /// The steps, in order.
    public enum Doing {
        WAITING_FOR_WORK,
        FETCHING,
        UNPACKING,
        TRYING_OUT
    }

    static UpdateStep of(Doing doing, Version version) {
        var self = ProcessHandle.current();
        return new UpdateStep(
                doing, version, self.pid(), self.info().startInstant().orElse(Instant.EPOCH));
    }

    boolean isAlive() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(p -> p.info().startInstant().orElse(Instant.EPOCH).equals(started))
                .isPresent();
    }
}
