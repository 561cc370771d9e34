package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.chain.NodeFinding;
import hearth.chain.Reading;

import java.util.List;

/// What a command says about nodes whose word was not taken.
///
/// @param findings which node, what it said, what the others said
record NodeWarnings(List<NodeFinding> findings) {
    /// The value, or the command's end: where nodes disagree with what each of them said.
    static <T> T known(Reading<T> reading, Terminal terminal) {
        return switch (reading) {
            case Reading.Known<T> known -> known.value();
            case Reading.Unreachable<T> none when none.findings().isEmpty() ->
                    throw new CommandFailure(CommandFailure.FAILED, "The chain does not answer.");
            case Reading.Unreachable<T> none -> {
                if (terminal.json()) {
                    terminal.result(new NodeWarnings(none.findings()), "");
                }
                tell(none.findings(), terminal);
                throw new CommandFailure(
                        CommandFailure.REFUSED,
                        "The network's nodes disagree, so nothing can be said for sure.");
            }
        };
    }

    /// One line for each, to standard error.
    static void tell(List<NodeFinding> findings, Terminal terminal) {
        for (var f : findings) {
            terminal.progress(
                    "Node %s: %s. %s: it said %s, the others %s."
                            .formatted(f.node(), words(f.kind()), f.about(), f.said(), f.others()));
        }
    }

    private static String words(NodeFinding.Kind kind) {
        return switch (kind) {
            case SILENT -> "gives no answer";
            case BUSY -> "asked to be left alone for a while";
            case OTHER_HEIGHT -> "is at another height";
            case OTHER_ANSWER -> "says something else";
            case FALSE_PROOF -> "has a proof that does not fit";
        };
    }
}
