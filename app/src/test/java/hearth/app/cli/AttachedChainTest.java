package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.chain.DeploymentResult;
import hearth.chain.NetworkDeployment;
import hearth.chain.NetworkPlan;
import hearth.chain.NetworkProfile;
import hearth.chain.PracticeChain;
import hearth.chain.PracticeSettings;
import hearth.chain.PracticeStart;
import hearth.chain.SendPolicy;
import hearth.coordinator.Settlement;
import hearth.keys.Secret;
import hearth.keys.UnlockedWallet;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// A coordinator's chain as an operator attaches it: on a real node, with contracts that were
/// deployed as `hearth network deploy` does.
@Timeout(240)
@Execution(ExecutionMode.CONCURRENT)
class AttachedChainTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Wei SUPPLY = Wei.ofEmber("1000000");
    private static final SendPolicy PATIENT =
            new SendPolicy(
                    SendPolicy.practice().maxFeePerGas(),
                    SendPolicy.practice().poll(),
                    Duration.ofMinutes(1));

    @TempDir private Path folder;

    private UnlockedWallet wallet(String name) {
        var door = new WalletDoor(new HearthHome(folder.resolve(name)), new SecureRandom(), CLOCK);
        try (var password = Secret.taking("correct horse".getBytes(StandardCharsets.UTF_8));
                var phrase = door.newPhrase(12)) {
            return door.create(phrase, password);
        }
    }

    private PracticeChain chain(ScheduledExecutorService timer) {
        var anvil = Path.of(System.getProperty("hearth.anvil.folder", "unset")).resolve("anvil");
        var settings = PracticeSettings.of(anvil.toAbsolutePath(), folder.resolve("chain"));
        return switch (PracticeChain.start(settings, CLOCK, timer)) {
            case PracticeStart.Started ok -> ok.chain();
            case PracticeStart other -> throw new AssertionError(other.toString());
        };
    }

    private NetworkProfile deployed(PracticeChain chain, UnlockedWallet by) {
        var signer = by.signer(by.addresses().getFirst());
        var plan =
                new NetworkPlan(
                        "village",
                        SUPPLY,
                        NetworkPlan.Roles.allOf(signer.address()),
                        NetworkPlan.Rules.standard(SUPPLY),
                        0);
        try (var deployment =
                new NetworkDeployment(
                        List.of(chain.rpc()),
                        plan,
                        signer,
                        folder.resolve("deployment.db"),
                        PATIENT,
                        CLOCK)) {
            return switch (deployment.deploy(_ -> {})) {
                case DeploymentResult.Deployed(var profile) -> profile;
                case DeploymentResult other -> throw new AssertionError(other.toString());
            };
        }
    }

    @Test
    void postsAsTheAccountThatMayAndBeginsWithNoOtherWallet() {
        NetworkProfile gone;
        try (var timer = Executors.newSingleThreadScheduledExecutor();
                var chain = chain(timer);
                var operator = wallet("operator")) {
            var profile = deployed(chain, operator);
            gone = profile;
            try (var attached =
                    AttachedChain.open(
                            profile, operator, folder.resolve("transactions.db"), CLOCK)) {
                assertThat(attached.poster()).isEqualTo(operator.addresses().getFirst());
                var side = attached.side(CLOCK);
                assertThat(side.contract().chainId()).isEqualTo(profile.chainId());
                assertThat(side.contract().rewards()).isEqualTo(profile.rewards().value());
                assertThat(side.escrow().newest()).isZero();
                var nothing = new Sha256("00".repeat(32));
                assertThat(side.log().find(nothing)).isEmpty();
                // Nothing was paid in, so no root may promise anything.
                assertThat(side.settlement().post(1, new byte[32], Wei.of(1), nothing))
                        .isNotInstanceOf(Settlement.PostOutcome.Posted.class);
                assertThat(side.settlement().posted(1)).isEmpty();
            }

            var stranger = wallet("stranger");
            assertThatThrownBy(
                            () ->
                                    AttachedChain.open(
                                            profile, stranger, folder.resolve("other.db"), CLOCK))
                    .isInstanceOfSatisfying(
                            CommandFailure.class,
                            e -> assertThat(e.exitCode()).isEqualTo(CommandFailure.REFUSED))
                    .hasMessageContaining("No account of this wallet may post roots of earnings");
        }
        var late = wallet("late");
        assertThatThrownBy(() -> AttachedChain.open(gone, late, folder.resolve("late.db"), CLOCK))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("The chain does not answer");
    }
}
