package hearth.chain;

import hearth.keys.Address;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Optional;

/// One block that several nodes agree on, chosen at the first question. One thread.
final class AgreedView implements ChainView {
    private static final String PROOF = "proof from ";

    private final Nodes nodes;
    private final int depth;
    private Nodes.@Nullable Block block;

    /// @param depth of the block below the newest one
    AgreedView(Nodes nodes, int depth) {
        this.nodes = nodes;
        this.depth = depth;
    }

    private Nodes.Block block() {
        var chosen = block;
        if (chosen == null) {
            chosen = nodes.below(depth);
            block = chosen;
        }
        return chosen;
    }

    @Override
    public RpcAnswer read(Address contract, String data) {
        var at = block();
        return nodes.agreement()
                .agreed(
                        "call " + data.substring(0, Math.min(data.length(), 10)),
                        at.nodes(),
                        n -> n.readAt(at.hash(), contract, data),
                        AgreedView::said)
                .value();
    }

    private static String said(RpcAnswer answer) {
        return switch (answer) {
            case RpcAnswer.Result result -> Node.text(result.value());
            case RpcAnswer.Failure failure -> Nodes.refused(failure);
        };
    }

    @Override
    public BigInteger gasBalance(Address account) {
        var at = block();
        return nodes.agreement()
                .agreed(
                        "coins",
                        at.nodes(),
                        n -> n.gasBalanceAt(at.hash(), account),
                        BigInteger::toString)
                .value();
    }

    /// The first proof that fits counts: it is checked against the agreed state root, so one honest
    /// node is enough. A proof that does not fit is noted.
    @Override
    public Optional<BigInteger> proven(Address contract, int slot, Address key) {
        var at = block();
        String about = PROOF + contract;
        byte[] place = StorageProof.slotOf(slot, key);
        for (var node : at.nodes()) {
            try {
                var proof = node.proof(at.hash(), contract, place);
                if (proof.isPresent()) {
                    var value = proof.get().value(bytes(at.stateRoot()), contract, place);
                    nodes.agreement().clear(node, about);
                    return Optional.of(value);
                }
            } catch (FalseProofException e) {
                nodes.agreement()
                        .note(
                                node,
                                NodeFinding.Kind.FALSE_PROOF,
                                about,
                                "a proof that does not fit",
                                "state root " + at.stateRoot());
            } catch (NodeUnreachableException e) {
                // It is named when it does not answer a call either.
                nodes.agreement().clear(node, about);
            }
        }
        return Optional.empty();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex, 2, hex.length());
    }
}
