package hearth.app.practice;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.coordinator.CoordinatorConfig;
import hearth.coordinator.CoordinatorServer;
import hearth.coordinator.Escrow;
import hearth.coordinator.OpenOutcome;
import hearth.coordinator.Policy;
import hearth.coordinator.PracticeJob;
import hearth.coordinator.PracticeJobs;
import hearth.coordinator.PublicLog;
import hearth.coordinator.Settlement;
import hearth.coordinator.Stores;
import hearth.coordinator.TrainerEvaluator;
import hearth.storage.StoreUnavailableException.Reason;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/// Opens a coordinator with the two practice jobs and turns what can go wrong into sentences.
public final class OpenCoordinator {
    private OpenCoordinator() {}

    /// A coordinator that keeps its books but has no chain to settle on.
    ///
    /// @param stores of what it knows
    public static CoordinatorServer withoutChain(
            Image image, HearthHome home, InetSocketAddress address, Clock clock, Stores stores) {
        var folder = home.folder().resolve("coordinator");
        var config =
                new CoordinatorConfig(
                        folder,
                        address,
                        Optional.empty(),
                        Policy.practice(),
                        clock,
                        ports(
                                image,
                                home,
                                folder,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        stores);
        return withJobs(opened(CoordinatorServer.open(config)), image);
    }

    /// The coordinator of the practice network.
    static CoordinatorServer on(PracticeLedger ledger, Image image, HearthHome home, Clock clock) {
        var portFile = home.practice().resolve("coordinator.port");
        var outcome = open(ledger, image, home, clock, storedPort(portFile));
        if (outcome instanceof OpenOutcome.PortTaken) {
            outcome = open(ledger, image, home, clock, 0);
        }
        var server = opened(outcome);
        keepPort(portFile, server.uri().getPort());
        return withJobs(server, image);
    }

    private static OpenOutcome open(
            PracticeLedger ledger, Image image, HearthHome home, Clock clock, int port) {
        var profile = ledger.profile();
        var contract =
                new CoordinatorConfig.RewardsContract(profile.chainId(), profile.rewards().value());
        var folder = PracticeSite.coordinatorFolder(home);
        return CoordinatorServer.open(
                new CoordinatorConfig(
                        folder,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        Optional.of(contract),
                        Policy.practice(),
                        clock,
                        ports(
                                image,
                                home,
                                folder,
                                Optional.of(new ChainSettlement(ledger.poster(), clock)),
                                Optional.of(ledger.escrow()),
                                Optional.of(ledger.roundLog()))));
    }

    private static CoordinatorConfig.Ports ports(
            Image image,
            HearthHome home,
            Path folder,
            Optional<Settlement> settlement,
            Optional<Escrow> escrow,
            Optional<PublicLog> log) {
        var evaluator =
                new TrainerEvaluator(Engines.runtime(image, home), folder.resolve("evaluation"));
        return new CoordinatorConfig.Ports(
                new WalletPayoutVerifier(), settlement, evaluator, escrow, log);
    }

    private static CoordinatorServer opened(OpenOutcome outcome) {
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

    private static CoordinatorServer withJobs(CoordinatorServer server, Image image) {
        var known = server.coordinator().jobs().jobs();
        for (PracticeJob job : PracticeJobs.of(image.practiceData())) {
            if (known.stream().noneMatch(j -> j.id().equals(job.id()))) {
                job.shards().forEach(server.coordinator().blobs()::put);
                server.coordinator().blobs().put(job.heldOut());
                server.coordinator().create(job.id(), job.manifest());
            }
        }
        return server;
    }

    /// The port of last time, so that an agent that outlived a crash finds the coordinator again; 0
    /// at first.
    private static int storedPort(Path file) {
        try {
            return Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
        } catch (NumberFormatException torn) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void keepPort(Path file, int port) {
        try {
            Files.writeString(file, port + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
