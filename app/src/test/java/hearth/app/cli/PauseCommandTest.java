package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.PrintWriter;
import java.io.StringWriter;

class PauseCommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"soon", "1 day", "-1h", "0m", "2w", "1000000h"})
    void saysHowATimeIsWritten(String time) {
        var err = new StringWriter();

        int code = CommandTree.line().setErr(new PrintWriter(err)).execute("pause", "--", time);

        assertThat(code).isEqualTo(2);
        assertThat(err.toString())
                .contains("'" + time + "' is not a duration; write 90s, 3m, 2h or 1d, or tomorrow")
                .doesNotContain("Exception");
    }
}
