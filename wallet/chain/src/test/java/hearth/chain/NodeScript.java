package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Json;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program of wallet/contracts/tools, run with Node.js and the libraries of its lock file.
final class NodeScript {
    private NodeScript() {}

    /// The one JSON object that it prints.
    static JsonNode run(Path folder, String name, Object input, String... arguments)
            throws IOException, InterruptedException {
        var tools = Practice.anvil().resolve("../../../tools").normalize();
        var command = new ArrayList<>(List.of("node", tools.resolve(name).toString()));
        command.addAll(List.of(arguments));
        var in = Files.write(folder.resolve(name + ".in"), Json.bytes(input));
        var out = folder.resolve(name + ".out");
        var process =
                new ProcessBuilder(command)
                        .redirectInput(in.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("%s ends", name).isTrue();
        var printed = Files.readString(out);
        assertThat(printed).as("%s, exit code %d", name, process.exitValue()).startsWith("{");
        return Json.mapper().readTree(printed);
    }
}
