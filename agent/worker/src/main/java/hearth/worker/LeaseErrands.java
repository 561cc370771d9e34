package hearth.worker;

import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages;
import hearth.protocol.Receipt;
import hearth.worker.AgentSnapshot.Reason;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The errands of a lease to the coordinator: each is one attempt that blocks and answers with an
/// event.
final class LeaseErrands {
    private static final String NOT_COMMITTED = "not-committed";
    private static final String KINDS_OFF = "kinds-off";

    /// Nobody is bothered by looking again, and the owner may have changed their mind.
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final CoordinatorClient coordinator;
    private final LeaseInputs inputs;
    private final Updates updates;
    private final Unwanted unwanted;
    private final RandomGenerator random;

    /// What a fetch brought.
    record Fetch(WorkEvent event, Optional<Training.Order> order) {
        static Fetch only(WorkEvent event) {
            return new Fetch(event, Optional.empty());
        }
    }

    /// What stands against a lease beside the hour and the machine.
    ///
    /// @param struck whether the lease's job failed here not long ago
    /// @param refused recipes that the owner does not want, as it is now
    record Unwanted(Predicate<Lease> struck, Supplier<Set<String>> refused) {}

    /// @param files finished updates by hash
    /// @param madeBy model of what trained a lease, where that is known
    record Updates(
            HashedFiles files, Transfers transfers, Function<LeaseId, Optional<String>> madeBy) {}

    LeaseErrands(
            CoordinatorClient coordinator,
            LeaseInputs inputs,
            Updates updates,
            Unwanted unwanted,
            RandomGenerator random) {
        this.coordinator = coordinator;
        this.inputs = inputs;
        this.updates = updates;
        this.unwanted = unwanted;
        this.random = random;
    }

    /// Asks for a shard of a kind that this device can train and its owner wants. Where that is
    /// none, nobody is asked.
    WorkEvent ask(Set<String> recipes, Set<LeaseId> holding, String engine) {
        var wanted = new TreeSet<>(recipes);
        wanted.removeAll(unwanted.refused().get());
        if (wanted.isEmpty()) {
            return new WorkEvent.NoLease(KINDS_OFF, AGAIN);
        }
        return switch (coordinator.ask(wanted, holding, engine)) {
            case Outcome.Ok<Messages.LeaseReply>(var reply) -> {
                var retryAfter = until(reply.retryAfterSeconds());
                yield reply.lease()
                        .<WorkEvent>map(l -> new WorkEvent.Granted(l, unwanted.struck().test(l)))
                        .orElseGet(
                                () ->
                                        new WorkEvent.NoLease(
                                                reply.reason()
                                                        .filter(LeaseErrands::isId)
                                                        .orElse("no-work"),
                                                retryAfter));
            }
            case Outcome.Refused<Messages.LeaseReply>(String problem, int _) ->
                    new WorkEvent.AskFailed(mishap(problem, Optional.empty()));
            case Outcome.Unreachable<Messages.LeaseReply>(String problem, var retryAfter) ->
                    new WorkEvent.AskFailed(mishap(problem, retryAfter));
        };
    }

    /// As long as any other wish of a coordinator at the most: one slip of it must not keep a
    /// computer from work for years.
    static Duration until(long seconds) {
        return Duration.ofSeconds(Math.clamp(seconds, 0, Exchange.LONGEST_WISH.toSeconds()));
    }

    /// Begins with a heartbeat, so that nothing is fetched or trained for a lease that is no longer
    /// live, such as after a long sleep of the machine.
    Fetch fetch(Lease lease) {
        return switch (coordinator.heartbeat(lease, 0)) {
            case Outcome.Ok<Messages.HeartbeatReply> _ -> inputs(lease);
            case Outcome.Refused<Messages.HeartbeatReply>(String problem, int _) ->
                    Fetch.only(new WorkEvent.NotLive(lease.id(), problem));
            case Outcome.Unreachable<Messages.HeartbeatReply>(String problem, var retryAfter) ->
                    Fetch.only(failed(lease, problem, retryAfter));
        };
    }

    private Fetch inputs(Lease lease) {
        return switch (inputs.get(lease)) {
            case Outcome.Ok<LeaseInputs.Got>(LeaseInputs.Got.Ready(var order)) -> {
                var manifest = order.manifest();
                var assignment =
                        new Work.Assignment(
                                manifest.title(),
                                manifest.recipe().recipe(),
                                lease.units(manifest));
                yield new Fetch(new WorkEvent.Fetched(lease.id(), assignment), Optional.of(order));
            }
            case Outcome.Ok<LeaseInputs.Got>(LeaseInputs.Got.TooMuch(Reason limit)) ->
                    Fetch.only(new WorkEvent.TooMuch(lease.id(), limit));
            case Outcome.Refused<LeaseInputs.Got>(String problem, int _) ->
                    Fetch.only(
                            new WorkEvent.JobFailed(
                                    lease.id(), new Reason("job-unusable", problem)));
            case Outcome.Unreachable<LeaseInputs.Got>(String problem, var retryAfter) ->
                    Fetch.only(failed(lease, problem, retryAfter));
        };
    }

    WorkEvent commit(Lease lease, Work.Update update) {
        return switch (coordinator.commit(lease, update, updates.madeBy().apply(lease.id()))) {
            case Outcome.Ok<byte[]> _ -> new WorkEvent.Committed(lease.id());
            case Outcome.Refused<byte[]>(String problem, int _) ->
                    new WorkEvent.LeaseGone(lease.id(), problem);
            case Outcome.Unreachable<byte[]>(String problem, var retryAfter) ->
                    failed(lease, problem, retryAfter);
        };
    }

    WorkEvent reveal(Lease lease, Work.Update update) {
        var file = updates.files().find(update.hash());
        if (file.isEmpty()) {
            return new WorkEvent.UpdateLost(lease.id());
        }
        return switch (updates.transfers().update(lease, update, file.get())) {
            case Outcome.Ok<Receipt>(var receipt) -> new WorkEvent.Receipted(receipt);
            case Outcome.Refused<Receipt>(String problem, int _) ->
                    problem.equals(NOT_COMMITTED)
                            ? new WorkEvent.CommitForgotten(lease.id(), random.nextDouble())
                            : new WorkEvent.LeaseGone(lease.id(), problem);
            case Outcome.Unreachable<Receipt>(String problem, var retryAfter) ->
                    failed(lease, problem, retryAfter);
        };
    }

    /// A release that is refused has nothing left to release.
    WorkEvent release(Lease lease) {
        return switch (coordinator.release(lease)) {
            case Outcome.Ok<byte[]> _ -> new WorkEvent.Released(lease.id());
            case Outcome.Refused<byte[]> _ -> new WorkEvent.Released(lease.id());
            case Outcome.Unreachable<byte[]>(String problem, var retryAfter) ->
                    failed(lease, problem, retryAfter);
        };
    }

    private static boolean isId(String reason) {
        return reason.matches("[a-z][a-z0-9-]{0,63}");
    }

    private WorkEvent.Failed failed(Lease lease, String problem, Optional<Duration> retryAfter) {
        return new WorkEvent.Failed(lease.id(), mishap(problem, retryAfter));
    }

    private WorkEvent.Mishap mishap(String problem, Optional<Duration> retryAfter) {
        return new WorkEvent.Mishap(new Reason(problem, ""), retryAfter, random.nextDouble());
    }
}
