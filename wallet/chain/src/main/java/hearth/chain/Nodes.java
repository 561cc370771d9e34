package hearth.chain;

import hearth.keys.Address;

import java.math.BigInteger;
import java.net.URI;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// All nodes of one network, as if they were one. What is read counts when more than half of all
/// say the same about the same block; what is sent goes to every one. With a single node, its word
/// counts. Every method throws {@link NodeUnreachableException} when there is no usable answer.
/// Safe for use by several threads.
final class Nodes implements AutoCloseable {
    /// Blocks between two honest nodes' newest ones.
    private static final long SPREAD = 16;

    private static final String HEAD = "head";
    private static final Node.Sealed NO_BLOCK = new Node.Sealed("none", "");

    private final List<Node> nodes;
    private final Agreement agreement;

    private Nodes(List<Node> nodes) {
        this.nodes = List.copyOf(nodes);
        this.agreement = new Agreement(nodes);
    }

    static Nodes at(List<URI> uris) {
        return new Nodes(uris.stream().map(Node::new).toList());
    }

    static Nodes only(Node node) {
        return new Nodes(List.of(node));
    }

    boolean isSeveral() {
        return nodes.size() > 1;
    }

    /// What single nodes say otherwise than the rest, as far as it is known now.
    List<NodeFinding> findings() {
        return agreement.findings();
    }

    /// The one to ask for what proves itself, such as content under its hash.
    Node first() {
        return nodes.getFirst();
    }

    Agreement agreement() {
        return agreement;
    }

    /// The state to read from: the only node's pending block, or one block that the nodes agree
    /// on, chosen when the first question is asked.
    ChainView view() {
        return isSeveral() ? new AgreedView(this, 0) : new ChainView.Pending(nodes.getFirst());
    }

    /// The state that so many blocks lie above: what is in it counts as final.
    ChainView view(int confirmations) {
        if (confirmations == 0) {
            return view();
        }
        return isSeveral()
                ? new AgreedView(this, confirmations)
                : new ChainView.Below(nodes.getFirst(), confirmations);
    }

    /// A block that enough nodes have.
    ///
    /// @param stateRoot to which proofs must lead; `0x` and 64 hex digits
    /// @param nodes those that have it
    record Block(String hash, String stateRoot, List<Node> nodes) {}

    /// The newest block that enough nodes agree on. A node whose newest one is far from theirs is
    /// noted and left out.
    ///
    /// @throws NodesDisagreeException if too few are near each other or have the same block
    Block head() {
        return below(0);
    }

    /// The block that lies so many below the newest one.
    Block below(int depth) {
        var heads = agreement.heard(nodes, Node::blockNumber);
        long middle = enoughReach(heads.stream().map(h -> h.value().orElseThrow()).toList());
        var near =
                heads.stream()
                        .filter(h -> Math.abs(h.value().orElseThrow() - middle) <= SPREAD)
                        .toList();
        var far = heads.stream().filter(h -> !near.contains(h)).map(h -> far(h, middle)).toList();
        if (near.size() < agreement.needed()) {
            throw new NodesDisagreeException(far);
        }
        near.forEach(h -> agreement.clear(h.node(), HEAD));
        long newest = near.stream().mapToLong(h -> h.value().orElseThrow()).min().orElseThrow();
        long number = Math.max(0, newest - depth);
        var agreed =
                agreement.agreed(
                        "block",
                        near.stream().map(Agreement.Answer::node).toList(),
                        n -> n.sealed(number).orElse(NO_BLOCK),
                        b -> b.hash() + " " + b.stateRoot());
        var block = agreed.value();
        if (block.equals(NO_BLOCK)) {
            throw new NodeUnreachableException("the nodes have no block", null);
        }
        return new Block(block.hash(), block.stateRoot(), agreed.nodes());
    }

    private NodeFinding far(Agreement.Answer<Long> head, long middle) {
        return agreement.note(
                head.node(),
                NodeFinding.Kind.OTHER_HEIGHT,
                HEAD,
                head.value().orElseThrow().toString(),
                Long.toString(middle));
    }

    /// What the nodes are, compared with what is pinned.
    ChainCheck.Verdict verdict(ChainCheck check) {
        return agreed("contracts", check::verdict, Enum::name);
    }

    /// Whether a program decides what becomes of what this address gets.
    boolean isContract(Address address) {
        return agreed("code", n -> n.isContract(address), Object::toString);
    }

    RpcAnswer estimateGas(Address from, Optional<Address> to, BigInteger value, String data) {
        if (!isSeveral()) {
            return nodes.getFirst().estimateGas(from, to, value, data);
        }
        var answers =
                agreement.agreed(
                        "estimate",
                        head().nodes(),
                        n -> n.estimateGas(from, to, value, data),
                        a -> a instanceof RpcAnswer.Failure f ? refused(f) : "accepted");
        var sorted =
                answers.said().stream()
                        .map(a -> a.value().orElseThrow())
                        .sorted(Comparator.comparing(Nodes::gas))
                        .toList();
        return sorted.get(sorted.size() / 2);
    }

