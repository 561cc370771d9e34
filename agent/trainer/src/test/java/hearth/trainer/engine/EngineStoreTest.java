package hearth.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

class EngineStoreTest {
    private static final long PLENTY = 1L << 40;

    @TempDir Path folder;
    private EngineArchives archives;
    private EngineStore store;

    @BeforeEach
    void packAnEngine() throws IOException {
        archives = new EngineArchives(folder.resolve("installation"));
        store = new EngineStore(folder.resolve("engines"), at -> PLENTY);
    }

    @Test
    void unpacksEveryListedFileAndNothingElse() throws IOException {
        var held = held();
        held.put("../../escaped", new byte[] {1});
        held.put("libevil.so", new byte[] {1});
        archives.write(held);
        var place = store.ready(archives.content(), archives::find);
        assertThat(names(place)).containsExactly("libc10.so", "libtorch.so", "libtorch_cpu.so");
        assertThat(place.resolve("libc10.so")).hasBinaryContent(archives.library("libc10.so"));
        assertThat(names(store.folder())).containsExactly(place.getFileName().toString(), "lock");
        assertThat(folder.resolve("escaped")).doesNotExist();
    }

    @Test
    void usesWhatIsThereWithoutTheArchives() throws IOException {
        var place = store.ready(archives.content(), archives::find);
        assertThat(fresh().ready(archives.content(), name -> Optional.empty())).isEqualTo(place);
        assertThat(fresh().installed(archives.content())).contains(place);
    }

    @Test
    void mendsAFlippedByteFromTheArchive() throws IOException {
        var place = store.ready(archives.content(), archives::find);
        flipAByte(place.resolve("libtorch.so"));
        fresh().ready(archives.content(), archives::find);
        assertThat(place.resolve("libtorch.so")).hasBinaryContent(archives.library("libtorch.so"));
    }

    @Test
    void aRunningProcessNoticesAFileThatChangedUnderIt() throws IOException {
        var place = store.ready(archives.content(), archives::find);
        flipAByte(place.resolve("libtorch.so"));
        store.ready(archives.content(), archives::find);
        assertThat(place.resolve("libtorch.so")).hasBinaryContent(archives.library("libtorch.so"));
    }

    @Test
    void refusesAFlippedByteThatNothingCanMend() throws IOException {
        var place = store.ready(archives.content(), archives::find);
        flipAByte(place.resolve("libtorch.so"));
        assertProblem(
                () -> fresh().installed(archives.content()),
                new EngineProblem.Damaged("libtorch.so", place));
        assertProblem(
                () -> fresh().ready(archives.content(), name -> Optional.empty()),
                new EngineProblem.Missing(EngineArchives.ARCHIVE));
    }

    @Test
    void removesALibraryThatSomebodyPutIntoTheFolder() throws IOException {
        var place = store.ready(archives.content(), archives::find);
        Files.writeString(place.resolve("libevil.so"), "evil");
        store.ready(archives.content(), archives::find);
        assertThat(place.resolve("libevil.so")).doesNotExist();
    }

    @Test
    void replacesALinkByTheFileItself() throws IOException {
        var place = store.ready(archives.content(), archives::find);
        var library = place.resolve("libc10.so");
        var elsewhere = Files.copy(library, folder.resolve("elsewhere.so"));
        Files.delete(library);
        Files.createSymbolicLink(library, elsewhere);
        fresh().ready(archives.content(), archives::find);
        assertThat(library).isRegularFile();
        assertThat(Files.isSymbolicLink(library)).isFalse();
    }

    @Test
    void refusesAnArchiveWithAnotherByteInside() throws IOException {
        var held = held();
        var other = archives.library("libtorch.so");
        other[7] ^= 1;
        held.put("libtorch.so", other);
        archives.write(held);
        assertNothingIsLeft(new EngineProblem.Damaged("libtorch.so", archives.archive()));
    }

