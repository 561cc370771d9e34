package hearth.trainer.bench;

import hearth.protocol.Sha256;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// Compiles `baseline.cpp` against the shared objects that our trainer has loaded. A program that
/// was compiled from the same source for the same place is used again.
final class BaselineProgram {
    private final String compiler;
    private final Path headers;
    private final Path folder;

    /// @param compiler that takes g++'s arguments
    /// @param headers include folder of libtorch
    /// @param folder in which programs are kept
    BaselineProgram(String compiler, Path headers, Path folder) {
        this.compiler = compiler;
        this.headers = headers;
        this.folder = folder;
    }

    /// @throws MissingPartException without a compiler, or if it refuses
    Path compile(Path libtorch) {
        try {
            var source = source();
            var id = Sha256.of(source + '\n' + libtorch + '\n' + headers).hex().substring(0, 16);
            var program = folder.resolve("baseline-" + id);
            if (Files.notExists(program)) {
                Files.createDirectories(folder);
                var file = Files.writeString(folder.resolve("baseline.cpp"), source);
                compile(file, folder.resolve(program.getFileName() + ".new"), libtorch);
                Files.move(folder.resolve(program.getFileName() + ".new"), program);
            }
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compile(Path source, Path program, Path libtorch) {
        var command =
                List.of(
                        compiler,
                        "-std=c++17",
                        "-O2",
                        "-I" + headers,
                        "-I" + headers.resolve("torch/csrc/api/include"),
                        source.toString(),
                        "-o",
                        program.toString(),
                        "-L" + libtorch,
                        "-l:libtorch_cpu.so",
                        "-l:libc10.so",
                        "-Wl,-rpath," + libtorch);
        switch (Tool.run(command)) {
            case Tool.Ran(int exit, var _) when exit == 0 -> {}
            case Tool.Ran(int exit, var output) ->
                    throw new MissingPartException(
                            "%s could not compile the baseline (exit %d): %s"
                                    .formatted(compiler, exit, output));
            case Tool.Absent() ->
                    throw new MissingPartException(
                            "The comparison needs a C++ compiler: there is no %s on the PATH"
                                            .formatted(compiler)
                                    + " (Debian: apt-get install g++).");
        }
    }

    static String source() throws IOException {
        try (var in =
                Objects.requireNonNull(BaselineProgram.class.getResourceAsStream("baseline.cpp"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
