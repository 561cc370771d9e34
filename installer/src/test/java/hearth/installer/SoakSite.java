package hearth.installer;

import hearth.app.cli.WalletDoor;
import hearth.app.install.HearthHome;
import hearth.installer.ProcessTable.Kind;
import hearth.installer.Soak.Harm;
import hearth.keys.PayoutBinding;
import hearth.keys.PayoutBindings;
import hearth.keys.Secret;
import hearth.keys.UnlockedWallet;
import hearth.protocol.Messages;
import hearth.protocol.ServerId;
import hearth.worker.AgentException;
import hearth.worker.AgentLink;
import hearth.worker.AgentRefusedException;
import hearth.worker.AgentUnreachableException;
import hearth.worker.SocketAgentLink;
import hearth.worker.TransferLimits;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The processes of a soak: a coordinator without a chain and an agent whose line goes through a
/// proxy, whose disk is small and whose clock and system calls can be made to lie.
final class SoakSite implements AutoCloseable {
    private static final Path FAKETIME =
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1");
    private static final List<Path> FIU =
            List.of(
                    Path.of("/usr/lib/fiu/fiu_run_preload.so"),
                    Path.of("/usr/lib/fiu/fiu_posix_preload.so"));
    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration TICK = Duration.ofMillis(200);
    private static final String DISK = "size=192m";

    private final Path folder;
    private final Path home;
    private final Path script;
    private final int port;
    private final int linePort;
    private final ProcessTable processes;
    private final Path timestamp;
    private @Nullable Process coordinator;
    private @Nullable Process agent;
    private @Nullable UnlockedWallet wallet;
    private String server = "";
    private boolean isMounted;

    SoakSite(Path folder, int port, int linePort) throws IOException {
        this.folder = folder;
        this.home = Files.createDirectories(folder.resolve("home"));
        this.script = Path.of(System.getProperty("hearth.image")).resolve("bin/hearth");
        this.port = port;
        this.linePort = linePort;
        this.processes = new ProcessTable(home);
        this.timestamp = folder.resolve("clock");
        clock("+0");
    }

    Path home() {
        return home;
    }

    /// @return what cannot be done on this computer, and why
    Map<Harm, String> prepare() throws IOException, InterruptedException {
        var missing = new EnumMap<Harm, String>(Harm.class);
        var disk = Files.createDirectories(home.resolve("agent"));
        isMounted = run("mount", "-t", "tmpfs", "-o", DISK + ",mode=700", "tmpfs", disk.toString());
        if (!isMounted) {
            missing.put(Harm.DISK_FULL, "a small disk cannot be mounted here (needs root)");
        }
        if (!Files.exists(FAKETIME)) {
            missing.put(Harm.CLOCK_JUMP, FAKETIME + " is not there (Debian package faketime)");
        }
        if (!FIU.stream().allMatch(Files::exists)) {
            missing.put(Harm.IO_ERRORS, FIU + " are not there (Debian package fiu-utils)");
        }
        return missing;
    }

    void startCoordinator() throws IOException {
        coordinator =
                started("coordinator", Map.of(), "coordinator", "--port", "" + port, "--json");
        server = awaitServer();
    }

    private String awaitServer() throws IOException {
        for (long tries = READY.dividedBy(TICK); tries > 0; tries--) {
            var printed = Files.readString(folder.resolve("coordinator.out"));
            int at = printed.lastIndexOf("\"server\":\"");
            if (at >= 0 && printed.endsWith("\n")) {
                int begin = at + "\"server\":\"".length();
                return printed.substring(begin, printed.indexOf('"', begin));
            }
            FaultProxy.pause(TICK);
        }
        throw new IllegalStateException(
                "the coordinator does not start: "
                        + Files.readString(folder.resolve("coordinator.err")));
    }

    void startAgent() throws IOException {
        startAgent(false);
    }

    /// @param anew whether one that runs is replaced
    void startAgent(boolean anew) throws IOException {
        if (anew) {
            kill(Kind.AGENT);
        }
        var preload = new ArrayList<Path>();
        Stream.concat(FIU.stream(), Stream.of(FAKETIME))
                .filter(Files::exists)
                .forEach(preload::add);
        var words = preload.stream().map(Path::toString).toList();
        agent =
                started(
                        "agent",
                        Map.of(
                                "LD_PRELOAD", String.join(":", words),
                                "FAKETIME_TIMESTAMP_FILE", timestamp.toString(),
                                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                                "FAKETIME_CACHE_DURATION", "1",
                                "FIU_CTRL_FIFO", folder.resolve("fiu").toString()),
                        "agent",
                        "--practice",
                        "--coordinator",
                        "http://127.0.0.1:" + linePort,
                        "--server",
                        server);
    }

    private Process started(String name, Map<String, String> extra, String... arguments)
            throws IOException {
        var command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        var builder =
                new ProcessBuilder(command)
                        .redirectOutput(Redirect.to(folder.resolve(name + ".out").toFile()))
                        .redirectError(Redirect.appendTo(folder.resolve(name + ".err").toFile()));
        builder.environment().remove("JAVA_HOME");
        builder.environment().remove("DISPLAY");
        builder.environment().put("HEARTH_HOME", home.toString());
        builder.environment().putAll(extra);
        return builder.start();
    }

    boolean agentRuns() {
        return agent != null && agent.isAlive();
    }

