package hearth.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Sha256;
import hearth.trainer.ComputeDevice;
import hearth.trainer.engine.EngineCatalogue.Artifact;
import hearth.trainer.engine.EngineCatalogue.Entry;
import hearth.trainer.engine.EngineChoice.Candidate;
import hearth.trainer.engine.GraphicsCard.Maker;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class EngineChoiceTest {
    private static final HostPlatform LINUX = HostPlatform.of("Linux", "amd64");
    private static final GraphicsCard RTX_4070 = card("RTX 4070", "550.54.14", "8.9", 9);

    @TempDir Path folder;
    private EngineStore store = EngineStore.at(Path.of(""));
    private Entry entry = EngineCatalogue.ofThisRelease().engines().getFirst();

    @BeforeEach
    void offerASmallCudaEngine() throws IOException {
        store = new EngineStore(folder.resolve("engines"), at -> 1L << 40);
        var archives = new EngineArchives(folder.resolve("installation"));
        var artifact =
                new Artifact(
                        EngineArchives.ARCHIVE,
                        "x/natives.jar",
                        Files.size(archives.archive()),
                        Sha256.ofFile(archives.archive()),
                        "none");
        var content =
                new EngineContent("cuda-1.0-test", "1.0", "cu124", archives.content().members());
        entry =
                new Entry(
                        ComputeDevice.CUDA,
                        LINUX.word(),
                        new DriverVersion("525.60.13"),
                        List.of(ComputeCapability.of("5.0"), ComputeCapability.of("8.6")),
                        List.of(artifact),
                        content);
    }

    @Test
    void aCardWithoutAnEngineIsToldWhatItWouldTake() {
        assertThat(obstacle(RTX_4070).id()).isEqualTo("cuda-engine-missing");
        assertThat(obstacle(RTX_4070).fix()).contains("hearth engine install cuda");
    }

    @Test
    void everythingInTheWayHasItsOwnWords() {
        assertThat(obstacle(card("RTX 3060", "470.223.02", "8.6", 9)).id())
                .isEqualTo("nvidia-driver-old");
        assertThat(obstacle(card("RTX 5090", "575.51", "12.0", 30)).id()).isEqualTo("card-too-new");
        assertThat(obstacle(card("GTX 780", "525.60.13", "3.5", 2)).id()).isEqualTo("card-too-old");
        assertThat(obstacle(GraphicsCard.named(Maker.NVIDIA, "GeForce")).id())
                .isEqualTo("nvidia-driver-missing");
        assertThat(obstacle(GraphicsCard.named(Maker.AMD, "Radeon RX 7900")).id())
                .isEqualTo("card-unsupported");
    }

    @Test
    void theInstalledEngineOpensTheCardWithTheMostFreeMemory() throws IOException {
        install();
        var small = card("RTX 3050", "550.54.14", "8.6", 3);
        var candidates = choice(LINUX, small, RTX_4070).candidates();
        assertThat(candidates)
                .extracting(Candidate::device)
                .containsExactly(ComputeDevice.CUDA, ComputeDevice.CUDA, ComputeDevice.CPU);
        assertThat(candidates.getFirst().card()).contains(RTX_4070);
        assertThat(candidates).allMatch(Candidate::isOpen);
    }

    @Test
    void aSmallerCardThatWorksGoesBeforeALargerOneThatDoesNot() throws IOException {
        install();
        var blackwell = card("RTX 5090", "575.51", "12.0", 30);
        var first = choice(LINUX, blackwell, RTX_4070).candidates().getFirst();
        assertThat(first.card()).contains(RTX_4070);
    }

    @Test
    void aDamagedEngineIsAnObstacleAndNotAFault() throws IOException {
        install();
        var library = store.folder().resolve(entry.content().folderName()).resolve("libc10.so");
        Files.delete(library);
        assertThat(obstacle(RTX_4070).id()).isEqualTo("engine-damaged");
    }

    @Test
    void appleChipsTakeTheShippedEngine() {
        var mac = HostPlatform.of("Mac OS X", "aarch64");
        var candidates = choice(mac, GraphicsCard.named(Maker.APPLE, "Apple M2")).candidates();
        assertThat(candidates)
                .extracting(Candidate::device)
                .containsExactly(ComputeDevice.MPS, ComputeDevice.CPU);
    }

    @Test
    void aFailedTrialLeavesTheProcessorAndTheReason() throws IOException {
        install();
        var tried = new ArrayList<String>();
        var chosen =
                choice(LINUX, RTX_4070)
                        .choose(
                                engine -> {
                                    tried.add(engine.device() + " " + engine.card().orElse(""));
                                    return Optional.of(
                                            new EngineProblem.ProbeFailed(
                                                    "no kernel image", Optional.empty()));
                                });
        assertThat(tried).containsExactly("CUDA GPU-RTX 4070");
        assertThat(chosen.engine().device()).isEqualTo(ComputeDevice.CPU);
        assertThat(chosen.insteadOf())
                .hasValueSatisfying(
                        o -> {
                            assertThat(o.id()).isEqualTo("engine-probe");
                            assertThat(o.text()).contains("no kernel image");
                        });
    }

    @Test
    void aTrialThatGoesWellIsUsedWithItsOwnLibraries() throws IOException {
        install();
        var chosen = choice(LINUX, RTX_4070).choose(engine -> Optional.empty());
        assertThat(chosen.engine().device()).isEqualTo(ComputeDevice.CUDA);
        assertThat(chosen.engine().flavor()).isEqualTo("cu124");
        assertThat(chosen.engine().libraries())
                .isEqualTo(store.folder().resolve(entry.content().folderName()));
        assertThat(chosen.insteadOf()).isEmpty();
    }

    @Test
    void theCatalogueOfThisReleaseIsWhole() {
        var catalogue = EngineCatalogue.ofThisRelease();
        for (var platform : List.of("linux-x86_64", "win-x86_64")) {
            var cuda = catalogue.find(ComputeDevice.CUDA, new HostPlatform(platform)).orElseThrow();
            assertThat(cuda.downloadBytes()).isBetween(2_300_000_000L, 2_500_000_000L);
            assertThat(cuda.content().bytes()).isBetween(3_700_000_000L, 4_100_000_000L);
            assertThat(cuda.serves(ComputeCapability.of("8.9"))).isTrue();
            assertThat(cuda.serves(ComputeCapability.of("12.0"))).isFalse();
            assertThat(cuda.artifacts()).allMatch(a -> !a.licence().isBlank());
        }
    }

    private Obstacle obstacle(GraphicsCard card) {
        return choice(LINUX, card).candidates().getFirst().obstacles().getFirst();
    }

    private void install() throws IOException {
        var archives = new EngineArchives(folder.resolve("again"));
        store.ready(entry.content(), archives::find);
    }

    private EngineChoice choice(HostPlatform platform, GraphicsCard... cards) {
        return new EngineChoice(
                new CardSurvey(List.of(cards), Optional.empty()),
                new EngineCatalogue(List.of(entry)),
                platform,
                store,
                List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .stream()
                        .map(Path::of)
                        .toList());
    }

    private static GraphicsCard card(String name, String driver, String capability, long freeGb) {
        return new GraphicsCard(
                Maker.NVIDIA,
                name,
                Optional.of("GPU-" + name),
                Optional.empty(),
                Optional.of(new DriverVersion(driver)),
                Optional.of(ComputeCapability.of(capability)),
                Optional.of(12L << 30),
                Optional.of(freeGb << 30));
    }
}
