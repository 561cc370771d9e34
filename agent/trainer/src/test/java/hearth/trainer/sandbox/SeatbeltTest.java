package hearth.trainer.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The macOS profile, read as macOS would and held against what a sandbox must not say. It was
/// never run there.
class SeatbeltTest {
    private static final Set<String> MAY_BE_ALLOWED =
            Set.of(
                    "process-exec",
                    "sysctl-read",
                    "signal",
                    "file-read-metadata",
                    "file-read*",
                    "file-write-data",
                    "file-write*",
                    "iokit-open",
                    "mach-lookup");

    @TempDir Path folder;

    private Cell cell(JobFolder job, boolean accelerated) throws IOException {
        // The quote and the backslash are legal in names, and so is a way to break out of a string.
        var java = Files.createDirectories(folder.resolve("ja\"va\\ (allow default)"));
        var engine = Files.createDirectories(folder.resolve("engine"));
        return new Cell(
                new View(java, "java"),
                List.of(new View(engine, "lib")),
                List.of(),
                job,
                Limits.of(1L << 33, 1),
                new Devices(accelerated, List.of(), List.of()),
                Map.of());
    }

    private List<Profile.Form> profile(boolean accelerated) throws IOException {
        try (var job = JobFolder.create(folder.resolve("work"), false)) {
            return Profile.read(Seatbelt.profile(cell(job, accelerated)));
        }
    }

    private static Stream<Profile.Form> allowed(List<Profile.Form> profile, String operation) {
        return profile.stream()
                .filter(f -> f.head().equals("allow") && f.operation().equals(operation));
    }

    @Test
    void deniesFirstAndAllowsOnlyWhatIsOnAList() throws IOException {
        for (boolean accelerated : new boolean[] {false, true}) {
            var profile = profile(accelerated);
            assertThat(profile.get(0).head()).isEqualTo("version");
            assertThat(profile.get(1).head()).isEqualTo("deny");
            assertThat(profile.get(1).operation()).isEqualTo("default");
            assertThat(profile.subList(2, profile.size()))
                    .allSatisfy(
                            form -> {
                                assertThat(form.head()).isEqualTo("allow");
                                assertThat(form.operation()).isIn(MAY_BE_ALLOWED);
                            });
        }
    }

    @Test
    void saysNothingOfTheNetworkOrOfOtherProcesses() throws IOException {
        assertThat(profile(true))
                .noneMatch(f -> f.operation().startsWith("network"))
                .noneMatch(f -> f.operation().equals("process-fork"))
                .noneMatch(f -> f.operation().equals("process*"))
                .noneMatch(f -> f.operation().equals("default") && f.head().equals("allow"));
        assertThat(allowed(profile(true), "signal"))
                .allSatisfy(f -> assertThat(f.filters().getFirst().operation()).isEqualTo("self"));
    }

    @Test
    void everyRightToFilesNamesItsPaths() throws IOException {
        for (var form : profile(true)) {
            if (form.operation().startsWith("file-") || form.operation().equals("process-exec")) {
                assertThat(form.filters()).as(form.toString()).isNotEmpty();
                assertThat(form.filters())
                        .allSatisfy(
                                filter -> {
                                    assertThat(filter.head()).isIn("subpath", "literal");
                                    assertThat(filter.argument()).startsWith("/");
                                });
                assertThat(form.filters().stream().filter(f -> f.head().equals("subpath")))
                        .as("nobody reads or writes all")
                        .noneMatch(f -> Path.of(f.argument()).getNameCount() < 2);
            }
        }
    }

    @Test
    void writesOnlyWhereTheJobIs() throws IOException {
        var work = folder.toRealPath().resolve("work").toString();
        assertThat(allowed(profile(false), "file-write*"))
                .flatExtracting(Profile.Form::filters)
                .extracting(Profile.Form::argument)
                .hasSize(2)
                .allMatch(path -> path.startsWith(work));
        assertThat(allowed(profile(false), "file-write-data"))
                .flatExtracting(Profile.Form::filters)
                .extracting(Profile.Form::argument)
                .containsExactly("/dev/null");
    }

    @Test
    void aHostileNameStaysANameAndTheLinksOfPathsAreFollowed() throws IOException {
        var real = folder.toRealPath();
        assertThat(allowed(profile(false), "process-exec"))
                .flatExtracting(Profile.Form::filters)
                .extracting(Profile.Form::argument)
                .containsExactly(real.resolve("ja\"va\\ (allow default)").toString());
    }

    @Test
    void theGraphicsChipIsOpenedOnlyForAChildThatComputesOnIt() throws IOException {
        assertThat(profile(false))
                .noneMatch(f -> f.operation().equals("iokit-open"))
                .noneMatch(f -> f.operation().equals("mach-lookup"));
        assertThat(allowed(profile(true), "iokit-open")).hasSize(1);
        assertThat(allowed(profile(true), "mach-lookup"))
                .flatExtracting(Profile.Form::filters)
                .extracting(Profile.Form::argument)
                .containsExactly("com.apple.MTLCompilerService");
    }

    @Test
    void limitsComeBeforeTheProfileAndTheProgramLast() throws IOException {
        try (var job = JobFolder.create(folder.resolve("work"), false)) {
            var cell = cell(job, false);
            var command = new Seatbelt().command(cell, List.of("java", "Main"));
            assertThat(command.subList(0, 2)).containsExactly("/bin/sh", "-c");
            assertThat(command.get(2)).startsWith("ulimit -c 0 -n ").endsWith("exec \"$@\"");
            assertThat(command).endsWith("java", "Main");
            assertThat(command).containsSequence("/usr/bin/sandbox-exec", "-p");
        }
    }

    @Test
    void theReaderRefusesWhatIsNotWhole() {
        for (var broken : List.of("(", ")", "(a", "a", "(a))", "()", "(a \"b)")) {
            assertThatIllegalArgumentException().isThrownBy(() -> Profile.read(broken));
        }
    }
}
