package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.keys.Address;
import hearth.keys.EthereumKey;
import hearth.keys.SignedTransaction;
import hearth.keys.TransactionSigner;
import hearth.keys.UnsignedTransaction;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

final class NetworkDeploymentTest {
    private static final int STEPS = 10;
    private static final Wei SUPPLY = Wei.ofEmber("1000000000");

    /// A busy machine is no reason to call a step waiting.
    private static final SendPolicy PATIENT =
            new SendPolicy(
                    SendPolicy.practice().maxFeePerGas(),
                    SendPolicy.practice().poll(),
                    Duration.ofMinutes(1));

    @TempDir static Path folder;
    private static final ScheduledExecutorService TIMER =
            Executors.newSingleThreadScheduledExecutor();
    private static PracticeChain chain;

    private final EthereumKey deployer = EthereumKey.random(Practice.RANDOM);

    @BeforeAll
    static void startChain() {
        chain =
                Practice.started(
                        PracticeChain.start(
                                Practice.settings(folder), InstantSource.system(), TIMER));
    }

    @AfterAll
    static void stopChain() {
        chain.close();
        TIMER.shutdownNow();
    }

    /// Signs so many transactions; then the program dies.
    private record Dying(EthereumKey key, AtomicInteger left) implements TransactionSigner {
        @Override
        public Address address() {
            return key.address();
        }

        @Override
        public SignedTransaction sign(UnsignedTransaction transaction) {
            if (left.getAndDecrement() == 0) {
                throw new IllegalStateException("killed");
            }
            return key.sign(transaction);
        }
    }

    private NetworkPlan plan(String name) {
        return new NetworkPlan(
                name,
                SUPPLY,
                NetworkPlan.Roles.allOf(deployer.address()),
                NetworkPlan.Rules.standard(SUPPLY),
                0);
    }

    private static DeploymentResult deploy(
            NetworkPlan plan, TransactionSigner signer, List<URI> rpc) {
        try (var deployment =
                new NetworkDeployment(
                        rpc,
                        plan,
                        signer,
                        folder.resolve(plan.name() + ".db"),
                        PATIENT,
                        InstantSource.system())) {
            return deployment.deploy(step -> {});
        }
    }

    private static NetworkProfile deployed(DeploymentResult result) {
        assertThat(result).isInstanceOf(DeploymentResult.Deployed.class);
        return ((DeploymentResult.Deployed) result).profile();
    }

    @Test
    void makesANetworkThatAWalletCanUseAndThatTheDeployerDoesNotRule() {
        var steps = new ArrayList<String>();
        NetworkProfile profile;
        try (var deployment =
                new NetworkDeployment(
                        List.of(chain.rpc()),
                        plan("whole"),
                        deployer,
                        folder.resolve("whole.db"),
                        PATIENT,
                        InstantSource.system())) {
            profile = deployed(deployment.deploy(steps::add));
        }
        assertThat(steps).hasSize(STEPS + 1).startsWith("token", "timelock").endsWith("check");
        assertThat(profile.chainId()).isEqualTo(PracticeSettings.CHAIN_ID);
        assertThat(profile.genesisHash()).isEqualTo(chain.node().genesisHash());
        assertThat(profile.contracts())
                .containsOnlyKeys("escrow", "governor", "roundLog", "timelock");
        assertThat(profile.codeHashes()).containsOnlyKeys(profile.all().keySet());
        assertThat(profile.strangers()).isEmpty();
        Path file = folder.resolve("whole.json");
        profile.write(file);
        assertThat(NetworkProfile.read(file)).contains(profile);
        try (var network = Practice.open(profile, folder.resolve("wallet.db"))) {
            var wallet = new EmberWallet(network);
            Practice.included(wallet.stake("stake", Wei.ofEmber("5"), deployer));
            assertThat(Practice.known(wallet.positions(deployer.address())).staked())
                    .isEqualTo(Wei.ofEmber("5"));
        }
    }

    @Test
    void anInterruptedDeploymentIsContinuedWhereverItWasInterrupted() {
        var plan = plan("killed");
        for (int signatures = 0; signatures < STEPS; signatures++) {
            // Each life signs one step more than those before it left.
            var left = new AtomicInteger(signatures == 0 ? 0 : 1);
            assertThatThrownBy(() -> deploy(plan, new Dying(deployer, left), List.of(chain.rpc())))
                    .hasMessage("killed");
        }
        var profile = deployed(deploy(plan, deployer, List.of(chain.rpc())));
        assertThat(profile.contracts()).hasSize(4);
        assertThat(chain.node().includedCount(deployer.address())).isEqualTo(STEPS);
    }

    @Test
    void askingAgainChangesNothingAndAnotherPlanIsAnotherNetwork() {
        var first = deployed(deploy(plan("again"), deployer, List.of(chain.rpc())));
        assertThat(deployed(deploy(plan("again"), deployer, List.of(chain.rpc()))))
                .isEqualTo(first);
        assertThat(chain.node().includedCount(deployer.address())).isEqualTo(STEPS);
        var p = plan("again");
        var other = new NetworkPlan(p.name(), Wei.ofEmber("7000"), p.roles(), p.rules(), 0);
        assertThat(deployed(deploy(other, deployer, List.of(chain.rpc()))).token())
                .isNotEqualTo(first.token());
    }

    @Test
    void lostTransactionsAreSentAgainAndNoneTwice() throws IOException {
        var plan = plan("lossy");
        try (var proxy = new LossyProxy(chain.rpc())) {
            proxy.loss = LossyProxy.Loss.TRANSACTIONS;
            assertThat(deploy(plan, deployer, List.of(proxy.uri())))
                    .isInstanceOf(DeploymentResult.Waiting.class);
            proxy.loss = LossyProxy.Loss.ANSWERS_TO_TRANSACTIONS;
            DeploymentResult result = new DeploymentResult.Unreachable("token");
            // Every answer is lost, so each try learns only that the last step was done.
            for (int tries = 0;
                    tries <= STEPS && !(result instanceof DeploymentResult.Deployed);
                    tries++) {
                result = deploy(plan, deployer, List.of(proxy.uri()));
            }
            assertThat(deployed(result).rpc()).containsExactly(proxy.uri());
        }
        assertThat(chain.node().includedCount(deployer.address())).isEqualTo(STEPS);
    }

    @Test
    void aRefusedStepIsNamedAndNothingIsSent() {
        var plan = plan("refused");
        var nobody = Address.of("0x0000000000000000000000000000000000000000");
        var roles = NetworkPlan.Roles.allOf(deployer.address());
        var broken =
                new NetworkPlan(
                        plan.name(),
                        SUPPLY,
                        new NetworkPlan.Roles(
                                roles.treasury(),
                                roles.poster(),
                                roles.rewardsGuardian(),
                                roles.governanceGuardian(),
                                roles.rewarder(),
                                nobody,
                                roles.coordinator()),
                        plan.rules(),
                        0);
        assertThat(deploy(broken, deployer, List.of(chain.rpc())))
                .isEqualTo(new DeploymentResult.Refused("staking", Refusal.REVERTED));
        assertThat(chain.node().includedCount(deployer.address())).isEqualTo(2);
    }
}
