package hearth.app.text;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.earnings.Verdict;
import hearth.chain.Refusal;
import hearth.worker.policy.Cause;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

class MessagesTest {
    private static final Path MAIN = Path.of("src", "main");
    private static final Pattern FXML_KEY = Pattern.compile("\"%([a-zA-Z0-9.-]+)\"");
    private static final Pattern JAVA_KEY = Pattern.compile("text\\(\\s*\"([a-z0-9.-]+)\"[,)]");
    private static final Pattern AGENT_REASON = Pattern.compile("Reason\\(\\s*\"([a-z-]+)\"");
    private static final Pattern VERDICT =
            Pattern.compile("(?:Verdict\\.Bad|Finding\\.Illegal)\\(\\s*\"([a-z-]+)\"");
    private static final Pattern KEBAB = Pattern.compile("\"([a-z]+(?:-[a-z]+)+)\"");

    /// Names of threads, protocol problems between our own processes, and details of another
    /// reason.
    private static final Set<String> NO_REASONS =
            Set.of(
                    "upload-again",
                    "other-content",
                    "unknown-protocol",
                    "unknown-session",
                    "by-hour",
                    "idle-watts",
                    "payout-asked",
                    "not-looked",
                    "results-looked-at",
                    "agent-client",
                    "agent-farewell",
                    "agent-snapshots",
                    "agent-socket",
                    "give-back",
                    "paused-until",
                    "run-rules",
                    "not-committed",
                    "request-incomplete",
                    "version-unknown",
                    "socket-path-too-long",
                    "socket-unusable",
                    "checkpoint-malformed",
                    "checkpoint-not-of-job",
                    "manifest-expired",
                    "manifest-malformed",
                    "manifest-unfair-bounds",
                    "manifest-unknown-version",
                    "shard-not-of-job",
                    "shard-too-large");

    private final ResourceBundle bundle =
            ResourceBundle.getBundle("hearth.app.messages", Locale.ROOT);

    @Test
    void hasATextForEveryKeyOfEveryScreen() throws IOException {
        assertThat(missing(used(MAIN, ".fxml", FXML_KEY))).isEmpty();
    }

    @Test
    void hasATextForEveryKeyNamedInCode() throws IOException {
        Set<String> keys = used(MAIN.resolve("java/hearth/app"), ".java", JAVA_KEY);
        assertThat(keys).hasSizeGreaterThan(50);
        assertThat(missing(keys)).isEmpty();
    }

    @Test
    void hasTitleTextAndFixForEveryReason() {
        List<String> ids =
                bundle.keySet().stream()
                        .filter(key -> key.startsWith("reason."))
                        .map(key -> key.replaceFirst("\\.[a-z]+$", ""))
                        .distinct()
                        .toList();
        assertThat(ids).contains("reason.no-payout", "reason.unknown");
        assertThat(
                        missing(
                                ids.stream()
                                        .flatMap(
                                                id ->
                                                        Stream.of(
                                                                id + ".title",
                                                                id + ".text",
                                                                id + ".fix"))
                                        .toList()))
                .isEmpty();
    }

    @Test
    void hasASentenceForEveryReasonThatAgentAndCoordinatorGive() throws IOException {
        Set<String> ids =
                used(Path.of("..", "agent", "worker", "src", "main"), ".java", AGENT_REASON);
        ids.addAll(used(Path.of("..", "agent", "coordinator", "src", "main"), ".java", VERDICT));
        assertThat(ids).contains("job-unusable", "norm-too-large");
        assertThat(missing(ids.stream().map(id -> "reason." + id + ".text").toList())).isEmpty();
    }

    @Test
    void hasASentenceForEveryCauseOfWaiting() {
        assertThat(
                        missing(
                                Stream.of(Cause.values())
                                        .flatMap(
                                                cause ->
                                                        Stream.of(".title", ".text", ".fix")
                                                                .map(
                                                                        part ->
                                                                                "reason."
                                                                                        + cause.id()
                                                                                        + part))
                                        .toList()))
                .isEmpty();
    }

    /// What looks like an id in the code that gives reasons must have its words, or stand in the
    /// list of what is none.
    @Test
    void knowsEveryIdInTheCodeThatGivesReasons() throws IOException {
        Set<String> ids = used(Path.of("..", "agent", "worker", "src", "main"), ".java", KEBAB);
        Path coordinator =
                Path.of("..", "agent", "coordinator", "src/main/java/hearth/coordinator");
        ids.addAll(used(coordinator.resolve("aggregation"), ".java", KEBAB));
        for (String giver : List.of("UpdateInspection.java", "Results.java", "LeaseGrants.java")) {
            ids.addAll(used(coordinator, giver, KEBAB));
        }
        assertThat(ids)
                .contains("content-wrong", "lease-limit", "against-the-others", "value-too-large");
        ids.removeAll(NO_REASONS);
        assertThat(
                        missing(
                                ids.stream()
                                        .flatMap(
                                                id ->
                                                        Stream.of(".title", ".text", ".fix")
                                                                .map(part -> "reason." + id + part))
                                        .toList()))
                .isEmpty();
    }

    @Test
    void hasATextForEveryVerdict() {
        assertThat(
                        missing(
                                Stream.of(Verdict.values())
                                        .flatMap(
                                                v ->
                                                        Stream.of(
                                                                "verdict." + v.key() + ".badge",
                                                                "verdict." + v.key() + ".text"))
                                        .toList()))
                .isEmpty();
    }

    /// What only an operator can meet has the general sentence.
    @Test
    void hasATextForEveryRefusalThatAWalletCanMeet() {
        List<Refusal> operator =
                List.of(
                        Refusal.EPOCH_ALREADY_POSTED,
                        Refusal.UNEXPECTED_EPOCH,
                        Refusal.ROOT_STILL_PENDING,
                        Refusal.TOTAL_DECREASED,
                        Refusal.TOTAL_ABOVE_FUNDED,
                        Refusal.EPOCH_CAP_EXCEEDED,
                        Refusal.NOT_ALLOWED);
        assertThat(
                        missing(
                                Stream.of(Refusal.values())
                                        .filter(refusal -> !operator.contains(refusal))
                                        .map(
                                                refusal ->
                                                        "refusal."
                                                                + refusal.name()
                                                                        .toLowerCase(Locale.ROOT)
                                                                        .replace('_', '-'))
                                        .toList()))
                .isEmpty();
    }

    private List<String> missing(Iterable<String> keys) {
        var absent = new TreeSet<String>();
        keys.forEach(key -> absent.add(key));
        absent.removeIf(bundle::containsKey);
        return List.copyOf(absent);
    }

    private static Set<String> used(Path folder, String ending, Pattern key) throws IOException {
        var keys = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(ending)).toList()) {
                key.matcher(Files.readString(file))
                        .results()
                        .map((MatchResult found) -> found.group(1))
                        .forEach(keys::add);
            }
        }
        return keys;
    }
}
