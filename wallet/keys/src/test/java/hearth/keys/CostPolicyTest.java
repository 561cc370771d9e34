package hearth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

final class CostPolicyTest {
    private static final int MIB = 1024;
    private static final CostPolicy POLICY = CostPolicy.standard(4);
    private static final Argon2Cost TRIAL = POLICY.trial();

    private static Argon2Cost whereTheTrialTakes(int millis) {
        return POLICY.fitting(TRIAL, Duration.ofMillis(millis));
    }

    @Test
    void fastComputersMakeMorePassesAndSlowOnesTakeLessMemory() {
        assertThat(whereTheTrialTakes(100)).isEqualTo(new Argon2Cost(256 * MIB, 7, 4));
        assertThat(whereTheTrialTakes(250)).isEqualTo(new Argon2Cost(256 * MIB, 3, 4));
        assertThat(whereTheTrialTakes(500)).isEqualTo(new Argon2Cost(128 * MIB, 3, 4));
    }

    @Test
    void neverLeavesTheBoundsHoweverFastOrSlowAComputerIs() {
        assertThat(whereTheTrialTakes(60_000)).isEqualTo(new Argon2Cost(64 * MIB, 3, 4));
        assertThat(whereTheTrialTakes(0)).isEqualTo(new Argon2Cost(256 * MIB, 16, 4));
        assertThat(POLICY.fitting(TRIAL, Duration.ofSeconds(-1)))
                .isEqualTo(new Argon2Cost(256 * MIB, 16, 4));
    }

    /// Between the slowest and the fastest computer that the bounds can serve.
    @Test
    void aGuessTakesBetweenSevenTenthsAndOneAndAHalfSeconds() {
        for (int trialMillis = 65; trialMillis <= 1000; trialMillis++) {
            Argon2Cost cost = whereTheTrialTakes(trialMillis);
            double seconds =
                    trialMillis
                            / 1000.0
                            * cost.memoryKib()
                            * cost.iterations()
                            / TRIAL.memoryKib()
                            / TRIAL.iterations();
            assertThat(seconds).as("trial of %d ms", trialMillis).isBetween(0.7, 1.5);
        }
    }

    @Test
    void onlyWhatBecameTooCheapIsUpgradedAndNothingEverGetsCheaper() {
        var stored = new Argon2Cost(256 * MIB, 3, 4);
        assertThat(POLICY.upgraded(stored, Duration.ofMillis(700))).isEqualTo(stored);
        assertThat(POLICY.upgraded(stored, Duration.ofSeconds(9))).isEqualTo(stored);
        assertThat(POLICY.upgraded(stored, Duration.ofMillis(400)))
                .isEqualTo(new Argon2Cost(256 * MIB, 7, 4));
        var dearest = new Argon2Cost(256 * MIB, 16, 4);
        assertThat(POLICY.upgraded(dearest, Duration.ofMillis(100))).isEqualTo(dearest);
        var ofASlowComputer = new Argon2Cost(100 * MIB, 3, 4);
        assertThat(POLICY.upgraded(ofASlowComputer, Duration.ofMillis(350)))
                .isEqualTo(new Argon2Cost(256 * MIB, 3, 4));
    }
}
