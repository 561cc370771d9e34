package hearth.coordinator;

import hearth.protocol.JobId;
import hearth.storage.Session;

import java.util.Optional;

/// Who does what only one coordinator may do at a time. A process that has its database for itself
/// does everything.
public interface Duties {
    String SWEEPING = "sweeping";
    String SETTLING = "settling";
    String EVALUATING = "evaluating";
    String TIDYING = "tidying";

    static String closing(JobId job, int round) {
        return "closing " + job.value() + "/" + round;
    }

    /// The right to do something until somebody else has it.
    interface Tenure extends AutoCloseable {
        /// Who has it and for which time, such as in the books; empty where there is only one.
        Optional<String> owner();

        /// Inside the transaction that writes what was done: nobody else has the duty, and nobody
        /// gets it before this commits.
        ///
        /// @throws LostTenureException if somebody else has had it meanwhile
        void confirm(Session session);

        /// Others may have it now.
        @Override
        void close();
    }

    /// Somebody else does it now; what was done is of no use.
    final class LostTenureException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostTenureException(String duty) {
            super("another coordinator does this now: " + duty);
        }
    }

    /// Takes a duty that nobody has, or goes on with it.
    ///
    /// @return empty if somebody else has it
    Optional<Tenure> take(String duty);

    /// Of the only coordinator.
    static Duties alone() {
        return _ ->
                Optional.of(
                        new Tenure() {
                            @Override
                            public Optional<String> owner() {
                                return Optional.empty();
                            }

                            @Override
                            public void confirm(Session session) {}

                            @Override
                            public void close() {}
                        });
    }
}
