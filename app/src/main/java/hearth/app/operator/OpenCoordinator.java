package hearth.app.operator;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.practice.Engines;
import hearth.coordinator.CoordinatorConfig;
import hearth.coordinator.CoordinatorServer;
import hearth.coordinator.JobTerms;
import hearth.coordinator.OpenOutcome;
import hearth.coordinator.PracticeJob;
import hearth.coordinator.PracticeJobs;
import hearth.coordinator.TrainerEvaluator;
import hearth.storage.StoreUnavailableException.Reason;

import java.time.Clock;
import java.time.temporal.ChronoUnit;

/// Opens a coordinator and turns what can go wrong into sentences.
public final class OpenCoordinator {
    private OpenCoordinator() {}

    /// @throws CommandFailure if it cannot run
    public static CoordinatorServer open(
            CoordinatorPlan plan, Image image, HearthHome home, Clock clock) {
        return opened(outcome(plan, image, home, clock));
    }

    /// The same, for whoever has another way to go.
    public static OpenOutcome outcome(
            CoordinatorPlan plan, Image image, HearthHome home, Clock clock) {
        var evaluator =
                new TrainerEvaluator(
                        Engines.runtime(image, home), plan.folder().resolve("evaluation"));
        var config =
                new CoordinatorConfig(
                        plan.folder(),
                        plan.address(),
                        plan.chain().map(ChainSide::contract),
                        plan.policy(),
                        clock,
                        plan.chain()
                                .map(chain -> chain.ports(evaluator))
                                .orElseGet(() -> ChainSide.none(evaluator)),
                        plan.stores(),
                        plan.traffic());
        return CoordinatorServer.open(plan.certificate().map(config::securedBy).orElse(config));
    }

    /// @throws CommandFailure unless it is open
    public static CoordinatorServer opened(OpenOutcome outcome) {
        return switch (outcome) {
            case OpenOutcome.Opened opened -> opened.server();
            case OpenOutcome.PortTaken taken ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            "Another program uses port "
                                    + taken.port()
                                    + ". Choose one with --port.");
            case OpenOutcome.FolderUnwritable folder ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            "The coordinator cannot write to " + folder.folder() + ".");
            case OpenOutcome.OtherServer other ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            "The database is that of coordinators with the key "
                                    + other.known().value()
                                    + ". Every replica needs the same server.key in its folder.");
            case OpenOutcome.OtherContract(var known) ->
                    throw new CommandFailure(
                            CommandFailure.REFUSED,
                            "What this coordinator settled so far is settled on chain "
                                    + known.chainId()
                                    + " by the contract "
                                    + known.rewards()
                                    + ", which alone pays it out. Another network needs a data"
                                    + " folder of its own.");
            case OpenOutcome.StoreUnavailable(var reason, var place) ->
                    throw new CommandFailure(CommandFailure.FAILED, sentence(reason, place));
            case OpenOutcome.FolderInUse folder ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            "Another coordinator works in " + folder.folder() + ".");
        };
    }

    private static String sentence(Reason reason, String place) {
        return switch (reason) {
            case NO_ANSWER -> "Nobody answers at " + place + ".";
            case NO_TLS ->
                    "The line to "
                            + place
                            + " is not private: the server has no TLS, or a certificate that this"
                            + " computer does not trust. On a network of your own add"
                            + " sslmode=disable to the address of a database.";
            case NO_LOGIN ->
                    "There are no keys for "
                            + place
                            + ". Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile.";
            case REFUSED ->
                    "The name, password or key for "
                            + place
                            + " is wrong, or it may not do what a coordinator does.";
            case NOT_THERE ->
                    "Somebody answers for "
                            + place
                            + ", but the database, its schema or the bucket is not there. Make it"
                            + " first.";
        };
    }

    /// Adds the two practice jobs, unless they are there.
    public static CoordinatorServer withPracticeJobs(
            CoordinatorServer server, Image image, Clock clock) {
        var expires = clock.instant().truncatedTo(ChronoUnit.DAYS).plus(JobTerms.MOST_TIME);
        var known = server.coordinator().jobs().jobs();
        for (PracticeJob job : PracticeJobs.of(image.practiceData())) {
            if (known.stream().noneMatch(j -> j.id().equals(job.id()))) {
                job.shards().forEach(server.coordinator().blobs()::put);
                server.coordinator().blobs().put(job.heldOut());
                server.coordinator().create(job.id(), job.lasting(expires));
            }
        }
        return server;
    }
}
