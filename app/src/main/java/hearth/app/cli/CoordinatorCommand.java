package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.logs.Logs;
import hearth.app.logs.Logs.Form;
import hearth.app.practice.OpenCoordinator;
import hearth.coordinator.LogContext;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/// `hearth coordinator`: a coordinator alone or one of several over one database and one bucket,
/// without a chain: it leases, checks, aggregates and keeps the books; its settlements stay frozen
/// until a chain is attached.
@Command(
        name = "coordinator",
        description =
                "Run a coordinator with the practice jobs, without a chain: settlements wait, frozen.",
        mixinStandardHelpOptions = true)
final class CoordinatorCommand implements Callable<Integer> {
    record Listening(String coordinator, String server) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(
            names = "--port",
            defaultValue = "7410",
            description = "Port to listen at; 0 takes any. Default: 7410.")
    private int port;

    @Option(
            names = "--bind",
            defaultValue = "127.0.0.1",
            description =
                    "Address to listen at. Others than this computer need a TLS proxy in front.")
    private InetAddress bind = InetAddress.getLoopbackAddress();

    @Mixin private StoreOptions stores = new StoreOptions();

    @Option(
            names = "--log",
            defaultValue = "text",
            description =
                    "What a line of the log is: text for people, or json with the fields time,"
                            + " level, logger, message, requestId, device, lease, job and round."
                            + " Default: text.")
    private Form log = Form.TEXT;

    @Option(
            names = "--log-to",
            defaultValue = "file",
            description =
                    "Where it goes: file, in HEARTH_HOME/logs and rotated there, or console, for"
                            + " systems that keep what a process prints. Default: file.")
    private Place logTo = Place.FILE;

    enum Place {
        FILE,
        CONSOLE
    }

    @Option(names = "--json", description = "Print one JSON object once it listens.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > 65535) {
            throw new ParameterException(spec.commandLine(), "A port is a number from 0 to 65535.");
        }
        var asked = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .unstarted(
                                        () -> {
                                            asked.countDown();
                                            waitFor(ended);
                                        }));
        var address = new InetSocketAddress(bind, port);
        var home = HearthHome.open();
        switch (logTo) {
            case FILE -> new Logs(home).keep("coordinator", log, LogContext::fields);
            case CONSOLE -> new Logs(home).print(log, LogContext::fields);
        }
        try (var server =
                OpenCoordinator.withoutChain(
                        Image.current(),
                        home,
                        address,
                        Clock.systemUTC(),
                        stores.stores(Clock.systemUTC(), System.getenv()))) {
            var listening =
                    new Listening(server.uri().toString(), server.coordinator().id().value());
            Terminal.of(spec, json)
                    .result(
                            listening,
                            "Coordinator at "
                                    + listening.coordinator()
                                    + ", key "
                                    + listening.server());
            asked.await();
        } finally {
            ended.countDown();
        }
        return 0;
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
