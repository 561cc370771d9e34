package hearth.installer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;

/// The main path, whole: from an empty data folder to a claimed and staked reward, twice.
class PracticeNetworkTest {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final String PASSWORD = "correct horse battery staple\n";

    @TempDir Path folder;

    @Test
    void earnsClaimsContinuesAndStakes() throws Exception {
        var hearth = new InstalledHearth(folder);

        var first =
                hearth.run("", LIMIT, "practice", "--no-window", "--for", "75s", "--json").json();
        assertThat(first.required("leasesAccepted").asLong()).isGreaterThanOrEqualTo(4);
        assertThat(first.required("rounds").asLong()).isPositive();
        assertThat(first.required("jobs")).hasSize(2);
        assertThat(wei(first, "releasedWei")).isPositive();
        assertThat(first.required("claimTx").stringValue()).matches("0x[0-9a-f]{64}");
        assertBooksAgree(first);

        var second =
                hearth.run("", LIMIT, "practice", "--no-window", "--for", "30s", "--json").json();
        assertThat(second.required("rounds").asLong())
                .isGreaterThanOrEqualTo(first.required("rounds").asLong());
        assertThat(second.required("leasesAccepted").asLong())
                .isGreaterThan(first.required("leasesAccepted").asLong());
        assertThat(second.required("payoutAddress")).isEqualTo(first.required("payoutAddress"));
        assertThat(wei(second, "releasedWei")).isGreaterThan(wei(first, "releasedWei"));
        assertBooksAgree(second);
        second.required("jobs").forEach(PracticeNetworkTest::assertLossFell);

        var verified =
                hearth.run("", LIMIT, "verify", "--home", hearth.home().toString(), "--json")
                        .json();
        assertThat(verified.required("same").booleanValue()).isTrue();
        assertThat(verified.required("checkpointsChecked").asLong())
                .isEqualTo(second.required("rounds").asLong());
        assertThat(verified.required("rootsChecked").asLong()).isPositive();
    }

    private static void assertBooksAgree(JsonNode summary) {
        assertThat(wei(summary, "walletBalanceWei").add(wei(summary, "stakedWei")))
                .as("on-chain EMBER equals the ledger's released sum, to the wei")
                .isEqualTo(wei(summary, "releasedWei"));
        assertThat(wei(summary, "claimedWei")).isEqualTo(wei(summary, "releasedWei"));
        assertThat(wei(summary, "earnedWei")).isGreaterThanOrEqualTo(wei(summary, "releasedWei"));
    }

    private static void assertLossFell(JsonNode job) {
        var start = new java.math.BigDecimal(job.required("heldOutLossStart").asString());
        var end = new java.math.BigDecimal(job.required("heldOutLossEnd").asString());
        assertThat(end).as("held-out loss of %s", job.required("id")).isLessThan(start);
    }

    private static BigInteger wei(JsonNode node, String key) {
        return new BigInteger(node.required(key).stringValue());
    }
}
