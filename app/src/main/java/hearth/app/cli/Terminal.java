package hearth.app.cli;

import hearth.protocol.Json;

import picocli.CommandLine.Model.CommandSpec;

import java.io.PrintWriter;

/// Where a command prints: results to standard output, progress and problems to standard error.
///
/// @param json one JSON object instead of lines for people
record Terminal(PrintWriter out, PrintWriter err, boolean json) {
    static Terminal of(CommandSpec spec, boolean json) {
        var line = spec.commandLine();
        return new Terminal(line.getOut(), line.getErr(), json);
    }

    /// The one result of the command.
    void result(Object value, String forPeople) {
        out.println(json ? Json.text(value) : forPeople);
        out.flush();
    }

    void progress(String line) {
        err.println(line);
        err.flush();
    }
}
