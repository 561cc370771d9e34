package hearth.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.protocol.Sha256;
import hearth.trainer.ComputeDevice;
import hearth.trainer.engine.EngineCatalogue.Artifact;
import hearth.trainer.engine.EngineCatalogue.Entry;
import hearth.trainer.engine.EngineInstaller.Outcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The whole way of an engine that is downloaded, with one that this computer can run: the
/// processor's libtorch of the CUDA engine's version, from a server here that misbehaves.
class EngineInstallerTest {
    private static final int CUT = 8 << 20;
    private static final long STOP = 30L << 20;

    @TempDir Path folder;

    @Test
    void anEngineIsInstalledThroughACutAStopAndWrongBytesAndThenTrains() throws IOException {
        var entry = entry();
        var store = new EngineStore(folder.resolve("engines"), at -> 1L << 40);
        byte[] libraries = Files.readAllBytes(OtherEngine.jar("pytorch-native-cpu"));
        byte[] wrong = libraries.clone();
        wrong[wrong.length - 1] ^= 1;

        long kept;
        try (var server =
                        new MisbehavingServer(
                                MisbehavingServer.truncating(libraries, CUT),
                                MisbehavingServer.wellBehaved(libraries));
                var installer = installer(store, server)) {
            assertThat(installer.offer(entry).keptBytes()).isZero();
            var outcome =
                    installer.install(
                            entry,
                            progress -> {
                                assertThat(progress.wholeBytes()).isEqualTo(entry.downloadBytes());
                                if (progress.doneBytes() > STOP) {
                                    installer.stop();
                                }
                            });
            assertThat(outcome).isEqualTo(Outcome.STOPPED);
            // What was in the client's hands when the connection broke may be lost.
            assertThat(server.asked()).hasSize(2).startsWith(0);
            assertThat(server.asked().getLast()).isBetween(CUT / 2, CUT);
            kept = installer.offer(entry).keptBytes();
            assertThat(kept).isGreaterThan(STOP).isLessThan(libraries.length);
            assertThat(store.installed(entry.content())).isEmpty();
        }

        try (var server = new MisbehavingServer(MisbehavingServer.wellBehaved(wrong));
                var installer = installer(store, server)) {
            assertThatThrownBy(() -> installer.install(entry, progress -> {}))
                    .isInstanceOfSatisfying(
                            EngineException.class,
                            e ->
                                    assertThat(e.problem())
                                            .isInstanceOf(EngineProblem.WrongContent.class));
            assertThat(server.asked()).containsExactly((int) kept);
            assertThat(installer.offer(entry).keptBytes()).isZero();
            assertThat(store.installed(entry.content())).isEmpty();
        }

        var answers = new ArrayList<MisbehavingServer.Answer>();
        for (var jar : jars()) {
            answers.add(MisbehavingServer.wellBehaved(Files.readAllBytes(jar)));
        }
        try (var server = new MisbehavingServer(answers.toArray(MisbehavingServer.Answer[]::new));
                var installer = installer(store, server)) {
            assertThat(installer.install(entry, progress -> {})).isEqualTo(Outcome.INSTALLED);
            assertThat(server.asked()).containsExactly(0, 0, 0, 0);
            assertThat(installer.install(entry, progress -> {})).isEqualTo(Outcome.INSTALLED);
            assertThat(server.asked()).hasSize(4);
            try (var left = Files.list(folder.resolve("downloads"))) {
                assertThat(left).isEmpty();
            }
            var place = store.installed(entry.content()).orElseThrow();
            var engine =
                    InstalledEngine.of(
                            entry.content(),
                            ComputeDevice.CPU,
                            place,
                            OtherEngine.CLASS_PATH,
                            Optional.empty());
            var result = OtherEngine.train(engine, OtherEngine.GPT, folder);
            assertThat(result.steps()).isEqualTo(20);
            assertThat(result.lastLoss()).isLessThan(result.firstLoss());
            assertThat(installer.remove(entry)).isTrue();
            assertThat(place).doesNotExist();
        }
    }

    /// The libraries first: they are most of it.
    private static List<Path> jars() throws IOException {
        return List.of(
                OtherEngine.jar("pytorch-native-cpu"),
                OtherEngine.jar("pytorch-jni"),
                OtherEngine.jar("api"),
                OtherEngine.jar("pytorch-engine"));
    }

    private static Entry entry() throws IOException {
        var artifacts = new ArrayList<Artifact>();
        for (var jar : jars()) {
            var name = jar.getFileName().toString();
            artifacts.add(
                    new Artifact(name, "x/" + name, Files.size(jar), Sha256.ofFile(jar), "none"));
        }
        return new Entry(
                ComputeDevice.CPU,
                HostPlatform.of("Linux", "amd64").word(),
                new DriverVersion("525.60.13"),
                List.of(),
                artifacts,
                OtherEngine.content());
    }

    private EngineInstaller installer(EngineStore store, MisbehavingServer server) {
        var downloads = folder.resolve("downloads");
        var backoff = new Backoff(4, Duration.ofSeconds(1), Duration.ofSeconds(30), pause -> {});
        var download = new Download(server.mirror(), downloads, backoff, Duration.ofSeconds(30));
        return new EngineInstaller(store, at -> 1L << 40, server.mirror(), download, downloads);
    }
}
