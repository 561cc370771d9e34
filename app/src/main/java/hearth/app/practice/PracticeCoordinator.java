package hearth.app.practice;

import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.operator.CoordinatorPlan;
import hearth.app.operator.OpenCoordinator;
import hearth.coordinator.CoordinatorServer;
import hearth.coordinator.OpenOutcome;
import hearth.coordinator.Policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/// Opens the coordinator of the practice network, with its two jobs and, where it is free, the port
/// of last time.
final class PracticeCoordinator {
    private PracticeCoordinator() {}

    static CoordinatorServer on(PracticeLedger ledger, Image image, HearthHome home, Clock clock) {
        var portFile = home.practice().resolve("coordinator.port");
        var outcome = open(ledger, image, home, clock, storedPort(portFile));
        if (outcome instanceof OpenOutcome.PortTaken) {
            outcome = open(ledger, image, home, clock, 0);
        }
        var server = OpenCoordinator.opened(outcome);
        keepPort(portFile, server.uri().getPort());
        return OpenCoordinator.withPracticeJobs(server, image, clock);
    }

    private static OpenOutcome open(
            PracticeLedger ledger, Image image, HearthHome home, Clock clock, int port) {
        return OpenCoordinator.outcome(
                CoordinatorPlan.here(
                        PracticeSite.coordinatorFolder(home),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        Policy.practice(),
                        Optional.of(ledger.side(clock))),
                image,
                home,
                clock);
    }

    /// So that an agent that outlived a crash finds the coordinator again; 0 at first.
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
