package hearth.chain;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// One run of anvil over a state file, listening on this computer only. No account is unlocked in
/// it, gas is free, and a block is made for each transaction, so an idle chain costs nothing.
final class AnvilProcess implements AutoCloseable {
    private static final long GAS_LIMIT = 30_000_000;
    private static final Duration START = Duration.ofSeconds(20);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(25);

    private final Process process;
    private final Node node;

    private AnvilProcess(Process process, Node node) {
        this.process = process;
        this.node = node;
    }

    /// Empty if it ended or did not answer in time.
    ///
    /// @throws IOException if it cannot be started at all
    static Optional<AnvilProcess> start(
            PracticeSettings settings, PracticeFiles files, int port, InstantSource clock)
            throws IOException {
        var process = builder(settings, files, port, clock).start();
        files.rememberProcess(process.pid());
        var node = new Node(URI.create("http://127.0.0.1:" + port));
        var anvil = new AnvilProcess(process, node);
        var ready =
                Polling.await(
                        POLL,
                        START,
                        () ->
                                process.isAlive()
                                        ? answers(node) ? Optional.of(true) : Optional.empty()
                                        : Optional.of(false));
        if (ready.orElse(false) && toldTheTime(node, clock)) {
            return Optional.of(anvil);
        }
        anvil.close();
        return Optional.empty();
    }

    /// Its clock went back to the beginning of the chain.
    private static boolean toldTheTime(Node node, InstantSource clock) {
        try {
            return node.call("evm_setTime", clock.instant().getEpochSecond())
                    instanceof RpcAnswer.Result;
        } catch (NodeUnreachableException e) {
            return false;
        }
    }

    private static boolean answers(Node node) {
        try {
            return node.chainId() > 0;
        } catch (NodeUnreachableException e) {
            return false;
        }
    }

    private static ProcessBuilder builder(
            PracticeSettings settings, PracticeFiles files, int port, InstantSource clock)
            throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                settings.anvil().toAbsolutePath().toString(),
                                "--host",
                                "127.0.0.1",
                                "--port",
                                Integer.toString(port),
                                "--accounts",
                                "0",
                                "--chain-id",
                                Long.toString(settings.chainId()),
                                "--block-base-fee-per-gas",
                                "0",
                                "--state",
                                files.state().toString(),
                                "--state-interval",
                                files.stateInterval(),
                                "--prune-history",
                                "--no-cors",
                                "--silent"));
        // A new chain gets a genesis of its own, so that nothing signed for a lost one fits it: the
        // block time carries the seconds of its beginning, the gas limit the rest. Every later
        // start
        // says the same, because anvil adds a genesis of its own making to the state it loads, and
        // with two of them it is chance which one counts.
        var began = files.beginning(clock.instant());
        command.addAll(
                List.of(
                        "--timestamp", Long.toString(began.getEpochSecond()),
                        "--gas-limit", Long.toString(GAS_LIMIT + began.getNano() / 1000)));
        var builder = new ProcessBuilder(command).directory(files.folder().toFile());
        var inherited = builder.environment();
        inherited.clear();
        // anvil keeps its own things under the home folder; ours is the only one it sees.
        inherited.put("HOME", files.folder().toString());
        var log = files.log().toFile();
        return builder.redirectInput(ProcessBuilder.Redirect.from(nullDevice()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(log));
    }

    private static File nullDevice() {
        return new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
    }

    Node node() {
        return node;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    /// Lets it write its state and waits for that.
    @Override
    public void close() {
        node.close();
        process.destroy();
        try {
            if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
