package hearth.worker;

import hearth.protocol.Lease;
import hearth.protocol.Messages;
import hearth.protocol.Receipt;
import hearth.worker.AgentSnapshot.Reason;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// The errands of a lease to the coordinator: each is one attempt that blocks and answers with an
/// event.
final class LeaseErrands {
    private static final String NOT_COMMITTED = "not-committed";

    private final CoordinatorClient coordinator;
    private final LeaseInputs inputs;
    private final HashedFiles updates;
    private final Predicate<Lease> struck;
    private final RandomGenerator random;

    /// What a fetch brought.
    record Fetch(WorkEvent event, Optional<Training.Order> order) {}

    /// @param updates finished updates by hash
    /// @param struck whether the lease's job failed here not long ago
    LeaseErrands(
            CoordinatorClient coordinator,
            LeaseInputs inputs,
            HashedFiles updates,
            Predicate<Lease> struck,
            RandomGenerator random) {
        this.coordinator = coordinator;
        this.inputs = inputs;
        this.updates = updates;
        this.struck = struck;
        this.random = random;
    }

    WorkEvent ask(Set<String> recipes) {
        return switch (coordinator.ask(recipes)) {
            case Outcome.Ok<Messages.LeaseReply>(var reply) -> {
                var retryAfter = Duration.ofSeconds(Math.max(0, reply.retryAfterSeconds()));
                yield reply.lease()
                        .<WorkEvent>map(l -> new WorkEvent.Granted(l, struck.test(l)))
                        .orElseGet(
                                () ->
                                        new WorkEvent.NoLease(
                                                reply.reason()
                                                        .filter(LeaseErrands::isId)
                                                        .orElse("no-work"),
                                                retryAfter));
            }
            case Outcome.Refused<Messages.LeaseReply>(String problem, int _) ->
                    failed(problem, Optional.empty());
            case Outcome.Unreachable<Messages.LeaseReply>(String problem, var retryAfter) ->
                    failed(problem, retryAfter);
        };
    }

    Fetch fetch(Lease lease) {
        return switch (inputs.get(lease)) {
            case Outcome.Ok<Training.Order>(var order) -> {
                var manifest = order.manifest();
                var assignment =
                        new Work.Assignment(
                                manifest.title(),
                                manifest.recipe().recipe(),
                                manifest.training().innerSteps());
                yield new Fetch(new WorkEvent.Fetched(assignment), Optional.of(order));
            }
            case Outcome.Refused<Training.Order>(String problem, int _) ->
                    new Fetch(
                            new WorkEvent.JobFailed(new Reason("job-unusable", problem)),
                            Optional.empty());
            case Outcome.Unreachable<Training.Order>(String problem, var retryAfter) ->
                    new Fetch(failed(problem, retryAfter), Optional.empty());
        };
    }

    WorkEvent commit(Lease lease, Work.Update update) {
        return switch (coordinator.commit(lease, update)) {
            case Outcome.Ok<byte[]> _ -> new WorkEvent.Committed();
            case Outcome.Refused<byte[]>(String problem, int _) -> new WorkEvent.LeaseGone(problem);
            case Outcome.Unreachable<byte[]>(String problem, var retryAfter) ->
                    failed(problem, retryAfter);
        };
    }

    WorkEvent reveal(Lease lease, Work.Update update) {
        var bytes = updates.read(update.hash());
        if (bytes.isEmpty()) {
            return new WorkEvent.UpdateLost();
        }
        return switch (coordinator.reveal(lease, bytes.get())) {
            case Outcome.Ok<Receipt>(var receipt) -> new WorkEvent.Receipted(receipt);
            case Outcome.Refused<Receipt>(String problem, int _) ->
                    problem.equals(NOT_COMMITTED)
                            ? new WorkEvent.CommitForgotten(random.nextDouble())
                            : new WorkEvent.LeaseGone(problem);
            case Outcome.Unreachable<Receipt>(String problem, var retryAfter) ->
                    failed(problem, retryAfter);
        };
    }

    /// A release that is refused has nothing left to release.
    WorkEvent release(Lease lease) {
        return switch (coordinator.release(lease)) {
            case Outcome.Ok<byte[]> _ -> new WorkEvent.Released();
            case Outcome.Refused<byte[]> _ -> new WorkEvent.Released();
            case Outcome.Unreachable<byte[]>(String problem, var retryAfter) ->
                    failed(problem, retryAfter);
        };
    }

    private static boolean isId(String reason) {
        return reason.matches("[a-z][a-z0-9-]{0,63}");
    }

    private WorkEvent.Failed failed(String problem, Optional<Duration> retryAfter) {
        return new WorkEvent.Failed(new Reason(problem, ""), retryAfter, random.nextDouble());
    }
}
