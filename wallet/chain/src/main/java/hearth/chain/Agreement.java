package hearth.chain;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Asks several nodes the same and believes what more than half of all say: 2 of 2, 2 of 3, 3 of 4.
/// Keeps what each node last said otherwise, until it says the same as the others again. Safe for
/// use by several threads.
final class Agreement {
    private static final int MAX_FINDINGS = 100;
    private static final int SHOWN = 80;
    private static final String CONNECTION = "connection";

    /// For those who have not answered when enough others have.
    private static final Duration LAST_CALL = Duration.ofSeconds(2);

    private static final Duration LOOK = Duration.ofMillis(50);

    private final List<Node> nodes;
    private final ConcurrentMap<Subject, NodeFinding> findings = new ConcurrentHashMap<>();

    private record Subject(URI node, String about) {}

    /// @param value empty if the node gave no usable answer
    /// @param isBusy whether the node wants to be left alone, which is no fault of its answers
    record Answer<T>(Node node, Optional<T> value, boolean isBusy) {
        Answer(Node node, Optional<T> value) {
            this(node, value, false);
        }
    }

    /// @param said the answers that agree, with the nodes that gave them
    record Agreed<T>(List<Answer<T>> said) {
        T value() {
            return said.getFirst().value().orElseThrow();
        }

        List<Node> nodes() {
            return said.stream().map(Answer::node).toList();
        }
    }

    Agreement(List<Node> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    int needed() {
        return nodes.size() / 2 + 1;
    }

    List<NodeFinding> findings() {
        return findings.values().stream()
                .sorted(
                        Comparator.comparing((NodeFinding f) -> f.node().toString())
                                .thenComparing(NodeFinding::about))
                .toList();
    }

    /// Everybody's answer, asked at the same time. Once enough have answered, whoever does not do
    /// so within [#LAST_CALL] has not: one node that says nothing keeps nobody from the others.
    <T> List<Answer<T>> ask(List<Node> whom, Function<Node, T> question) {
        if (whom.size() == 1) {
            return List.of(answer(whom.getFirst(), question));
        }
        var enough = new CountDownLatch(Math.min(needed(), whom.size()));
        var all = new CountDownLatch(whom.size());
        var said = new ConcurrentHashMap<Node, Answer<T>>();
        try (var each = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var node : whom) {
                each.execute(
                        () -> {
                            try {
                                var answer = answer(node, question);
                                said.put(node, answer);
                                if (answer.value().isPresent()) {
                                    enough.countDown();
                                }
                            } finally {
                                all.countDown();
                            }
                        });
            }
            if (!isComplete(enough, all)) {
                each.shutdownNow();
            }
            return whom.stream()
                    .map(n -> said.getOrDefault(n, new Answer<>(n, Optional.empty())))
                    .toList();
        }
    }

    /// @return whether everybody has answered
    private static boolean isComplete(CountDownLatch enough, CountDownLatch all) {
        try {
            while (enough.getCount() > 0 && all.getCount() > 0) {
                boolean _ = enough.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            }
            return all.await(LAST_CALL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeUnreachableException("interrupted", e);
        }
    }

    private static <T> Answer<T> answer(Node node, Function<Node, T> question) {
        try {
            return new Answer<>(node, Optional.of(question.apply(node)));
        } catch (NodeBusyException e) {
            return new Answer<>(node, Optional.empty(), true);
        } catch (NodeUnreachableException e) {
            return new Answer<>(node, Optional.empty());
        }
    }

    /// The answers of those who are there, and a finding about each who is not.
    ///
    /// @throws NodeUnreachableException if they are too few
    <T> List<Answer<T>> heard(List<Node> whom, Function<Node, T> question) {
        var answers = ask(whom, question);
        var there = answers.stream().filter(a -> a.value().isPresent()).toList();
        for (var answer : answers) {
            if (answer.value().isEmpty()) {
                note(
                        answer.node(),
                        answer.isBusy() ? NodeFinding.Kind.BUSY : NodeFinding.Kind.SILENT,
                        CONNECTION,
                        answer.isBusy() ? "busy" : "nothing",
                        "an answer");
            } else {
                clear(answer.node(), CONNECTION);
            }
        }
        if (there.size() < needed()) {
            throw new NodeUnreachableException("too few nodes answer", null);
        }
        return there;
    }

    /// What enough nodes say alike; who says otherwise is noted.
    ///
    /// @param words what an answer says, the same for answers that mean the same
    /// @throws NodesDisagreeException if no answer is given by enough of them
    <T> Agreed<T> agreed(
            String about, List<Node> whom, Function<Node, T> question, Function<T, String> words) {
        return among(about, heard(whom, question), words);
    }

    /// The same for answers that were given before.
    <T> Agreed<T> among(String about, List<Answer<T>> there, Function<T, String> words) {
        var byWords = new LinkedHashMap<String, List<Answer<T>>>();
        there.forEach(a -> byWords.computeIfAbsent(said(a, words), w -> new ArrayList<>()).add(a));
        var most =
                byWords.entrySet().stream()
                        .filter(e -> e.getValue().size() >= needed())
                        .findFirst();
        if (most.isEmpty()) {
            throw new NodesDisagreeException(
                    there.stream()
                            .map(a -> noted(a.node(), about, said(a, words), others(a, byWords)))
                            .toList());
        }
        for (var entry : byWords.entrySet()) {
            for (var answer : entry.getValue()) {
                if (entry.equals(most.get())) {
                    findings.remove(new Subject(answer.node().uri(), about));
                } else {
                    noted(answer.node(), about, entry.getKey(), most.get().getKey());
                }
            }
        }
        return new Agreed<>(most.get().getValue());
    }

    private static <T> String said(Answer<T> answer, Function<T, String> words) {
        return words.apply(answer.value().orElseThrow());
    }

    private static <T> String others(Answer<T> one, Map<String, List<Answer<T>>> byWords) {
        return byWords.entrySet().stream()
                .filter(e -> !e.getValue().contains(one))
                .map(e -> shortened(e.getKey()))
                .collect(Collectors.joining(", "));
    }

    private NodeFinding noted(Node node, String about, String said, String others) {
        return note(node, NodeFinding.Kind.OTHER_ANSWER, about, said, others);
    }

    NodeFinding note(Node node, NodeFinding.Kind kind, String about, String said, String others) {
        var finding = new NodeFinding(node.uri(), kind, about, shortened(said), shortened(others));
        var subject = new Subject(node.uri(), about);
        if (findings.size() < MAX_FINDINGS || findings.containsKey(subject)) {
            findings.put(subject, finding);
        }
        return finding;
    }

    void clear(Node node, String about) {
        findings.remove(new Subject(node.uri(), about));
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN - 1) + "…";
    }
}
