package hearth.worker;

import hearth.worker.AgentSnapshot.Reason;

import java.time.Instant;
import java.util.List;

/// How the agent stands with getting more work. Nothing of it outlives the process.
sealed interface Intake {
    /// Sharing is switched off.
    record Off() implements Intake {}

    /// Not asking before `until`.
    ///
    /// @param reasons why, apart from what [MayRun] says
    /// @param failures failed attempts in a row, for the back-off
    record Waiting(List<Reason> reasons, Instant until, int failures) implements Intake {
        public Waiting {
            reasons = List.copyOf(reasons);
        }

        /// May ask at once.
        static Waiting over(Instant now) {
            return new Waiting(List.of(), now, 0);
        }
    }

    /// The coordinator was asked for a lease.
    record Asking(int failures) implements Intake {}
}
