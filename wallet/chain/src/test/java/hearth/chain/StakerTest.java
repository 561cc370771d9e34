package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.contracts.EmberToken;
import hearth.keys.EthereumKey;
import hearth.keys.Permit;
import hearth.keys.UnsignedTransaction;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint8;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What our contracts may take, and for how long.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class StakerTest {
    private static final Wei ONE = Wei.ofEmber("1");
    private static final Wei WITHOUT_LIMIT =
            new Wei(BigInteger.TWO.pow(256).subtract(BigInteger.ONE));

    @TempDir static Path folder;
    private static Practice practice;
    private static LossyProxy proxy;

    private final EthereumKey staker = EthereumKey.random(Practice.RANDOM);
    private final String intent = UUID.randomUUID().toString();

    @BeforeAll
    static void start() throws IOException {
        practice = new Practice(folder.resolve("practice"));
        proxy = new LossyProxy(practice.chain.rpc());
    }

    @AfterAll
    static void stop() {
        proxy.close();
        practice.close();
    }

    @BeforeEach
    void tenEmber() {
        Practice.included(
                practice.wallet.send(
                        "gift " + intent,
                        staker.address(),
                        Wei.ofEmber("10"),
                        practice.operator()));
    }

    private List<Allowance> allowances() {
        return Practice.known(practice.wallet.allowances(staker.address()));
    }

    private long used() {
        return practice.chain.node().includedCount(staker.address());
    }

    private TxResult approve(String id, Wei amount) {
        var staking = practice.profile.staking();
        return practice.network
                .transactions()
                .send(
                        new Intent(
                                id,
                                Activity.Kind.APPROVE,
                                staker.address(),
                                amount,
                                Optional.of(staking),
                                Optional.of(practice.profile.token()),
                                ContractCalls.approve(staking, amount)),
                        staker);
    }

    @Test
    @Order(1)
    void stakesWithOneTransactionAndLeavesNoAllowance() {
        Practice.included(practice.wallet.stake(intent, ONE, staker));
        assertThat(used()).isEqualTo(1);
        assertThat(practice.balances(staker.address()).staked()).isEqualTo(ONE);
        assertThat(allowances()).isEmpty();
        Practice.included(practice.wallet.stakeForTerm(intent + "term", ONE, 90, staker));
        assertThat(used()).isEqualTo(2);
        assertThat(allowances()).isEmpty();
        var again = Practice.included(practice.wallet.stake(intent, ONE, staker));
        assertThat(again.nonce()).isZero();
        assertThat(used()).isEqualTo(2);
    }

    /// Whoever sees the bytes on their way can send the permit in them first.
    @Test
    @Order(2)
    void stakesAllTheSameWhenSomebodyElseSendsThePermitFirst() {
        try (var network = Practice.open(through(proxy.uri()), folder.resolve(intent + ".db"))) {
            var thief = new boolean[1];
            proxy.meanwhile =
                    () -> {
                        var raw = network.transactions().entry(intent).orElseThrow().raw();
                        Practice.included(usePermit(UnsignedTransaction.of(raw).data()));
                        assertThat(allowances()).containsExactly(new Allowance("staking", ONE));
                        thief[0] = true;
                    };
            Practice.included(new EmberWallet(network).stake(intent, ONE, staker));
            assertThat(thief[0]).isTrue();
        } finally {
            proxy.meanwhile = () -> {};
        }
        assertThat(practice.balances(staker.address()).staked()).isEqualTo(ONE);
        assertThat(allowances()).isEmpty();
    }

    private static NetworkProfile through(URI node) {
        var p = practice.profile;
        return new NetworkProfile(
                p.name(),
                p.chainId(),
                p.genesisHash(),
                List.of(node),
                p.token(),
                p.rewards(),
                p.staking(),
                p.codeHashes(),
                p.confirmations());
    }

    private TxResult usePermit(String stakeWithPermit) {
        var words = HexFormat.of().parseHex(stakeWithPermit.substring(10));
        var data =
                ContractCalls.call(
                        EmberToken.FUNC_PERMIT,
                        ContractCalls.address(staker.address()),
                        ContractCalls.address(practice.profile.staking()),
                        new Uint256(word(words, 0)),
                        new Uint256(word(words, 1)),
                        new Uint8(word(words, 2)),
                        new Bytes32(Arrays.copyOfRange(words, 96, 128)),
                        new Bytes32(Arrays.copyOfRange(words, 128, 160)));
        return practice.network
                .transactions()
                .send(
                        new Intent(
                                "thief " + intent,
                                Activity.Kind.DEPLOY,
                                practice.operator().address(),
                                Wei.ZERO,
                                Optional.empty(),
                                Optional.of(practice.profile.token()),
                                data),
                        practice.operator());
    }

    private static BigInteger word(byte[] words, int index) {
        return new BigInteger(1, Arrays.copyOfRange(words, 32 * index, 32 * index + 32));
    }

    @Test
    @Order(3)
    void listsWhatOurContractsMayTakeAndTakesItBack() {
        assertThat(allowances()).isEmpty();
        Practice.included(approve(intent, ONE));
        assertThat(allowances()).containsExactly(new Allowance("staking", ONE));
        Practice.included(practice.wallet.revoke(intent + "back", "staking", staker));
        assertThat(allowances()).isEmpty();
        assertThat(practice.wallet.revoke(intent + "other", "bank", staker))
                .isEqualTo(new TxResult.Refused(Refusal.UNKNOWN_CONTRACT, Optional.empty()));
    }

    @Test
    @Order(4)
    void nothingWithoutLimitIsSigned() {
        assertThat(approve(intent, WITHOUT_LIMIT))
                .isEqualTo(new TxResult.Refused(Refusal.UNLIMITED_ALLOWANCE, Optional.empty()));
        assertThat(used()).isZero();
        assertThatThrownBy(() -> permit(WITHOUT_LIMIT, staker))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> staker.sign(permit(ONE, EthereumKey.random(Practice.RANDOM))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Permit permit(Wei amount, EthereumKey owner) {
        return new Permit(
                practice.profile.chainId(),
                practice.profile.token(),
                owner.address(),
                practice.profile.staking(),
                amount,
                BigInteger.ZERO,
                Instant.EPOCH);
    }

    /// Half an hour here could be for ever there.
    @Test
    @Order(5)
    void aChainWithAnotherTimeGetsAnApprovalAndNoPermit() {
        practice.advance(Duration.ofDays(1));
        Practice.included(practice.wallet.stake(intent, ONE, staker));
        assertThat(used()).isEqualTo(2);
        assertThat(practice.balances(staker.address()).staked()).isEqualTo(ONE);
        assertThat(allowances()).isEmpty();
    }
}
