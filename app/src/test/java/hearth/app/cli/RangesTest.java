package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.PrintWriter;
import java.io.StringWriter;

final class RangesTest {
    @ParameterizedTest
    @CsvSource({
        "bench verification --engines 0, --engines lies between 1 and 64.",
        "bench verification --honest -1, --honest lies between 2 and 1000.",
        "bench verification --rounds -3, --rounds lies between 1 and 100000.",
        "bench verification --steps 0, --steps lies between 1 and 10000.",
        "bench pipeline --scale 0, --scale lies between 1 and 10000.",
        "bench pipeline --up 0, --up lies between 0.01 and 100000.",
        "bench pipeline --down NaN, --down lies between 0.01 and 100000.",
        "bench yield --trials 0, --trials lies between 1 and 1000000.",
        "bench idle --seconds -5, --seconds lies between 1 and 86400.",
        "bench desktop --openings 0, --openings lies between 1 and 1000.",
        "bench desktop --seconds 0, --seconds lies between 1 and 86400.",
        "bench convergence --rounds 0, --rounds lies between 1 and 100000.",
        "bench convergence --rate Infinity, --rate lies between 0.000000001 and 100.",
        "bench convergence --outer-momentum 1.5, --outer-momentum lies between 0 and 1.",
        "wallet send 0x00000000000000000000000000000000000000a1 1e3, '''1e3'' is not an amount of EMBER'",
        "bench coordinator --devices 50, 'That cannot be measured: devices are at least as many as'"
    })
    void whatCannotBeMeasuredIsSaidBeforeAnythingBegins(String typed, String said) {
        var err = new StringWriter();
        int code = CommandTree.line().setErr(new PrintWriter(err, true)).execute(typed.split(" "));
        assertThat(err.toString()).startsWith(said);
        assertThat(code).isEqualTo(2);
    }
}
