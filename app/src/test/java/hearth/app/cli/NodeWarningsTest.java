package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.app.install.CommandFailure;
import hearth.chain.NodeFinding;
import hearth.chain.Reading;
import hearth.protocol.Json;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;

final class NodeWarningsTest {
    private static final NodeFinding LIE =
            new NodeFinding(
                    URI.create("https://one.example"),
                    NodeFinding.Kind.OTHER_ANSWER,
                    "coins",
                    "5",
                    "7");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private Terminal terminal(boolean json) {
        return new Terminal(new PrintWriter(out), new PrintWriter(err), json);
    }

    @Test
    void nodesThatDisagreeAreNamedInTheOneObjectAndTheCommandIsRefused() {
        var disputed = new Reading.Unreachable<String>(List.of(LIE));
        assertThatThrownBy(() -> NodeWarnings.known(disputed, terminal(true)))
                .isInstanceOfSatisfying(
                        CommandFailure.class,
                        f -> assertThat(f.exitCode()).isEqualTo(CommandFailure.REFUSED));
        var finding = Json.mapper().readTree(out.toString()).get("findings").get(0);
        assertThat(finding.get("node").asString()).isEqualTo("https://one.example");
        assertThat(finding.get("said").asString()).isEqualTo("5");
        assertThat(finding.get("others").asString()).isEqualTo("7");
        assertThat(err.toString()).contains("https://one.example", "it said 5, the others 7");
    }

    @Test
    void aValueIsPassedOnAndALonelyLiarIsNamedBesideIt() {
        var terminal = terminal(false);
        assertThat(NodeWarnings.known(new Reading.Known<>("value"), terminal)).isEqualTo("value");
        NodeWarnings.tell(List.of(LIE), terminal);
        assertThat(err.toString()).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void noAnswerAtAllIsAnotherFailure() {
        var nobody = new Reading.Unreachable<String>(List.of());
        assertThatThrownBy(() -> NodeWarnings.known(nobody, terminal(true)))
                .hasMessage("The chain does not answer.");
        assertThat(out.toString()).isEmpty();
    }
}
