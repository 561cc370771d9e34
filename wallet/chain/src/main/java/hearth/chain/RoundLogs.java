package hearth.chain;

import hearth.contracts.RoundLog;
import hearth.keys.Address;
import hearth.keys.TransactionSigner;
import hearth.protocol.MerkleTree;
import hearth.protocol.Wei;

import org.web3j.abi.TypeEncoder;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint64;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The contract in which the rounds of jobs are written for anybody to check. A job is named there
/// by the hash of its manifest. Needs no intent ids: the contract takes each round once.
public final class RoundLogs {
    private static final String NAME = "roundLog";
    private static final int WORDS = 5;

    private final EmberNetwork network;
    private final Address log;

    /// @throws ChainException if the network has no round log
    public RoundLogs(EmberNetwork network) {
        this.network = network;
        this.log =
                Optional.ofNullable(network.profile().contracts().get(NAME))
                        .orElseThrow(
                                () -> new ChainException("the network has no round log", null));
    }

    /// A job's log.
    ///
    /// @param rounds written so far
    /// @param head 32 bytes as hex, over all that is written
    public record Head(long rounds, String head) {}

    /// @param job 32 bytes
    /// @return known and empty if it was never opened
    public Reading<Optional<Head>> find(byte[] job) {
        return Reading.of(
                () -> {
                    var words =
                            ContractReads.words(
                                    network.settled()
                                            .read(
                                                    log,
                                                    ContractCalls.call(
                                                            RoundLog.FUNC_JOBOF, new Bytes32(job))),
                                    RoundLog.FUNC_JOBOF,
                                    WORDS);
                    return ContractReads.value(words.get(0)).signum() == 0
                            ? Optional.empty()
                            : Optional.of(
                                    new Head(
                                            ContractReads.value(words.get(1)).longValueExact(),
                                            words.get(4)));
                });
    }

    /// @param owner of the job
    /// @param licence SHA-256 of its text, 32 bytes
    public TxResult open(byte[] job, Address owner, byte[] licence, TransactionSigner coordinator) {
        return send(
                "log-open:" + HexFormat.of().formatHex(job),
                ContractCalls.call(
                        RoundLog.FUNC_OPEN,
                        new Bytes32(job),
                        ContractCalls.address(owner),
                        new Bytes32(job),
                        new Bytes32(licence)),
                coordinator);
    }

    /// @param updates SHA-256 of the accepted ones, 32 bytes each
    /// @param before the head that the round follows
    public TxResult write(
            byte[] job,
            long round,
            byte[] checkpoint,
            List<byte[]> updates,
            int refused,
            String before,
            TransactionSigner coordinator) {
        return send(
                "log:" + HexFormat.of().formatHex(job) + ":" + round,
                ContractCalls.call(
                        RoundLog.FUNC_WRITE,
                        new Bytes32(job),
                        new Uint64(round),
                        new Bytes32(checkpoint),
                        new Bytes32(root(job, round, updates)),
                        new Uint32(updates.size()),
                        new Uint32(refused),
                        new Bytes32(HexFormat.of().parseHex(before))),
                coordinator);
    }

    private byte[] root(byte[] job, long round, List<byte[]> updates) {
        return updates.isEmpty()
                ? new byte[MerkleTree.keccak256(new byte[0]).length]
                : MerkleTree.of(updates.stream().map(u -> leaf(job, round, u)).toList()).root();
    }

    /// As the contract's `leafOf`.
    byte[] leaf(byte[] job, long round, byte[] update) {
        var text =
                List.<Type<?>>of(
                                new Uint256(BigInteger.valueOf(network.profile().chainId())),
                                ContractCalls.address(log),
                                new Bytes32(job),
                                new Uint64(round),
                                new Bytes32(update))
                        .stream()
                        .map(TypeEncoder::encode)
                        .collect(Collectors.joining());
        return MerkleTree.keccak256(MerkleTree.keccak256(HexFormat.of().parseHex(text)));
    }

    private TxResult send(String id, String data, TransactionSigner coordinator) {
        return network.transactions()
                .sendRepeatable(
                        new Intent(
                                id,
                                Activity.Kind.POST_ROOT,
                                coordinator.address(),
                                Wei.ZERO,
                                Optional.empty(),
                                Optional.of(log),
                                data),
                        coordinator);
    }
}
