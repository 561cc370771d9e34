package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.keys.Address;
import hearth.keys.EthereumKey;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/// Proofs that a real chain makes, and what is left of them after every kind of tampering.
final class StorageProofTest {
    private static final int MUTATIONS = Integer.getInteger("hearth.proof.mutations", 5_000);

    @TempDir static Path folder;
    private static Practice practice;
    private static final Address HOLDER = EthereumKey.random(Practice.RANDOM).address();
    private Node.Sealed block;

    @BeforeAll
    static void start() {
        practice = new Practice(folder);
        // Enough holders that the way to one of them leads through several nodes.
        for (int i = 0; i < 20; i++) {
            var to = i == 0 ? HOLDER : EthereumKey.random(Practice.RANDOM).address();
            Practice.included(
                    practice.wallet.send("gift" + i, to, Wei.ofEmber("7.25"), practice.operator()));
        }
    }

    @BeforeEach
    void newestBlock() {
        var node = practice.chain.node();
        block = node.sealed(node.blockNumber()).orElseThrow();
    }

    @AfterAll
    static void stop() {
        practice.close();
    }

    private StorageProof proof(Address contract, int slot, Address key) {
        return practice.chain
                .node()
                .proof(block.hash(), contract, StorageProof.slotOf(slot, key))
                .orElseThrow();
    }

    private byte[] stateRoot() {
        return HexFormat.of().parseHex(block.stateRoot(), 2, block.stateRoot().length());
    }

    private BigInteger value(StorageProof proof, Address contract, int slot, Address key)
            throws FalseProofException {
        return proof.value(stateRoot(), contract, StorageProof.slotOf(slot, key));
    }

    @Test
    void whatIsProvenIsWhatTheContractSays() throws FalseProofException {
        var token = practice.profile.token();
        var reads = practice.network.reads();
        for (var key : List.of(HOLDER, practice.operator().address(), practice.profile.rewards())) {
            var proof = proof(token, ContractReads.BALANCES_SLOT, key);
            assertThat(proof.account()).hasSizeGreaterThan(1);
            assertThat(new Wei(value(proof, token, ContractReads.BALANCES_SLOT, key)))
                    .isEqualTo(reads.emberOf(key))
                    .isNotEqualTo(Wei.ZERO);
        }
        var worker = EthereumKey.random(Practice.RANDOM).address();
        var claim = practice.post(1, worker, Wei.ofEmber("3"));
        Practice.included(practice.wallet.claim(claim, practice.operator()));
        var node = practice.chain.node();
        var now = node.sealed(node.blockNumber()).orElseThrow();
        var rewards = practice.profile.rewards();
        byte[] slot = StorageProof.slotOf(ContractReads.CLAIMED_SLOT, worker);
        byte[] root = HexFormat.of().parseHex(now.stateRoot(), 2, now.stateRoot().length());
        assertThat(node.proof(now.hash(), rewards, slot).orElseThrow().value(root, rewards, slot))
                .isEqualTo(Wei.ofEmber("3").value())
                .isEqualTo(reads.claimed(worker).value());
    }

    @Test
    void thatSomebodyHasNothingIsProvenToo() throws FalseProofException {
        var token = practice.profile.token();
        for (int i = 0; i < 20; i++) {
            var nobody = EthereumKey.random(Practice.RANDOM).address();
            var proof = proof(token, ContractReads.BALANCES_SLOT, nobody);
            assertThat(value(proof, token, ContractReads.BALANCES_SLOT, nobody)).isZero();
        }
    }

    @Test
    void noTamperedProofPasses() {
        var token = practice.profile.token();
        var proof = proof(token, ContractReads.BALANCES_SLOT, HOLDER);
        var random = new SplittableRandom(7);
        for (int i = 0; i < MUTATIONS; i++) {
            boolean inAccount = random.nextBoolean();
            var forged =
                    new StorageProof(
                            inAccount ? mutated(proof.account(), random) : proof.account(),
                            inAccount ? proof.storage() : mutated(proof.storage(), random));
            assertThatThrownBy(() -> value(forged, token, ContractReads.BALANCES_SLOT, HOLDER))
                    .as("mutation %d", i)
                    .isInstanceOf(FalseProofException.class);
        }
    }

    /// One bit, one byte more or less, a node left out, doubled or put elsewhere.
    private static List<byte[]> mutated(List<byte[]> nodes, SplittableRandom random) {
        var changed = new ArrayList<>(nodes);
        int which = random.nextInt(nodes.size());
        byte[] node = nodes.get(which).clone();
        switch (random.nextInt(8)) {
            case 0 -> changed.remove(which);
            case 1 -> changed.add(which, node);
            case 2 -> changed.add(node);
            case 3 -> changed.set(which, Arrays.copyOf(node, node.length - 1));
            case 4 -> changed.set(which, Arrays.copyOf(node, node.length + 1));
            default -> {
                node[random.nextInt(node.length)] ^= (byte) (1 << random.nextInt(8));
                changed.set(which, node);
            }
        }
        return changed;
    }

    @Test
    void aTrueProofOfSomethingElseIsNoProof() {
        var token = practice.profile.token();
        var mine = proof(token, ContractReads.BALANCES_SLOT, HOLDER);
        var rewards = practice.profile.rewards();
        assertThatThrownBy(() -> value(mine, rewards, ContractReads.BALANCES_SLOT, HOLDER))
                .isInstanceOf(FalseProofException.class);
        assertThatThrownBy(
                        () ->
                                mine.value(
                                        new byte[32],
                                        token,
                                        StorageProof.slotOf(ContractReads.BALANCES_SLOT, HOLDER)))
                .isInstanceOf(FalseProofException.class);
        var other = proof(token, ContractReads.BALANCES_SLOT, practice.operator().address());
        var mixed = new StorageProof(mine.account(), other.storage());
        assertThatThrownBy(() -> value(mixed, token, ContractReads.BALANCES_SLOT, HOLDER))
                .isInstanceOf(FalseProofException.class);
    }
}
