package hearth.app.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// How a command prints; mixed into it.
final class Output {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    Terminal terminal() {
        return Terminal.of(spec, json);
    }

    CommandLine line() {
        return spec.commandLine();
    }

    /// What is said of an argument that cannot be meant.
    ParameterException wrong(String why) {
        return new ParameterException(line(), why);
    }
}
