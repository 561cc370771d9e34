package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.keys.Address;
import hearth.keys.EthereumKey;
import hearth.protocol.MerkleTree;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint64;
import org.web3j.abi.datatypes.generated.Uint8;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Everything that Hearth asks of a chain, done once on anvil and repeated in EthereumJS, which
/// shares no code with it.
final class IndependentReplayTest {
    private static final Wei SUPPLY = Wei.ofEmber("1000000000");
    private static final Wei STAKE = Wei.ofEmber("600000000");
    private static final Duration SECOND_LOOK = Duration.ofMinutes(2);

    @TempDir Path folder;

    private final EthereumKey worker = EthereumKey.random(Practice.RANDOM);

    @Test
    void anotherEvmComesToTheSameStatusGasAndLogsInEveryTransaction()
            throws IOException, InterruptedException {
        try (var practice = new Practice(folder.resolve("practice"))) {
            earnStakeAndLeave(practice);
            governALargerNetwork(practice);
            var node = practice.chain.rpc().toString();
            var report = NodeScript.run(folder, "replay.mjs", "", node);
            assertThat(report.get("differences")).as(report.toString()).isEmpty();
            assertThat(report.get("transactions").asInt()).isGreaterThanOrEqualTo(40);
            assertThat(report.get("logs").asInt()).isGreaterThanOrEqualTo(60);
        }
    }

    /// Deploying, funding and yield are the practice network's own beginning.
    private void earnStakeAndLeave(Practice practice) {
        var wallet = practice.wallet;
        var proof = practice.post(1, worker.address(), Wei.ofEmber("100"));
        Practice.included(wallet.claim(proof, practice.operator()));
        Practice.included(wallet.stake("stake", Wei.ofEmber("40"), worker));
        Practice.included(wallet.stakeForTerm("term", Wei.ofEmber("20"), 30, worker));
        Practice.included(wallet.stakeForTerm("bound", Wei.ofEmber("20"), 365, worker));
        practice.advance(Duration.ofMinutes(10));
        Practice.included(wallet.compound("compound", worker));
        practice.advance(Duration.ofMinutes(10));
        Practice.included(wallet.claimYield("yield", worker));
        Practice.included(wallet.unstake("unstake", Wei.ofEmber("10"), worker));
        var terms = Practice.known(wallet.positions(worker.address())).terms();
        Practice.included(wallet.leaveEarly("leave", terms.getLast().id(), worker));
        practice.advance(Duration.ofDays(31));
        Practice.included(wallet.endTerm("end", terms.getFirst().id(), worker));
        var unbonding = Practice.known(wallet.positions(worker.address())).unbonding();
        Practice.included(wallet.withdraw("withdraw", unbonding.getFirst().id(), worker));
        Practice.included(wallet.send("send", practice.operator().address(), Wei.of(1), worker));
    }

    /// Escrow, round log, and a vote from its proposal to its effect.
    private void governALargerNetwork(Practice practice) {
        var owner = practice.operator();
        var plan =
                new NetworkPlan(
                        "replayed",
                        SUPPLY,
                        NetworkPlan.Roles.allOf(owner.address()),
                        NetworkPlan.Rules.standard(SUPPLY),
                        0);
        NetworkProfile profile;
        try (var deployment =
                new NetworkDeployment(
                        List.of(practice.chain.rpc()),
                        plan,
                        owner,
                        folder.resolve("deploy.db"),
                        SendPolicy.practice(),
                        InstantSource.system())) {
            profile = ((DeploymentResult.Deployed) deployment.deploy(step -> {})).profile();
        }
        try (var network = Practice.open(profile, folder.resolve("owner.db"))) {
            Practice.included(new EmberWallet(network).stake("votes", STAKE, owner));
            var escrow = Objects.requireNonNull(profile.contracts().get("escrow"));
            call(network, owner, profile.token(), ContractCalls.approve(escrow, Wei.ofEmber("10")));
            call(
                    network,
                    owner,
                    escrow,
                    ContractCalls.call(
                            "createJob",
                            new Bytes32(MerkleTree.keccak256(new byte[0])),
                            uint("10"),
                            uint("1"),
                            new Uint64(now(practice) + Duration.ofDays(30).toSeconds())));
            vote(practice, network, profile, owner);
        }
    }

    private void vote(
            Practice practice, EmberNetwork network, NetworkProfile profile, EthereumKey owner) {
        var governor = Objects.requireNonNull(profile.contracts().get("governor"));
        var call =
                ContractCalls.call(
                        "setRules", new Uint64(Duration.ofDays(1).toSeconds()), uint("12345"));
        var targets =
                new DynamicArray<>(
                        org.web3j.abi.datatypes.Address.class,
                        new org.web3j.abi.datatypes.Address(profile.rewards().value()));
        var values = new DynamicArray<>(Uint256.class, new Uint256(0));
        var calls =
                new DynamicArray<>(
                        DynamicBytes.class,
                        new DynamicBytes(HexFormat.of().parseHex(call.substring(2))));
        String text = "A larger epoch";
        var hash = new Bytes32(MerkleTree.keccak256(text.getBytes(StandardCharsets.UTF_8)));
        practice.advance(SECOND_LOOK);
        var id = idOf(network, governor, targets, values, calls, hash);
        call(
                network,
                owner,
                governor,
                ContractCalls.call("propose", targets, values, calls, new Utf8String(text)));
        practice.advance(Duration.ofDays(2));
        call(
                network,
                owner,
                governor,
                ContractCalls.call("castVote", new Uint256(id), new Uint8(1)));
        practice.advance(Duration.ofDays(7));
        call(network, owner, governor, ContractCalls.call("queue", targets, values, calls, hash));
        practice.advance(Duration.ofDays(3));
        call(network, owner, governor, ContractCalls.call("execute", targets, values, calls, hash));
    }

    private static BigInteger idOf(
            EmberNetwork network,
            Address governor,
            DynamicArray<org.web3j.abi.datatypes.Address> targets,
            DynamicArray<Uint256> values,
            DynamicArray<DynamicBytes> calls,
            Bytes32 hash) {
        var data = ContractCalls.call("hashProposal", targets, values, calls, hash);
        try (var node = new Node(network.profile().rpc().getFirst())) {
            return Node.quantity(((RpcAnswer.Result) node.read(governor, data)).value());
        }
    }

    private static void call(EmberNetwork network, EthereumKey from, Address to, String data) {
        Practice.included(
                network.transactions()
                        .send(
                                new Intent(
                                        Integer.toHexString(data.hashCode()),
                                        Activity.Kind.FUND,
                                        from.address(),
                                        Wei.ofEmber("10"),
                                        Optional.empty(),
                                        Optional.of(to),
                                        data),
                                from));
    }

    private static Uint256 uint(String ember) {
        return new Uint256(Wei.ofEmber(ember).value());
    }

    private static long now(Practice practice) {
        var block =
                (RpcAnswer.Result)
                        practice.chain.node().call("eth_getBlockByNumber", "latest", false);
        return Node.quantity(block.value().get("timestamp")).longValueExact();
    }
}