    /// What comes of trying something in the state that there is now, where enough nodes find the
    /// same; empty where too few of them try such things.
    ///
    /// @param question of a node and the name of that state; empty if it does not try such things
    <T> Optional<T> tried(
            BiFunction<Node, String, Optional<T>> question, Function<T, String> words) {
        if (!isSeveral()) {
            return question.apply(nodes.getFirst(), Node.PENDING);
        }
        var head = head();
        var able =
                agreement.heard(head.nodes(), n -> question.apply(n, head.hash())).stream()
                        .filter(a -> a.value().orElseThrow().isPresent())
                        .map(a -> new Agreement.Answer<>(a.node(), a.value().orElseThrow()))
                        .toList();
        return able.size() < agreement.needed()
                ? Optional.empty()
                : Optional.of(agreement.among("trial", able, words).value());
    }

    static String refused(RpcAnswer.Failure failure) {
        return "refused " + failure.revertData();
    }

    private static BigInteger gas(RpcAnswer answer) {
        return answer instanceof RpcAnswer.Result r ? Node.quantity(r.value()) : BigInteger.ZERO;
    }

    /// The lower middle of what the nodes say; the fee cap is the wallet's own.
    Node.Fees fees() {
        var said =
                agreement.heard(nodes, Node::fees).stream()
                        .map(a -> a.value().orElseThrow())
                        .toList();
        return new Node.Fees(
                middle(said.stream().map(Node.Fees::nextBaseFee).sorted().toList()),
                middle(said.stream().map(Node.Fees::tip).sorted().toList()));
    }

    private static BigInteger middle(List<BigInteger> sorted) {
        return sorted.get((sorted.size() - 1) / 2);
    }

    long nextNonce(Address account) {
        return reached(n -> n.nextNonce(account));
    }

    long includedCount(Address account) {
        return reached(n -> n.includedCount(account));
    }

    /// The latest time that enough nodes' newest blocks have reached; seconds since 1970.
    long newestTime() {
        return reached(Node::newestTime);
    }

    long blockNumber() {
        return reached(Node::blockNumber);
    }

    /// The highest number that enough nodes have reached.
    private long reached(Function<Node, Long> question) {
        return enoughReach(
                agreement.heard(nodes, question).stream()
                        .map(a -> a.value().orElseThrow())
                        .toList());
    }

    private long enoughReach(List<Long> said) {
        return said.stream()
                .sorted(Collections.reverseOrder())
                .toList()
                .get(agreement.needed() - 1);
    }

    /// Accepted if any node takes it; one that refuses can keep nothing from the others. Refused
    /// only if so many say so as are believed, and none says that it may have it: a single one may
    /// have handed it on all the same.
    ///
    /// @throws NodeUnreachableException if nobody takes it and too few say why
    RpcAnswer broadcast(String raw) {
        var answers =
                agreement.ask(nodes, n -> n.broadcast(raw)).stream()
                        .flatMap(a -> a.value().stream())
                        .toList();
        return answers.stream()
                .filter(a -> !(a instanceof RpcAnswer.Failure f && f.refuses()))
                .min(Comparator.comparing(RpcAnswer.Failure.class::isInstance))
                .or(() -> answers.stream().filter(_ -> answers.size() >= believed()).findFirst())
                .orElseThrow(() -> new NodeUnreachableException("no answer", null));
    }

    private int believed() {
        return isSeveral() ? agreement.needed() : 1;
    }

    /// Where a transaction is, if it is in a block. A node that has not reached the block yet is
    /// no liar, and one that is ahead of the others is not believed yet.
    ///
    /// @throws NodesDisagreeException if too few say the same; between two nodes also while only
    ///     one of them has the block
    Optional<Node.Inclusion> inclusion(String hash) {
        if (!isSeveral()) {
            return nodes.getFirst().inclusion(hash);
        }
        var said = agreement.heard(nodes, n -> n.inclusion(hash));
        var there = said.stream().filter(a -> a.value().orElseThrow().isPresent()).toList();
        if (!there.isEmpty() && there.size() < said.size()) {
            said = withoutThoseApart(said);
        }
        return agreement.among("receipt", said, Nodes::place).value();
    }

    private List<Agreement.Answer<Optional<Node.Inclusion>>> withoutThoseApart(
            List<Agreement.Answer<Optional<Node.Inclusion>>> said) {
        long reached = blockNumber();
        var blocks =
                said.stream()
                        .flatMap(a -> a.value().orElseThrow().stream())
                        .mapToLong(Node.Inclusion::block)
                        .filter(b -> b <= reached)
                        .max();
        return said.stream()
                .filter(
                        a ->
                                a.value()
                                        .orElseThrow()
                                        .map(in -> in.block() <= reached)
                                        .orElseGet(
                                                () ->
                                                        blocks.isEmpty()
                                                                || a.node().blockNumber()
                                                                        >= blocks.getAsLong()))
                .toList();
    }

    private static String place(Optional<Node.Inclusion> inclusion) {
        return inclusion
                .map(
                        in ->
                                "%s block %d %s gas %s events %s"
                                        .formatted(
                                                in.succeeded() ? "done" : "reverted",
                                                in.block(),
                                                in.blockHash(),
                                                in.gasUsed(),
                                                in.events()))
                .orElse("not in a block");
    }

    private <T> T agreed(String about, Function<Node, T> question, Function<T, String> words) {
        if (!isSeveral()) {
            return question.apply(nodes.getFirst());
        }
        return agreement.agreed(about, nodes, question, words).value();
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
    }
}
