package hearth.coordinator;

import hearth.protocol.Manifest;
import hearth.protocol.Messages.Jobs;
import hearth.protocol.Wei;
import hearth.storage.S3BlobStore;
import hearth.storage.S3Place;
import hearth.testing.FreePort;
import hearth.testing.PostgresServer;
import hearth.testing.S3Server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// One of several coordinators over one database and one bucket, in a process of its own that can
/// be killed.
final class Replica {
    private static final Policy POLICY =
            new Policy(
                    Duration.ofSeconds(20),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(2),
                    Duration.ZERO,
                    0,
                    Duration.ofSeconds(1),
                    Duration.ofMillis(100),
                    5,
                    3,
                    1.0);

    /// Where all of them keep what they know.
    ///
    /// @param url of the database
    record Shared(String url, URI endpoint, String bucket) {
        CoordinatorConfig config(Path folder, int port) {
            var place = new S3Place(bucket, "", Optional.of(endpoint), S3Server.REGION, 1 << 26);
            return new CoordinatorConfig(
                            folder,
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                            Optional.of(
                                    new CoordinatorConfig.RewardsContract(
                                            31337, "0x00000000000000000000000000000000000000ff")),
                            POLICY,
                            Clock.systemUTC(),
                            new CoordinatorConfig.Ports(
                                    (id, device, binding) -> Optional.of(binding.payout()),
                                    Optional.empty(),
                                    TestJobs.evaluator()),
                            new Stores.Shared(
                                    url,
                                    PostgresServer::login,
                                    own ->
                                            S3BlobStore.open(
                                                    place,
                                                    own.resolve("blobs"),
                                                    Clock.systemUTC())))
                    .limiting(TrafficLimits.wide());
        }
    }

    private final Shared shared;
    private final Path folder;
    private final int port;
    private Process process;

    /// Starts one; each has the key of the first.
    Replica(Shared shared, Path folder, Optional<Replica> first) {
        this.shared = shared;
        this.folder = folder;
        this.port = FreePort.find();
        try {
            Files.createDirectories(folder);
            if (first.isPresent()) {
                Files.copy(
                        first.get().folder.resolve("server.key"),
                        folder.resolve("server.key"),
                        StandardCopyOption.REPLACE_EXISTING);
            } else {
                var made = CoordinatorKey.load(folder);
                assert made.serverId() != null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = launch();
    }

    private Process launch() {
        try {
            var command =
                    new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx256m",
                            "--enable-native-access=ALL-UNNAMED",
                            Replica.class.getName(),
                            folder.toString(),
                            Integer.toString(port),
                            shared.url(),
                            shared.endpoint().toString(),
                            shared.bucket());
            var environment = command.environment();
            environment.put("CLASSPATH", System.getProperty("java.class.path"));
            environment.put("AWS_ACCESS_KEY_ID", System.getProperty("aws.accessKeyId"));
            environment.put("AWS_SECRET_ACCESS_KEY", System.getProperty("aws.secretAccessKey"));
            return command.redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(folder.resolve("out").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// What it wrote about itself.
    String said() {
        try {
            return Files.readString(folder.resolve("out"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// `kill -9`.
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    void startAgain() {
        process = launch();
    }

    /// Whether it answers, and has the job to work on.
    boolean isReady() {
        try {
            var nobody = new SimulatedDevice(99, SimulatedDevice.Temper.HONEST);
            var client = new SignedClient(uri(), nobody);
            return !client.json(client.get("/v1/jobs"), Jobs.class).jobs().isEmpty();
        } catch (UncheckedIOException | AssertionError notYet) {
            return false;
        }
    }

    static Manifest create(Coordinator coordinator) {
        var manifest = TestJobs.manifest(coordinator.blobs(), 12, 100_000, Wei.ofEmber("1"));
        coordinator.create(Simulation.JOB, manifest);
        return manifest;
    }

    public static void main(String[] args) throws InterruptedException {
        var shared = new Shared(args[2], URI.create(args[3]), args[4]);
        var config = shared.config(Path.of(args[0]), Integer.parseInt(args[1]));
        switch (CoordinatorServer.open(config)) {
            case OpenOutcome.Opened opened -> create(opened.server().coordinator());
            case OpenOutcome other -> throw new IllegalStateException(other.toString());
        }
        Thread.currentThread().join();
    }
}