    boolean coordinatorRuns() {
        return coordinator != null && coordinator.isAlive();
    }

    /// Waits until the agent is bound to a wallet and shares.
    void bind(Duration patience) {
        var data = HearthHome.open(home);
        try (var password =
                Secret.taking("of no use to anybody".getBytes(StandardCharsets.UTF_8))) {
            var door = new WalletDoor(data, new SecureRandom(), Clock.systemUTC());
            try (var phrase = door.newPhrase(12)) {
                wallet = door.create(phrase, password);
            }
        }
        for (long tries = patience.dividedBy(TICK); tries > 0; tries--) {
            if (tell(this::bindAndShare)) {
                return;
            }
            FaultProxy.pause(TICK);
        }
        throw new IllegalStateException("the agent does not get ready; see " + folder);
    }

    private void bindAndShare(AgentLink link) {
        var payer = Objects.requireNonNull(wallet);
        var payout = payer.addresses().getFirst();
        var notAfter = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
        var signature =
                PayoutBindings.sign(
                        payer,
                        new PayoutBinding(
                                link.snapshot().device(), payout, new ServerId(server), notAfter));
        link.bindPayout(
                new Messages.PayoutBinding(
                        payout.value(),
                        notAfter.getEpochSecond(),
                        HexFormat.of().formatHex(signature)));
        // The disk is small on purpose; nothing is kept free on it.
        var usual = TransferLimits.standard();
        link.limit(new TransferLimits(usual.bytesPerDay(), usual.bytesPerMonth(), 64L << 20, 0));
        link.share(true);
    }

    boolean shareOff() {
        return tell(link -> link.share(false));
    }

    private boolean tell(Consumer<AgentLink> what) {
        try (var link = SocketAgentLink.to(home.resolve("agent"))) {
            what.accept(link);
            return true;
        } catch (AgentUnreachableException | AgentRefusedException | AgentException notNow) {
            return false;
        }
    }

    /// @return whether there was one
    boolean kill(Kind kind) {
        var victims = processes.of(kind);
        victims.forEach(ProcessHandle::destroyForcibly);
        victims.forEach(v -> v.onExit().join());
        return !victims.isEmpty();
    }

    /// Stops agent and child, as a laptop that is closed does.
    void sleep(Duration time) throws IOException, InterruptedException {
        var sleepers =
                Stream.concat(
                                processes.of(Kind.AGENT).stream(),
                                processes.of(Kind.TRAINER).stream())
                        .map(p -> Long.toString(p.pid()))
                        .toList();
        signal("-STOP", sleepers);
        FaultProxy.pause(time);
        signal("-CONT", sleepers);
    }

    private static void signal(String signal, List<String> pids)
            throws IOException, InterruptedException {
        for (var pid : pids) {
            boolean _ = run("kill", signal, pid);
        }
    }

    /// Leaves no byte on the agent's disk.
    void fillDisk() throws IOException {
        try (var out = Files.newOutputStream(ballast())) {
            var piece = new byte[1 << 20];
            while (true) {
                out.write(piece);
            }
        } catch (IOException full) {
            assert Files.exists(ballast());
        }
    }

    void freeDisk() throws IOException {
        Files.deleteIfExists(ballast());
    }

    private Path ballast() {
        return home.resolve("agent/ballast");
    }

    /// From now on one write or force in twenty fails in the agent.
    void ioErrors(boolean on) throws IOException, InterruptedException {
        for (var process : processes.of(Kind.AGENT)) {
            for (var name :
                    List.of(
                            "posix/io/rw/pwrite",
                            "posix/io/sync/fsync",
                            "posix/io/sync/fdatasync")) {
                var command =
                        on
                                ? "enable_random name=" + name + ",probability=0.05"
                                : "disable name=" + name;
                boolean told =
                        run(
                                "fiu-ctrl",
                                "-f",
                                folder.resolve("fiu").toString(),
                                "-c",
                                command,
                                Long.toString(process.pid()));
                if (!told && process.isAlive()) {
                    Soak.say("fiu-ctrl did not reach the agent");
                }
            }
        }
    }

    /// @param offset of the agent's clock, as libfaketime writes it
    void clock(String offset) throws IOException {
        Files.writeString(timestamp, offset + "\n");
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(Redirect.DISCARD)
                            .start();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    /// Ends both programs in order, so that their books are whole.
    void end() throws InterruptedException {
        for (var process : Arrays.asList(agent, coordinator)) {
            if (process != null) {
                process.destroy();
                process.waitFor(30, TimeUnit.SECONDS);
            }
        }
        // The books are read where they lie: on the small disk, which close() takes away.
    }

    @Override
    public void close() {
        processes.running().keySet().forEach(ProcessHandle::destroyForcibly);
        processes.running().keySet().forEach(p -> p.onExit().join());
        if (wallet != null) {
            wallet.close();
        }
        if (isMounted) {
            try {
                keepAgentFolder();
                boolean gone = run("umount", home.resolve("agent").toString());
                if (!gone) {
                    Soak.say("the agent's disk stays mounted: " + home.resolve("agent"));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void keepAgentFolder() throws IOException, InterruptedException {
        boolean kept =
                run(
                        "cp",
                        "-a",
                        home.resolve("agent").toString(),
                        folder.resolve("agent-kept").toString());
        assert kept || isMounted;
    }

    static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.toList().reversed()) {
                Files.delete(file);
            }
        }
    }
}
