package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.nio.file.Path;
import java.util.List;

/// A command that was told a network must never use another one, such as the practice network.
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class NetworkOptionTest {
    private static final String ACCOUNT = " --account 0x52908400098527886E0F7030069857D2E4169EE7";

    @TempDir private Path home;

    @Test
    void nobodyVotesOnAnotherNetworkThanTheOneThatWasNamed() throws Exception {
        var lines =
                List.of(
                        "wallet proposals --network nowhere",
                        "wallet vote --network nowhere 123456 for",
                        "wallet delegate --network nowhere me",
                        "wallet propose --network nowhere Less governor-threshold 1",
                        "wallet queue --network nowhere 123456",
                        "wallet execute --network nowhere 123456",
                        "wallet balance --network nowhere" + ACCOUNT,
                        "wallet positions --network nowhere" + ACCOUNT);
        for (var ending : FromOutsideTest.run(home, lines)) {
            assertThat(ending.code()).as(ending.toString()).isEqualTo(3);
            assertThat(ending.err())
                    .contains("There is no profile at " + home.resolve("networks/nowhere.json"));
        }
    }
}
