package hearth.app.practice;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.operator.ChainSide;
import hearth.chain.ChainException;
import hearth.chain.NetworkProfile;
import hearth.chain.NodeUnreachableException;
import hearth.chain.PracticeChain;
import hearth.chain.PracticeNetwork;
import hearth.chain.PracticePlan;
import hearth.chain.PracticeSettings;
import hearth.chain.PracticeStart;
import hearth.protocol.Wei;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// The practice chain with our contracts on it, and the operator's account that posts settlements.
/// Closing it waits until the chain's state is on disk.
final class PracticeLedger implements AutoCloseable {
    /// What the two practice jobs may spend together, paid into the rewards contract when it is
    /// made.
    private static final Wei JOB_BUDGET = Wei.ofEmber("2000000");

    private final PracticeNetwork network;
    private final ScheduledExecutorService timer;

    private PracticeLedger(PracticeNetwork network, ScheduledExecutorService timer) {
        this.network = network;
        this.timer = timer;
    }

    static PracticeLedger open(Image image, HearthHome home, Clock clock) {
        var anvil =
                image.anvil()
                        .orElseThrow(
                                () ->
                                        new CommandFailure(
                                                CommandFailure.MISSING,
                                                "The practice network needs the chain node anvil, and this installation has none for this computer."));
        var folder = folder(home);
        var timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("chain-copies").factory());
        var chain = started(PracticeChain.start(PracticeSettings.of(anvil, folder), clock, timer));
        try {
            var plan = PracticePlan.of(JOB_BUDGET);
            return new PracticeLedger(
                    PracticeNetwork.on(chain, plan, folder, new SecureRandom(), clock), timer);
        } catch (ChainException | NodeUnreachableException e) {
            chain.close();
            timer.shutdownNow();
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "The practice chain could not be furnished. Its log is in " + folder + ".",
                    e);
        }
    }

    /// Where the chain keeps its state and the network's profile.
    static Path folder(HearthHome home) {
        return home.practice().resolve("chain");
    }

    static Path profileFile(HearthHome home) {
        return folder(home).resolve("network.json");
    }

    private static PracticeChain started(PracticeStart start) {
        return switch (start) {
            case PracticeStart.Started ok -> ok.chain();
            case PracticeStart.BinaryMissing missing ->
                    throw new CommandFailure(
                            CommandFailure.MISSING,
                            "The chain node anvil is missing: " + missing.anvil());
            case PracticeStart.PortTaken taken ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            "Another program uses port "
                                    + taken.port()
                                    + ", which the practice chain needs.");
            case PracticeStart.FolderUnwritable folder ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            "The practice chain cannot write to " + folder.folder() + ".");
            case PracticeStart.NotAnswering silent ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            "The practice chain does not start. Its own words are in "
                                    + silent.log()
                                    + ".");
        };
    }

    NetworkProfile profile() {
        return network.profile();
    }

    /// What the coordinator does here; the operator's account has every role.
    ChainSide side(Clock clock) {
        return ChainSide.of(network.network(), network.operator(), network.operator(), clock);
    }

    @Override
    public void close() {
        network.close();
        timer.shutdownNow();
    }
}