    @Test
    void refusesAnEntryThatIsLongerThanListed() throws IOException {
        var held = held();
        held.put("libc10.so", new byte[5_000_000]);
        archives.write(held);
        assertNothingIsLeft(new EngineProblem.Damaged("libc10.so", archives.archive()));
    }

    @Test
    void refusesAnArchiveThatLacksAFile() throws IOException {
        archives.write(Map.of("libc10.so", archives.library("libc10.so")));
        assertNothingIsLeft(new EngineProblem.Damaged("libtorch.so", archives.archive()));
    }

    @Test
    void refusesAnArchiveThatWasCutShort() throws IOException {
        byte[] whole = Files.readAllBytes(archives.archive());
        Files.write(archives.archive(), Arrays.copyOf(whole, whole.length / 2));
        assertNothingIsLeft(new EngineProblem.Damaged("libc10.so", archives.archive()));
    }

    @Test
    void saysHowMuchRoomIsMissingBeforeItWrites() {
        long needed = archives.content().bytes() + (256L << 20);
        var full = new EngineStore(folder.resolve("engines"), at -> needed - 1);
        assertProblem(
                () -> full.ready(archives.content(), archives::find),
                new EngineProblem.NoRoom(full.folder(), needed, needed - 1));
        assertThat(new EngineProblem.NoRoom(full.folder(), needed, needed - 1).text())
                .contains("269 MB of free space", full.folder().toString());
        assertThat(full.folder().resolve(archives.content().folderName())).doesNotExist();
    }

    @Test
    void whatAKilledProcessLeftIsRemoved() throws IOException {
        var left = store.folder().resolve(archives.content().folderName() + ".unfinished");
        Files.createDirectories(left);
        Files.writeString(left.resolve("libc10.so"), "half");
        Files.writeString(store.folder().resolve("file123.unfinished"), "half");
        var place = store.ready(archives.content(), archives::find);
        assertThat(names(store.folder())).containsExactly(place.getFileName().toString(), "lock");
    }

    @Test
    void aNewReleaseReplacesTheOldEngine() throws IOException {
        store.ready(archives.content("cpu-0.9-test"), archives::find);
        var place = store.ready(archives.content(), archives::find);
        assertThat(names(store.folder())).containsExactly(place.getFileName().toString(), "lock");
    }

    @Test
    void manyAtOnceGetTheSameWholeEngine() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Path> ready = () -> fresh().ready(archives.content(), archives::find);
            var places = threads.invokeAll(List.of(ready, ready, ready, ready));
            for (var place : places) {
                assertThat(names(place.get())).hasSize(3);
            }
        }
    }

    @Test
    void twoProcessesAtOnceGetTheSameWholeEngine() throws Exception {
        var builds = new ArrayList<Process>();
        for (int i = 0; i < 2; i++) {
            builds.add(
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    UnpackingProcess.class.getName(),
                                    folder.toString())
                            .redirectErrorStream(true)
                            .start());
        }
        for (var build : builds) {
            String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(build.waitFor()).as(said).isZero();
        }
        assertThat(store.installed(archives.content())).isPresent();
    }

    private EngineStore fresh() {
        return new EngineStore(store.folder(), at -> PLENTY);
    }

    private Map<String, byte[]> held() {
        var held = new TreeMap<String, byte[]>();
        archives.content().members().forEach(m -> held.put(m.name(), archives.library(m.name())));
        return held;
    }

    private void assertNothingIsLeft(EngineProblem problem) throws IOException {
        assertProblem(() -> store.ready(archives.content(), archives::find), problem);
        assertThat(names(store.folder())).containsExactly("lock");
    }

    private static void assertProblem(Runnable action, EngineProblem problem) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.problem()).isEqualTo(problem));
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    /// Same length, later date: as a failing disk or a person would leave it.
    private static void flipAByte(Path file) throws IOException {
        assertThat(file.toFile().setWritable(true)).isTrue();
        var later = FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + 5_000);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, later);
    }
}
