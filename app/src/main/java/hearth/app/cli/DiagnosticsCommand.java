package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.logs.Diagnostics;
import hearth.protocol.Json;
import hearth.worker.AgentUnreachableException;
import hearth.worker.SocketAgentLink;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `hearth diagnostics`: one zip of plain text about this installation, without secrets.
@Command(
        name = "diagnostics",
        description =
                "Write a zip of plain text that helps somebody to help you. It holds no secrets and is sent nowhere.",
        mixinStandardHelpOptions = true)
final class DiagnosticsCommand implements Callable<Integer> {
    record Written(String file, List<Diagnostics.Entry> entries) {}

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").withZone(ZoneOffset.UTC);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "The zip to write; default is hearth-diagnostics-TIME.zip in this folder.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        var home = HearthHome.open();
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var file = out == null ? Path.of("hearth-diagnostics-" + STAMP.format(now) + ".zip") : out;
        try {
            var entries = new Diagnostics(home).write(file, Hearth.version(), now, texts(home));
            var written = new Written(file.toAbsolutePath().toString(), entries);
            Terminal.of(spec, json).result(written, forPeople(written));
            return 0;
        } catch (FileAlreadyExistsException taken) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "There is a file " + file + " already. Name another one with --out.",
                    taken);
        } catch (IOException unwritable) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "The diagnostics cannot be written to " + file + ".",
                    unwritable);
        }
    }

    private static Map<String, String> texts(HearthHome home) throws IOException {
        var texts = new TreeMap<String, String>();
        texts.put("system.json", Json.text(system(home)));
        texts.put("doctor.json", said("doctor", "--json"));
        texts.put("why.json", said("why", "--json"));
        texts.put("agent.json", agent(home));
        var settings = home.folder().resolve("settings.json");
        if (Files.isRegularFile(settings)) {
            texts.put("settings.json", Files.readString(settings));
        }
        return texts;
    }

    /// @param diskFreeBytes where the data folder lies
    record Machine(
            String version,
            String os,
            String architecture,
            String java,
            int cores,
            long heapBytes,
            long diskFreeBytes) {}

    private static Machine system(HearthHome home) throws IOException {
        return new Machine(
                Hearth.version(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("os.arch"),
                Runtime.version().toString(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory(),
                Files.getFileStore(home.folder()).getUsableSpace());
    }

    private static String agent(HearthHome home) {
        try (var link = SocketAgentLink.to(home.agent())) {
            return Json.text(link.snapshot());
        } catch (AgentUnreachableException away) {
            return "no agent runs\n";
        }
    }

    /// What another command of this program says now, and what it complains about.
    private static String said(String... arguments) {
        var text = new StringWriter();
        var printer = new PrintWriter(text, true);
        int code = CommandTree.line().setOut(printer).setErr(printer).execute(arguments);
        return text + (code == 0 ? "" : "exit code " + code + "\n");
    }

    private static String forPeople(Written written) {
        return written.entries().stream()
                        .map(e -> "%9d  %s".formatted(e.bytes(), e.name()))
                        .collect(Collectors.joining("\n"))
                + "\nWritten to "
                + written.file()
                + ".\nIt is plain text without secrets, and nothing was sent. Look inside before you pass it on.";
    }
}
