package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.contracts.RoundLog;
import hearth.keys.EthereumKey;
import hearth.protocol.MerkleTree;
import hearth.protocol.Sha256;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint64;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Rounds of a job in the contract, and an update proven to be among a round's accepted ones.
class RoundLogsTest {
    private static final byte[] JOB = bytes(1);

    @TempDir private Path folder;

    private static byte[] bytes(int seed) {
        return Sha256.of(new byte[] {(byte) seed}).bytes();
    }

    @Test
    void roundsAreWrittenOnceInOrderAndTheirUpdatesCanBeProven() {
        try (var practice = new Practice(folder);
                var owner = EthereumKey.random(Practice.RANDOM)) {
            var logs = new RoundLogs(practice.network);
            var operator = practice.operator();
            assertThat(Practice.known(logs.find(JOB))).isEmpty();
            Practice.included(logs.open(JOB, owner.address(), bytes(2), operator));
            Practice.included(logs.open(JOB, owner.address(), bytes(2), operator));
            var begin = Practice.known(logs.find(JOB)).orElseThrow();
            assertThat(begin.rounds()).isZero();

            var updates = List.of(bytes(10), bytes(11), bytes(12));
            for (int again = 0; again < 2; again++) {
                Practice.included(logs.write(JOB, 0, bytes(3), updates, 1, begin.head(), operator));
            }
            var after = Practice.known(logs.find(JOB)).orElseThrow();
            assertThat(after.rounds()).isEqualTo(1);
            assertThat(after.head()).isNotEqualTo(begin.head());
            assertThat(logs.write(JOB, 1, bytes(4), List.of(), 3, begin.head(), operator))
                    .as("upon another history")
                    .isInstanceOf(TxResult.Refused.class);
            Practice.included(logs.write(JOB, 1, bytes(4), List.of(), 3, after.head(), operator));

            var leaves = updates.stream().map(u -> logs.leaf(JOB, 0, u)).toList();
            var proof = MerkleTree.of(leaves).proof(leaves.get(1));
            assertThat(isAccepted(practice, 0, updates.get(1), proof)).isTrue();
            assertThat(isAccepted(practice, 1, updates.get(1), proof)).isFalse();
            assertThat(isAccepted(practice, 0, bytes(13), proof)).isFalse();
        }
    }

    private static boolean isAccepted(
            Practice practice, long round, byte[] update, List<byte[]> proof) {
        var answer =
                practice.network
                        .settled()
                        .read(
                                Optional.ofNullable(practice.profile.contracts().get("roundLog"))
                                        .orElseThrow(),
                                ContractCalls.call(
                                        RoundLog.FUNC_ISACCEPTED,
                                        new Bytes32(JOB),
                                        new Uint64(round),
                                        new Bytes32(update),
                                        new DynamicArray<>(
                                                Bytes32.class,
                                                proof.stream().map(Bytes32::new).toList())));
        return ContractReads.value(
                                ContractReads.words(answer, RoundLog.FUNC_ISACCEPTED, 1).getFirst())
                        .signum()
                != 0;
    }
}
