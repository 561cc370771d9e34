package hearth.installer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;

/// The main path, whole: from an empty data folder to a claimed and staked reward, twice.
class PracticeNetworkTest {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    @TempDir Path folder;

    @Test
    void earnsClaimsContinuesAndStakes() throws Exception {
        var hearth = new InstalledHearth(folder);

        var first = earns(hearth, "75s", 4, BigInteger.ZERO);
        assertThat(first.required("rounds").asLong()).isPositive();
        assertThat(first.required("jobs")).hasSize(2);
        assertThat(wei(first, "releasedWei")).isPositive();
        assertThat(first.required("claimTx").stringValue()).matches("0x[0-9a-f]{64}");
        assertBooksAgree(first, BigInteger.ZERO);
        stakesAndTakesBack(hearth);

        var second =
                earns(
                        hearth,
                        "30s",
                        first.required("leasesAccepted").asLong() + 1,
                        wei(first, "releasedWei"));
        assertThat(second.required("rounds").asLong())
                .isGreaterThanOrEqualTo(first.required("rounds").asLong());
        assertThat(second.required("payoutAddress")).isEqualTo(first.required("payoutAddress"));
        assertThat(wei(second, "releasedWei")).isGreaterThan(wei(first, "releasedWei"));
        assertBooksAgree(second, new BigInteger("1000000000000000"));
        second.required("jobs").forEach(PracticeNetworkTest::assertLossFellByFifteenPercent);

        assertRefusalsChangeNothing(hearth);

        var verified =
                hearth.run("", LIMIT, "verify", "--home", hearth.home().toString(), "--json")
                        .json();
        assertThat(verified.required("same").booleanValue()).isTrue();
        assertThat(verified.required("checkpointsChecked").asLong())
                .isEqualTo(second.required("rounds").asLong());
        assertThat(verified.required("rootsChecked").asLong()).isPositive();
        assertALeaseCanBeRepeated(hearth);
    }

    /// Runs until so many results of all runs are accepted and more is paid than before. A slow or
    /// busy machine is given the same time again, at most three times.
    ///
    /// @param time of one run
    private static JsonNode earns(
            InstalledHearth hearth, String time, long atLeast, BigInteger paidBefore)
            throws Exception {
        JsonNode summary;
        int runs = 0;
        do {
            summary =
                    hearth.run("", LIMIT, "practice", "--no-window", "--for", time, "--json")
                            .json();
            runs++;
        } while (runs < 4 && !hasEarned(summary, atLeast, paidBefore));
        assertThat(summary.required("leasesAccepted").asLong()).isGreaterThanOrEqualTo(atLeast);
        return summary;
    }

    private static boolean hasEarned(JsonNode summary, long atLeast, BigInteger paidBefore) {
        return summary.required("leasesAccepted").asLong() >= atLeast
                && wei(summary, "releasedWei").compareTo(paidBefore) > 0;
    }

    /// The same computer and the same number of threads: the same bytes.
    private static void assertALeaseCanBeRepeated(InstalledHearth hearth) throws Exception {
        var lease = new Books(hearth.home()).results().keySet().iterator().next();
        var repeated = hearth.run("", LIMIT, "rerun", lease, "--json").json();
        assertThat(repeated.required("identical").booleanValue()).isTrue();
        assertThat(repeated.required("relativeDistance").doubleValue()).isZero();
        assertThat(repeated.required("steps").asInt()).isPositive();
        assertThat(repeated.required("windows"))
                .isNotEmpty()
                .allMatch(window -> window.required("identical").booleanValue());
        var unknown = hearth.run("", LIMIT, "rerun", "nosuchlease", "--json");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.out()).isEmpty();
        assertThat(unknown.err()).contains("No lease of this name").doesNotContain("Exception");
    }

    /// Without a running network each command starts one for itself; the password is the one that
    /// the headless run made.
    private static void stakesAndTakesBack(InstalledHearth hearth) throws Exception {
        var staked =
                hearth.run("", LIMIT, "wallet", "stake", "0.002", "--intent", "s1", "--json")
                        .json();
        assertThat(staked.required("hash").stringValue()).matches("0x[0-9a-f]{64}");
        assertThat(staked.required("state").stringValue()).isEqualTo("final");
        var again =
                hearth.run("", LIMIT, "wallet", "stake", "0.002", "--intent", "s1", "--json")
                        .json();
        assertThat(again.required("hash"))
                .as("asked twice, sent once")
                .isEqualTo(staked.required("hash"));
        var positions = hearth.run("", LIMIT, "wallet", "positions", "--json").json();
        assertThat(wei(positions, "staked")).isEqualTo(new BigInteger("2000000000000000"));
        hearth.run("", LIMIT, "wallet", "unstake", "0.001", "--json").json();
        var after = hearth.run("", LIMIT, "wallet", "positions", "--json").json();
        assertThat(wei(after, "staked")).isEqualTo(new BigInteger("1000000000000000"));
        assertThat(after.required("unbonding")).hasSize(1);
    }

    private static void assertRefusalsChangeNothing(InstalledHearth hearth) throws Exception {
        var before = hearth.run("", LIMIT, "wallet", "balance", "--json").json();
        var own = hearth.run("", LIMIT, "wallet", "list", "--json").json();
        String address = own.required("accounts").get(0).stringValue();
        var tooMuch = hearth.run("", LIMIT, "wallet", "stake", "1000000", "--json");
        assertThat(tooMuch.exitCode()).isEqualTo(1);
        assertThat(tooMuch.out()).contains("INSUFFICIENT_EMBER");
        var nobody = hearth.run("", LIMIT, "wallet", "send", address.replace('a', 'A') + "0", "1");
        assertThat(nobody.exitCode()).isEqualTo(4);
        var wrong = hearth.run("not the password\n", LIMIT, "wallet", "stake", "0.001");
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).contains("Wrong password");
        var after = hearth.run("", LIMIT, "wallet", "balance", "--json").json();
        assertThat(after.required("ember")).isEqualTo(before.required("ember"));
        assertThat(wei(after, "staked")).isEqualTo(wei(before, "staked"));
    }

    private static void assertBooksAgree(JsonNode summary, BigInteger unbonding) {
        assertThat(wei(summary, "walletBalanceWei").add(wei(summary, "stakedWei")).add(unbonding))
                .as("on-chain EMBER equals the ledger's released sum, to the wei")
                .isEqualTo(wei(summary, "releasedWei"));
        assertThat(wei(summary, "claimedWei")).isEqualTo(wei(summary, "releasedWei"));
        assertThat(wei(summary, "earnedWei")).isGreaterThanOrEqualTo(wei(summary, "releasedWei"));
    }

    private static void assertLossFellByFifteenPercent(JsonNode job) {
        var start = new BigDecimal(job.required("heldOutLossStart").asString());
        var end = new BigDecimal(job.required("heldOutLossEnd").asString());
        assertThat(end)
                .as("held-out loss of %s", job.required("id"))
                .isLessThanOrEqualTo(start.multiply(new BigDecimal("0.85")));
    }

    private static BigInteger wei(JsonNode node, String key) {
        return new BigInteger(node.required(key).stringValue());
    }
}
