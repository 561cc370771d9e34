package hearth.app.logs;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.stream.Collectors.joining;

import hearth.keys.RecoveryPhrase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

class RedactionTest {
    private static final Redaction REDACTION =
            Redaction.of(
                    Map.of(Path.of("/home/ada"), "~", Path.of("/home/ada/data"), "$HEARTH_HOME"));
    private static final int EVENTS = Integer.getInteger("hearth.redaction.events", 20_000);
    private static final SecureRandom STRONG = new SecureRandom();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "password=hunter2 next | password=[removed] next",
                "{\"secret\": \"a b, c\", \"n\": 1} | {\"secret\": [removed], \"n\": 1}",
                "Authorization: Bearer abc.def | Authorization: [removed]",
                "paid to 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 | paid to 0x7099…79C8",
                "/home/ada/data/agent and /home/ada/x | $HEARTH_HOME/agent and ~/x",
                "C:\\Users\\Ada\\AppData | C:\\Users\\[name]\\AppData",
                "from 203.0.113.9:443 to 127.0.0.1:7410 | from [ip]:443 to 127.0.0.1:7410",
                "peer 2001:db8::17 left | peer [ip] left",
                "https://u:p@node.example/rpc?key=1 | https://node.example/rpc?[removed]",
                "write to ada.l@example.org | write to [mail]"
            })
    void takesOutWhatIsSecretOrPersonal(String text, String shown) {
        assertThat(REDACTION.of(text)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-21T07:03:27.123Z INFO hearth.agent: training, round 12, 40 of 64 steps",
                "version 0.1.0 on Linux 6.18, 2 cores, 12.5 %",
                "at hearth.worker.AgentLoop.run(AgentLoop.java:119)",
                "earned 545356873728000000 wei at 127.0.0.1",
                "the agent will wait until the coordinator answers again"
            })
    void leavesOrdinaryLinesAsTheyAre(String line) {
        assertThat(REDACTION.of(line)).isEqualTo(line);
    }

    @Test
    void keepsEnoughOfAHashToFindItAgain() {
        assertThat(REDACTION.of("shard " + "ab12".repeat(16))).isEqualTo("shard ab12…ab12");
    }

    @Test
    void knowsEveryWordThatAPhraseCanHave() {
        var words = RecoveryPhrase.wordList();
        for (int i = 0; i < words.size(); i++) {
            var five = IntStream.range(i, i + 5).mapToObj(n -> words.get(n % words.size()));
            var phrase = five.collect(joining(" "));

            assertThat(REDACTION.of("typed: " + phrase + ".")).as(phrase).doesNotContain(phrase);
        }
    }

    /// Secrets of every kind, spelled in every way a program might print them, in random events.
    @Test
    void noPlantedSecretSurvives() {
        var random = new Random(20261121);
        for (int i = 0; i < EVENTS; i++) {
            var secret = secret(random);
            var event = noise(random) + secret.spelled() + noise(random);
            assertThat(REDACTION.of(event))
                    .as("event %d: %s", i, event)
                    .doesNotContain(secret.forbidden());
        }
    }

    /// @param forbidden what must not be readable afterwards
    private record Planted(String spelled, List<String> forbidden) {}

    private static Planted secret(Random random) {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        String hex = HexFormat.of().formatHex(bytes);
        return switch (random.nextInt(7)) {
            case 0 -> new Planted(spell(random, hex), List.of(hex.substring(8, 24)));
            case 1 ->
                    new Planted(
                            "0x" + hex.toUpperCase(Locale.ROOT),
                            List.of(hex.substring(8, 24).toUpperCase(Locale.ROOT)));
            case 2 -> words(random);
            case 3 -> named(random, hex.substring(0, 12));
            case 4 -> {
                var number = new BigInteger(1, bytes).setBit(250).toString();
                yield new Planted(number, List.of(number.substring(10, 40)));
            }
            case 5 -> {
                var text = Base64.getEncoder().encodeToString(bytes);
                // A text without capitals, small letters or digits is not base64 of 32 bytes.
                yield new Planted(text, List.of(text.substring(8, 24)));
            }
            default -> {
                var ip = "198.51.%d.%d".formatted(random.nextInt(256), random.nextInt(256));
                yield new Planted(ip + ":" + random.nextInt(65536), List.of(ip));
            }
        };
    }

    private static Planted words(Random random) {
        try (var phrase = RecoveryPhrase.generate(random.nextBoolean() ? 12 : 24, STRONG)) {
            var words = phrase.words();
            List<UnaryOperator<String>> ways =
                    List.of(
                            s -> s,
                            s -> s.replace(" ", ", "),
                            s -> s.replace(" ", "\",\""),
                            s -> s.replace(" ", "\n"),
                            String::toUpperCase);
            var way = ways.get(random.nextInt(ways.size()));
            var spelled = way.apply(String.join(" ", words));
            return new Planted(spelled, List.of(way.apply(String.join(" ", words.subList(2, 6)))));
        }
    }

    private static Planted named(Random random, String secret) {
        var names = List.of("password", "Passphrase", "api_key", "mnemonic", "token", "privateKey");
        var signs = List.of("=", ": ", "\": \"", " = '");
        return new Planted(
                names.get(random.nextInt(names.size()))
                        + signs.get(random.nextInt(signs.size()))
                        + secret,
                List.of(secret));
    }

    private static String spell(Random random, String hex) {
        return switch (random.nextInt(4)) {
            case 0 -> "key=" + hex;
            case 1 -> "\"" + hex + "\"";
            case 2 -> "(" + hex + ")";
            default -> hex;
        };
    }

    private static String noise(Random random) {
        var parts =
                List.of(
                        " ",
                        "\n",
                        " lease 17 ",
                        " at x.Y.z(Y.java:3) ",
                        ": ",
                        "; wei 12 ",
                        " [",
                        "] ");
        var text = new StringBuilder(" ");
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(parts.get(random.nextInt(parts.size())));
        }
        return text.append(' ').toString();
    }
}
