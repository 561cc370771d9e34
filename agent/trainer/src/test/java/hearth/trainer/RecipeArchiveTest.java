package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

class RecipeArchiveTest {
    private static final Path SOURCES = Path.of("src/main/recipes");

    @Test
    void theSameSourceGivesTheSameBytes() throws IOException {
        for (var recipe : RecipeArchive.recipes(SOURCES)) {
            var name = recipe.getFileName().toString();
            assertThat(RecipeArchive.pack(name, RecipeArchive.sources(recipe)))
                    .isEqualTo(Files.readAllBytes(Path.of("target/recipes", name + ".pt")));
        }
    }

    @Test
    void holdsTheProgramUncompressedAndNothingElse() throws IOException {
        var names = new ArrayList<String>();
        var recipe = SOURCES.resolve("gpt");
        var archive = RecipeArchive.pack("gpt", RecipeArchive.sources(recipe));
        try (var zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (var e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                names.add(e.getName());
                assertThat(e.getMethod()).isEqualTo(ZipEntry.STORED);
                if (e.getName().endsWith("model.py")) {
                    assertThat(zip.readAllBytes())
                            .isEqualTo(Files.readAllBytes(recipe.resolve("model.py")));
                }
            }
        }
        assertThat(names)
                .containsExactly(
                        "gpt/data.pkl",
                        "gpt/code/__torch__/adamw.py",
                        "gpt/code/__torch__/decoder.py",
                        "gpt/code/__torch__/model.py",
                        "gpt/code/__torch__/program.py",
                        "gpt/constants.pkl",
                        "gpt/version",
                        "gpt/byteorder");
    }

    @Test
    void leavesOutSharedSourceThatTheRecipeDoesNotUse() throws IOException {
        assertThat(RecipeArchive.sources(SOURCES.resolve("cnn")))
                .containsOnlyKeys("adamw.py", "model.py", "program.py");
    }

    /// As Python's pickletools reads it: PROTO 2, GLOBAL '__torch__.program Program', EMPTY_TUPLE,
    /// NEWOBJ, EMPTY_DICT, BUILD, STOP.
    @Test
    void theObjectIsAPickleOfTheClassWithoutState() throws IOException {
        var archive = RecipeArchive.pack("ab", new TreeMap<>());
        try (var zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            zip.getNextEntry();
            assertThat(zip.readAllBytes())
                    .isEqualTo(
                            "\u0080\u0002c__torch__.program\nProgram\n)\u0081}b."
                                    .getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
