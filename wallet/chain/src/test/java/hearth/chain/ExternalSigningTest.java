package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.keys.Address;
import hearth.keys.EthereumKey;
import hearth.keys.UnsignedTransaction;
import hearth.protocol.Json;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Accounts whose key the wallet never sees: the key in these tests signs only what was printed.
final class ExternalSigningTest {
    private static final Wei ONE = Wei.ofEmber("1");

    @TempDir static Path folder;
    private static Practice practice;

    private final EthereumKey elsewhere = EthereumKey.random(Practice.RANDOM);
    private final Address to = EthereumKey.random(Practice.RANDOM).address();
    private EmberWallet wallet;
    private ExternalSigning signing;
    private final String intent = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        practice = new Practice(folder);
    }

    @AfterAll
    static void stop() {
        practice.close();
    }

    @BeforeEach
    void tenEmber() {
        wallet = practice.wallet;
        signing = new ExternalSigning(practice.network);
        Practice.included(
                wallet.send(
                        "gift " + intent,
                        elsewhere.address(),
                        Wei.ofEmber("10"),
                        practice.operator()));
    }

    private ExternalSigning.Preparation prepareSend() {
        return signing.prepare(elsewhere.address(), s -> wallet.send(intent, to, ONE, s));
    }

    private static PreparedTransaction toSign(ExternalSigning.Preparation preparation) {
        assertThat(preparation).isInstanceOf(ExternalSigning.Preparation.ToSign.class);
        return ((ExternalSigning.Preparation.ToSign) preparation).prepared();
    }

    /// The other signer knows nothing but the text that was handed over.
    private String signedBy(EthereumKey key, PreparedTransaction prepared) {
        var handedOver = Json.bytes(prepared);
        return key.sign(Json.read(handedOver, PreparedTransaction.class).transaction()).raw();
    }

    private static TxResult sent(ExternalSigning.Submission submission) {
        assertThat(submission).isInstanceOf(ExternalSigning.Submission.Sent.class);
        return ((ExternalSigning.Submission.Sent) submission).result();
    }

    private long used() {
        return practice.chain.node().includedCount(elsewhere.address());
    }

    @Test
    void whatWasPreparedIsSentOnceHoweverOftenItIsSubmitted() {
        var prepared = toSign(prepareSend());
        assertThat(prepared.kind()).isEqualTo(Activity.Kind.SEND);
        assertThat(prepared.amount()).isEqualTo(ONE);
        assertThat(prepared.counterparty()).contains(to);
        assertThat(prepared.transaction().chainId()).isEqualTo(PracticeSettings.CHAIN_ID);
        assertThat(prepared.transaction().data()).isEqualTo(ContractCalls.transfer(to, ONE));
        String raw = signedBy(elsewhere, prepared);
        var first = Practice.included(sent(signing.submit(intent, raw)));
        assertThat(Practice.included(sent(signing.submit(intent, raw))).hash())
                .isEqualTo(first.hash());
        assertThat(prepareSend()).isInstanceOf(ExternalSigning.Preparation.Known.class);
        assertThat(used()).isEqualTo(1);
        assertThat(practice.balances(to).ember()).isEqualTo(ONE);
    }

    @Test
    void anythingButThePreparedTransactionIsRefused() {
        var prepared = toSign(prepareSend());
        var tx = prepared.transaction();
        var more = ContractCalls.transfer(to, Wei.ofEmber("2"));
        for (var other :
                List.of(
                        with(tx, tx.chainId() + 1, tx.nonce(), tx.to(), tx.data(), tx.gasLimit()),
                        with(tx, tx.chainId(), tx.nonce() + 1, tx.to(), tx.data(), tx.gasLimit()),
                        with(
                                tx,
                                tx.chainId(),
                                tx.nonce(),
                                Optional.of(to),
                                tx.data(),
                                tx.gasLimit()),
                        with(tx, tx.chainId(), tx.nonce(), tx.to(), more, tx.gasLimit()),
                        with(
                                tx,
                                tx.chainId(),
                                tx.nonce(),
                                tx.to(),
                                tx.data(),
                                tx.gasLimit().add(BigInteger.ONE)))) {
            refused(elsewhere.sign(other).raw());
        }
        String raw = signedBy(elsewhere, prepared);
        refused(signedBy(practice.operator(), prepared));
        refused(raw.substring(0, raw.length() - 2));
        refused(raw + "00");
        refused("0x");
        refused("not hex");
        refused("0x02" + "ff".repeat(200));
        for (int at = 2; at < raw.length(); at += 2) {
            int other = Integer.parseInt(raw.substring(at, at + 2), 16) ^ 1;
            refused(raw.substring(0, at) + "%02x".formatted(other) + raw.substring(at + 2));
        }
        assertThat(used()).isZero();
        Practice.included(sent(signing.submit(intent, raw)));
    }

    private void refused(String raw) {
        assertThat(signing.submit(intent, raw))
                .as(raw)
                .isEqualTo(new ExternalSigning.Submission.NotWhatWasPrepared());
    }

    private static UnsignedTransaction with(
            UnsignedTransaction tx,
            long chainId,
            long nonce,
            Optional<Address> to,
            String data,
            BigInteger gasLimit) {
        return new UnsignedTransaction(
                chainId, nonce, to, tx.value(), data, gasLimit, tx.tipPerGas(), tx.maxFeePerGas());
    }

    @Test
    void stakingNeedsTwoSignaturesOneAfterTheOther() {
        var allow = toSign(prepareStake());
        assertThat(allow.kind()).isEqualTo(Activity.Kind.APPROVE);
        Practice.included(sent(signing.submit(allow.intent(), signedBy(elsewhere, allow))));
        var stake = toSign(prepareStake());
        assertThat(stake.kind()).isEqualTo(Activity.Kind.STAKE);
        Practice.included(sent(signing.submit(stake.intent(), signedBy(elsewhere, stake))));
        assertThat(practice.balances(elsewhere.address()).staked()).isEqualTo(ONE);
    }

    private ExternalSigning.Preparation prepareStake() {
        return signing.prepare(elsewhere.address(), s -> wallet.stake(intent, ONE, s));
    }

    @Test
    void whatTheContractRefusesIsNotHandedOver() {
        var refused =
                signing.prepare(
                        elsewhere.address(), s -> wallet.send(intent, to, Wei.ofEmber("11"), s));
        assertThat(refused)
                .isEqualTo(
                        new ExternalSigning.Preparation.Known(
                                new TxResult.Refused(
                                        Refusal.INSUFFICIENT_EMBER, Optional.empty())));
    }

    @Test
    void preparingAnewMakesTheOldOneVoid() {
        var old = toSign(prepareSend());
        var meanwhile = UUID.randomUUID().toString();
        Practice.included(wallet.send(meanwhile, to, ONE, elsewhere));
        var fresh = toSign(prepareSend());
        assertThat(fresh.transaction().nonce()).isEqualTo(old.transaction().nonce() + 1);
        refused(signedBy(elsewhere, old));
        Practice.included(sent(signing.submit(intent, signedBy(elsewhere, fresh))));
        assertThat(used()).isEqualTo(2);
    }

    @Test
    void twoThatWerePreparedForOneNonceHappenOnce() {
        var mine = toSign(prepareSend());
        var other = UUID.randomUUID().toString();
        var theirs =
                toSign(signing.prepare(elsewhere.address(), s -> wallet.send(other, to, ONE, s)));
        assertThat(theirs.transaction().nonce()).isEqualTo(mine.transaction().nonce());
        Practice.included(sent(signing.submit(intent, signedBy(elsewhere, mine))));
        assertThat(sent(signing.submit(other, signedBy(elsewhere, theirs))))
                .isEqualTo(new TxResult.Refused(Refusal.REPLACED, Optional.empty()));
        assertThat(used()).isEqualTo(1);
    }

    @Test
    void nothingIsSentThatWasNotPreparedHere() {
        assertThat(signing.submit("unknown", "0x02"))
                .isEqualTo(new ExternalSigning.Submission.NothingPrepared());
    }
}
