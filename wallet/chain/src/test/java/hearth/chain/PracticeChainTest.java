package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.keys.EthereumKey;
import hearth.protocol.Json;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;

final class PracticeChainTest {
    private static final Wei ONE = Wei.ofEmber("1");

    @TempDir Path folder;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private PracticeStart start(PracticeSettings settings) {
        return PracticeChain.start(settings, InstantSource.system(), timer);
    }

    private static void eventually(BooleanSupplier condition) {
        var met =
                Polling.await(
                        Duration.ofMillis(20),
                        Duration.ofSeconds(20),
                        () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
        assertThat(met).isPresent();
    }

    private boolean stateIsNewerThan(Instant time) {
        try {
            Path state = folder.resolve("chain.json");
            return Files.exists(state)
                    && Files.getLastModifiedTime(state).toInstant().isAfter(time);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void killedChainComesBackAndLosesNothing() {
        try (var practice = new Practice(folder)) {
            var deployed = Instant.now();
            eventually(() -> stateIsNewerThan(deployed));
            var to = EthereumKey.random(Practice.RANDOM).address();
            var paid = practice.wallet.send("pay", to, ONE, practice.operator());
            long pid = practice.chain.pid();
            // Less than one state interval after the payment: anvil alone would lose it.
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            eventually(() -> practice.chain.pid() != pid);
            eventually(
                    () ->
                            practice.wallet.balances(to, Wei.ZERO)
                                            instanceof Reading.Known<Balances> known
                                    && known.value().ember().equals(ONE));
            assertThat(
                            Practice.included(
                                            practice.wallet.send(
                                                    "pay", to, ONE, practice.operator()))
                                    .hash())
                    .isEqualTo(Practice.included(paid).hash());
            assertThat(practice.deployment.ensure()).isEqualTo(practice.profile);
        }
    }

    @Test
    void chainKilledBeforeItsFirstStateBeginsAgainAsTheSame() {
        try (var practice = new Practice(folder)) {
            long pid = practice.chain.pid();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            eventually(() -> practice.chain.pid() != pid);
            assertThat(practice.chain.node().genesisHash())
                    .isEqualTo(practice.profile.genesisHash());
            eventually(
                    () ->
                            new RewardsPoster(practice.network, practice.operator()).funded()
                                            instanceof Reading.Known<Wei> known
                                    && known.value().equals(Practice.BUDGET));
        }
    }

    /// anvil adds its own genesis to the state at each start; were it another one, chance would
    /// decide which counts.
    @Test
    void staysTheSameChainOverManyStarts() throws IOException {
        var seen = new HashSet<String>();
        for (int i = 0; i < 6; i++) {
            try (var practice = new Practice(folder)) {
                seen.add(practice.chain.node().genesisHash());
            }
        }
        assertThat(seen).hasSize(1);
        var blocks =
                Json.mapper()
                        .readTree(Files.readAllBytes(folder.resolve("chain.json")))
                        .required("blocks");
        int begins = 0;
        for (var block : blocks) {
            begins +=
                    block.required("header").required("number").stringValue().equals("0x0") ? 1 : 0;
        }
        assertThat(begins).as("blocks of height 0 in the state").isEqualTo(1);
    }

    @Test
    void keepsItsStateAndPortOverARestartAndFallsBackWhenTheStateIsTorn() throws IOException {
        NetworkProfile profile;
        try (var practice = new Practice(folder)) {
            profile = practice.profile;
        }
        byte[] state = Files.readAllBytes(folder.resolve("chain.json"));
        Files.write(folder.resolve("chain.json"), Arrays.copyOf(state, state.length / 2));
        try (var practice = new Practice(folder)) {
            assertThat(practice.profile).isEqualTo(profile);
        }
    }

    @Test
    void chainThatLostEverythingIsFurnishedAgain() throws IOException {
        NetworkProfile profile;
        try (var practice = new Practice(folder)) {
            profile = practice.profile;
        }
        for (var name : new String[] {"chain.json", "chain-copy.json", "chain-copy.json.1"}) {
            Files.deleteIfExists(folder.resolve(name));
        }
        try (var practice = new Practice(folder)) {
            assertThat(practice.profile.genesisHash()).isNotEqualTo(profile.genesisHash());
            var poster = new RewardsPoster(practice.network, practice.operator());
            assertThat(Practice.known(poster.funded())).isEqualTo(Practice.BUDGET);
        }
    }

    @Test
    void endsAnAnvilThatAKilledHearthLeftBehind() throws IOException {
        var settings = Practice.settings(folder);
        var files = new PracticeFiles(folder);
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        files.rememberPort(port);
        var leftover =
                AnvilProcess.start(settings, files, port, InstantSource.system()).orElseThrow();
        try (var chain = Practice.started(start(settings))) {
            assertThat(ProcessHandle.of(leftover.pid()).filter(ProcessHandle::isAlive)).isEmpty();
            assertThat(chain.rpc().getPort()).isEqualTo(port);
        }
    }

    @Test
    void leavesAChainAloneThatAnotherHearthRuns() throws IOException {
        var settings = Practice.settings(folder);
        var java = ProcessHandle.current().info().command().orElseThrow();
        // Any other Java program that runs on stands for the other Hearth.
        var other =
                new ProcessBuilder(java, "-m", "jdk.httpserver", "-p", "0", "-b", "127.0.0.1")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (var chain = Practice.started(start(settings))) {
            Files.writeString(folder.resolve("owner.pid"), Long.toString(other.pid()));
            assertThat(start(settings))
                    .isEqualTo(new PracticeStart.PortTaken(chain.rpc().getPort()));
            assertThat(chain.isRunning()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void saysThatThePortIsTaken() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var settings =
                    new PracticeSettings(
                            Practice.anvil(),
                            folder,
                            PracticeSettings.CHAIN_ID,
                            OptionalInt.of(socket.getLocalPort()));
            assertThat(start(settings))
                    .isEqualTo(new PracticeStart.PortTaken(socket.getLocalPort()));
        }
    }

    @Test
    void saysThatTheProgramIsMissing() {
        Path nowhere = folder.resolve("anvil");
        assertThat(start(PracticeSettings.of(nowhere, folder)))
                .isEqualTo(new PracticeStart.BinaryMissing(nowhere));
    }

    @Test
    void saysThatTheFolderCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        Path below = file.resolve("practice");
        assertThat(start(PracticeSettings.of(Practice.anvil(), below)))
                .isEqualTo(new PracticeStart.FolderUnwritable(below));
    }
}
