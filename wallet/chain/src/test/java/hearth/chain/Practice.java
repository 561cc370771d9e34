package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.keys.Address;
import hearth.keys.EthereumKey;
import hearth.protocol.ClaimProof;
import hearth.protocol.MerkleTree;
import hearth.protocol.PayoutLeaf;
import hearth.protocol.Wei;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// A real practice network in a test's folder: anvil, contracts, operator, one open connection.
final class Practice implements AutoCloseable {
    static final SecureRandom RANDOM = new SecureRandom();
    static final Wei BUDGET = Wei.ofEmber("1000");
    static final PracticePlan PLAN =
            new PracticePlan(
                    Wei.ofEmber("1000000"),
                    BUDGET,
                    Wei.ofEmber("3600"),
                    Duration.ofHours(1),
                    Duration.ofSeconds(60));

    final Path folder;
    final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    final PracticeChain chain;
    final PracticeNetwork practice;
    final PracticeDeployment deployment;
    final NetworkProfile profile;
    final EmberNetwork network;
    final EmberWallet wallet;

    Practice(Path folder) {
        this.folder = folder;
        this.chain = started(PracticeChain.start(settings(folder), InstantSource.system(), timer));
        this.practice = PracticeNetwork.on(chain, PLAN, folder, RANDOM, InstantSource.system());
        this.deployment = practice.deployment();
        this.profile = practice.profile();
        this.network = practice.network();
        this.wallet = new EmberWallet(network);
    }

    /// The anvil that wallet/contracts installs; its absence fails the test.
    static Path anvil() {
        Path folder = Path.of(System.getProperty("hearth.anvil.folder", "unset"));
        Path windows = folder.resolve("anvil.exe");
        Path path = Files.exists(windows) ? windows : folder.resolve("anvil");
        assertThat(Files.isExecutable(path))
                .as("anvil is missing at %s: `mvnw -pl wallet/contracts test` brings it", path)
                .isTrue();
        return path;
    }

    static PracticeSettings settings(Path folder) {
        return new PracticeSettings(
                anvil(), folder, PracticeSettings.CHAIN_ID, OptionalInt.empty());
    }

    static PracticeChain started(PracticeStart start) {
        return switch (start) {
            case PracticeStart.Started it -> it.chain();
            case PracticeStart.BinaryMissing it -> throw new AssertionError(it.toString());
            case PracticeStart.PortTaken it -> throw new AssertionError(it.toString());
            case PracticeStart.FolderUnwritable it -> throw new AssertionError(it.toString());
            case PracticeStart.NotAnswering it -> throw new AssertionError(it.toString());
        };
    }

    static EmberNetwork open(NetworkProfile profile, Path journal) {
        return EmberNetwork.open(profile, journal, SendPolicy.practice(), InstantSource.system());
    }

    EthereumKey operator() {
        return deployment.operator();
    }

    /// Makes time pass on the chain.
    void advance(Duration time) {
        chain.node().call("evm_increaseTime", time.toSeconds());
        chain.node().call("evm_mine");
    }

    /// A tree of two accounts, the second one without a name, posted as an epoch.
    ClaimProof post(long epoch, Address account, Wei cumulative) {
        var leaf = leaf(account, cumulative);
        var other = leaf(Address.of("0x000000000000000000000000000000000000dEaD"), Wei.of(1));
        var tree = MerkleTree.of(List.of(leaf, other));
        var poster = new RewardsPoster(network, operator());
        var total = cumulative.plus(Wei.of(1));
        assertThat(poster.post(epoch, tree.root(), total, new byte[32]))
                .isInstanceOf(PostResult.Posted.class);
        var hex = HexFormat.of();
        var proof = new ArrayList<String>();
        tree.proof(leaf).forEach(p -> proof.add(hex.formatHex(p)));
        return new ClaimProof(
                epoch, account.value(), cumulative, hex.formatHex(tree.root()), proof);
    }

    private byte[] leaf(Address account, Wei cumulative) {
        return new PayoutLeaf(
                        profile.chainId(), profile.rewards().value(), account.value(), cumulative)
                .hash();
    }

    Balances balances(Address account) {
        return known(wallet.balances(account, Wei.ZERO));
    }

    static <T> T known(Reading<T> reading) {
        return switch (reading) {
            case Reading.Known<T> it -> it.value();
            case Reading.Unreachable<T> it -> throw new AssertionError("no node");
        };
    }

    static TxResult.Included included(TxResult result) {
        assertThat(result).isInstanceOf(TxResult.Included.class);
        return (TxResult.Included) result;
    }

    @Override
    public void close() {
        practice.close();
        timer.shutdownNow();
    }
}
