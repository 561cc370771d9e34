package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.contracts.Staking;
import hearth.keys.EthereumKey;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Bound stake and a case against it, on a real chain.
final class BondingTest {
    @TempDir static Path folder;
    static Practice practice;
    static Bonding bonding;

    @BeforeAll
    static void start() {
        practice = new Practice(folder);
        bonding = new Bonding(practice.network);
    }

    @AfterAll
    static void stop() {
        practice.close();
    }

    private static EthereumKey staker(String name) {
        var key = EthereumKey.random(Practice.RANDOM);
        Practice.included(
                practice.wallet.send(
                        "gift-" + name, key.address(), Wei.ofEmber("30"), practice.operator()));
        return key;
    }

    private static TxResult accuse(String intent, EthereumKey account, Wei amount) {
        var operator = practice.operator();
        return practice.network
                .transactions()
                .send(
                        new Intent(
                                intent,
                                Activity.Kind.DEPLOY,
                                operator.address(),
                                Wei.ZERO,
                                Optional.empty(),
                                Optional.of(practice.profile.staking()),
                                ContractCalls.call(
                                        Staking.FUNC_PROPOSESLASH,
                                        ContractCalls.address(account.address()),
                                        new Uint256(amount.value()),
                                        new Bytes32(new byte[32]))),
                        operator);
    }

    @Test
    void tellsWhatIsBoundWhatItWeighsAndByWhichRules() {
        var staker = staker("weights");
        Practice.included(practice.wallet.stakeForTerm("year", Wei.ofEmber("10"), 365, staker));
        Practice.included(practice.wallet.stakeForTerm("month", Wei.ofEmber("10"), 30, staker));
        Practice.included(practice.wallet.stake("flexible", Wei.ofEmber("5"), staker));
        var bond = Practice.known(bonding.bond(staker.address()));
        assertThat(bond.flexible()).isEqualTo(Wei.ofEmber("5"));
        assertThat(bond.terms()).extracting(Term::days).containsExactly(30, 365);
        var weighted = Wei.ofEmber("3600").value();
        assertThat(bond.weight()).isEqualTo(weighted);
        assertThat(bond.totalWeight()).isGreaterThanOrEqualTo(weighted);
        assertThat(bond.earlyExitBps()).isEqualTo(1000);
        assertThat(bond.slashCapBps()).isEqualTo(1000);
        assertThat(bond.openCase()).isEmpty();
        assertThat(bond.feePerGas()).isEqualTo(BigInteger.ZERO);
    }

    @Test
    void aCaseIsSeenAndAppealedOnceByTheAccountItself() {
        var staker = staker("accused");
        Practice.included(practice.wallet.stake("stake-accused", Wei.ofEmber("20"), staker));
        Practice.included(accuse("accuse", staker, Wei.ofEmber("2")));
        var open = Practice.known(bonding.bond(staker.address())).openCase().orElseThrow();
        assertThat(open.amount()).isEqualTo(Wei.ofEmber("2"));
        assertThat(open.isAppealed()).isFalse();
        assertThat(open.endsAt()).isEqualTo(open.executableAt().plus(Duration.ofDays(3)));
        assertThat(bonding.appeal("not-mine", open.id(), practice.operator()))
                .isEqualTo(new TxResult.Refused(Refusal.NOT_YOUR_CASE, Optional.empty()));
        Practice.included(bonding.appeal("appeal", open.id(), staker));
        var appealed = Practice.known(bonding.bond(staker.address())).openCase().orElseThrow();
        assertThat(appealed.isAppealed()).isTrue();
        assertThat(appealed.executableAt())
                .isEqualTo(open.executableAt().plus(Bonding.APPEAL_EXTENSION));
        assertThat(bonding.appeal("twice", open.id(), staker))
                .isEqualTo(new TxResult.Refused(Refusal.ALREADY_APPEALED, Optional.empty()));
    }
}
