package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.util.Objects;
import java.util.stream.StreamSupport;

/// The arguments that are read without picocli mean what picocli makes of them.
class AgentOrderTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--practice",
                "--hasty --practice",
                "--coordinator http://127.0.0.1:9",
                "--coordinator https://example.org:8443/base --server abc --name Kitchen",
                "--machine day.jsonl --practice --name 7",
            })
    void readsAsPicocliDoes(String line) {
        String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");
        var command = new AgentCommand();
        new CommandLine(command).parseArgs(arguments);

        assertThat(AgentOrder.read(arguments)).contains(command.order());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "-h",
                "--name=Kitchen",
                "--name",
                "--name --practice",
                "--practice --practice",
                "--name a --name b",
                "--coordinator ht^tp://x",
                "--server \"abc\"",
                "--practise",
                "elsewhere",
            })
    void leavesEverythingElseToPicocli(String line) {
        assertThat(AgentOrder.read(line.split(" "))).isEmpty();
    }

    /// A class that names picocli is in no start cache, and loads it while it is verified.
    @Test
    void whatWindowAndAgentStartWithDoesNotNamePicocli() throws IOException {
        for (var type :
                new Class<?>[] {
                    Hearth.class, AgentOrder.class, ImageUpdates.class, DesktopStart.class
                }) {
            try (var bytes =
                    Objects.requireNonNull(
                            type.getResourceAsStream(type.getSimpleName() + ".class"))) {
                var pool = ClassFile.of().parse(bytes.readAllBytes()).constantPool();
                assertThat(StreamSupport.stream(pool.spliterator(), false))
                        .as(type.getName())
                        .filteredOn(ClassEntry.class::isInstance)
                        .noneMatch(
                                entry ->
                                        ((ClassEntry) entry)
                                                .asInternalName()
                                                .startsWith("picocli/"));
            }
        }
    }
}
