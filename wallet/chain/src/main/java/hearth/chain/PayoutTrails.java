package hearth.chain;

import hearth.contracts.Rewards;
import hearth.keys.Address;
import hearth.protocol.ClaimProof;
import hearth.protocol.MerkleTree;
import hearth.protocol.PayoutLeaf;
import hearth.protocol.Wei;

import org.web3j.abi.EventEncoder;

import tools.jackson.databind.JsonNode;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Follows a settlement on the chain: its root, its proof, and the transaction that paid it,
/// whoever sent that. Blocks on the node.
public final class PayoutTrails {
    /// Public nodes answer for so many blocks at once.
    private static final long WINDOW = 10_000;

    private static final int MOST_WINDOWS = 20;
    private static final int HEX = 16;

    private final EmberNetwork network;

    public PayoutTrails(EmberNetwork network) {
        this.network = network;
    }

    /// @param newest what the coordinator settled last for the account; amounts are cumulative, so
    ///     it contains every earlier epoch
    public Reading<PayoutTrail> trail(Address account, long epoch, Optional<ClaimProof> newest) {
        return Reading.of(
                () ->
                        new PayoutTrail(
                                network.reads()
                                        .postedRoot(epoch)
                                        .map(r -> new PayoutTrail.Root(r.root(), r.validAt())),
                                claim(account, epoch),
                                newest.filter(proof -> proof.epoch() >= epoch)
                                        .flatMap(proof -> fits(account, proof))));
    }

    /// The way back, from a transaction to what it paid.
    ///
    /// @param transaction `0x` and 64 hex digits
    /// @return empty if the chain knows no such claim of the account
    public Reading<Optional<PaidEpochs>> paid(Address account, String transaction) {
        return Reading.of(
                () ->
                        network.node()
                                .inclusion(transaction)
                                .flatMap(inclusion -> paid(account, inclusion)));
    }

    private Optional<PaidEpochs> paid(Address account, Node.Inclusion inclusion) {
        return inclusion.logs().stream()
                .filter(log -> log.contract().equals(network.profile().rewards()))
                .filter(log -> log.isOf(EventEncoder.encode(Rewards.CLAIMED_EVENT), account))
                .findFirst()
                .map(log -> paid(account, log, inclusion.block()));
    }

    private PaidEpochs paid(Address account, Node.Log log, long block) {
        try {
            var event = AbiReader.of(AbiReader.hex(log.data()));
            var amount = new Wei(event.number(0));
            boolean isFirst = event.number(1).equals(amount.value());
            return new PaidEpochs(
                    isFirst ? Optional.of(0L) : before(account, block - 1),
                    new BigInteger(log.topics().get(2).substring(2), HEX).longValueExact(),
                    amount);
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            throw new NodeUnreachableException("malformed Claimed", e);
        }
    }

    /// Epoch of the account's newest claim up to a block.
    private Optional<Long> before(Address account, long block) {
        long end = block;
        for (int window = 0; window < MOST_WINDOWS && end >= 0; window++) {
            long start = Math.max(0, end - WINDOW + 1);
            var newest =
                    claims(account, start, end).stream().mapToLong(PayoutTrail.Claim::epoch).max();
            if (newest.isPresent()) {
                return Optional.of(newest.getAsLong());
            }
            end = start - 1;
        }
        return Optional.empty();
    }

    private Optional<Boolean> fits(Address account, ClaimProof proof) {
        return network.reads()
                .postedRoot(proof.epoch())
                .map(
                        posted -> {
                            var profile = network.profile();
                            var leaf =
                                    new PayoutLeaf(
                                            profile.chainId(),
                                            profile.rewards().value(),
                                            account.value(),
                                            proof.cumulative());
                            byte[] root = HexFormat.of().parseHex(posted.root());
                            return MerkleTree.verify(root, leaf.hash(), proof.proofBytes());
                        });
    }

    /// A claim pays everything up to the epoch under whose root it is made: so the earliest that is
    /// not before this one. Looked for from the newest block back.
    private Optional<PayoutTrail.Claim> claim(Address account, long epoch) {
        var found = new ArrayList<PayoutTrail.Claim>();
        long end = network.node().blockNumber();
        for (int window = 0; window < MOST_WINDOWS && end >= 0; window++) {
            long start = Math.max(0, end - WINDOW + 1);
            var claims = claims(account, start, end);
            claims.stream().filter(claim -> claim.epoch() >= epoch).forEach(found::add);
            if (claims.stream().anyMatch(claim -> claim.epoch() < epoch)) {
                break;
            }
            end = start - 1;
        }
        return found.stream().min(Comparator.comparingLong(PayoutTrail.Claim::epoch));
    }

    /// The claims of an account in these blocks; topics are the event, the account and the epoch.
    private List<PayoutTrail.Claim> claims(Address account, long from, long to) {
        var filter =
                Map.of(
                        "address",
                        network.profile().rewards().value(),
                        "fromBlock",
                        "0x" + Long.toHexString(from),
                        "toBlock",
                        "0x" + Long.toHexString(to),
                        "topics",
                        List.of(
                                EventEncoder.encode(Rewards.CLAIMED_EVENT),
                                "0x" + "0".repeat(24) + account.value().substring(2)));
        return switch (network.node().call("eth_getLogs", filter)) {
            case RpcAnswer.Result logs ->
                    logs.value().valueStream().map(PayoutTrails::claim).toList();
            case RpcAnswer.Failure error ->
                    throw new NodeUnreachableException("eth_getLogs error " + error.code(), null);
        };
    }

    private static PayoutTrail.Claim claim(JsonNode log) {
        try {
            var event = AbiReader.of(AbiReader.hex(Node.text(log.path("data"))));
            return new PayoutTrail.Claim(
                    Node.text(log.path("transactionHash")),
                    new Wei(event.number(0)),
                    Node.quantity(log.path("topics").path(2)).longValueExact());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new NodeUnreachableException("malformed Claimed", e);
        }
    }
}
