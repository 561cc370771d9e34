package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.cli.FromOutsideTest.Ending;
import hearth.app.fixture.Receipts;
import hearth.app.install.HearthHome;
import hearth.app.operator.ChainSide;
import hearth.coordinator.CoordinatorConfig;
import hearth.coordinator.CoordinatorServer;
import hearth.coordinator.Evaluator;
import hearth.coordinator.OpenOutcome;
import hearth.coordinator.Policy;
import hearth.hardware.RecordedMachine;
import hearth.keys.Address;
import hearth.keys.Argon2Cost;
import hearth.keys.CostPolicy;
import hearth.keys.OwnerOnlyFile;
import hearth.keys.PayoutBinding;
import hearth.keys.PayoutBindings;
import hearth.keys.RecoveryPhrase;
import hearth.keys.Secret;
import hearth.keys.UnlockResult;
import hearth.keys.WalletFile;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Receipt;
import hearth.protocol.ReceiptHead;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.protocol.Wei;
import hearth.worker.Agent;
import hearth.worker.AgentConfig;
import hearth.worker.AgentPace;
import hearth.worker.AgentPorts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `hearth payout` and `hearth receipts` against a real agent and coordinator, with what can be
/// meant and what cannot.
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class PayoutCommandTest {
    private static final String PASSWORD = "correct horse";
    private static final String STRANGER = "0x52908400098527886E0F7030069857D2E4169EE7";

    @TempDir private Path folder;

    @Test
    void showsChangesAndUndoesWhereThisComputerIsPaid() throws Exception {
        try (var server = server();
                var agent = agent(server.uri())) {
            var _ = Thread.ofVirtual().start(agent::run);
            var home = HearthHome.open(folder);
            var accounts = wallet(home, agent, server);
            var first = accounts.getFirst();
            var second = accounts.getLast();
            var there = " --server " + server.coordinator().id();

            var endings =
                    FromOutsideTest.run(
                            folder,
                            List.of(
                                    "payout --json",
                                    "payout undo" + there,
                                    "payout bind",
                                    "payout bind --account 0x12" + there,
                                    "payout bind --account " + slip(second) + there,
                                    "payout bind --account " + STRANGER + there,
                                    "payout bind --server nobody",
                                    "payout sideways",
                                    "payout show undo",
                                    "payout bind --json --account " + second + there,
                                    "payout",
                                    "payout undo" + there,
                                    "receipts",
                                    "receipts --json",
                                    "receipts lease-1",
                                    "receipts --jsn"));
            assertThat(endings)
                    .extracting(Ending::code)
                    .as(endings.toString())
                    .containsExactly(0, 1, 1, 4, 4, 4, 2, 2, 2, 0, 0, 0, 0, 0, 2, 2);
            assertThat(endings.getFirst().out())
                    .contains("\"payout\":\"" + first + "\"", "\"changes\":[]");
            says(endings.get(1), "Nothing is about to change.");
            says(endings.get(2), "Which key the coordinator ", "name it with --server.");
            says(endings.get(3), "'0x12' is not an address: that is 0x and 40 hexadecimal digits.");
            says(endings.get(4), "has a slip in it");
            says(endings.get(5), "This wallet has no key of " + STRANGER);
            says(endings.get(6), "--server is 64 digits of 0-9 and a-f.");
            assertThat(endings.get(9).out())
                    .contains(
                            "\"payout\":\"" + first + "\"",
                            "\"to\":\"" + second.value().toLowerCase(Locale.ROOT));
            assertThat(endings.get(10).out())
                    .contains(
                            "This computer is paid to " + first,
                            " it is paid to " + second + ", unless " + first + " takes it back");
            assertThat(endings.get(11).out().strip())
                    .isEqualTo("This computer is paid to " + first + ".");
            assertThat(endings.get(12).out().strip())
                    .isEqualTo("The coordinator has signed for no work of this computer yet.");
            assertThat(endings.get(13).out().strip())
                    .isEqualTo("{\"chains\":[],\"receipts\":[],\"withoutResult\":0}");
            assertThat(agent.link().payout().orElseThrow().changes()).isEmpty();
        }
        for (var ending : FromOutsideTest.run(folder, List.of("payout", "receipts --json"))) {
            assertThat(ending.code()).as(ending.toString()).isEqualTo(3);
            assertThat(ending.out()).isEmpty();
            says(ending, "No agent runs for " + folder);
        }
    }

    @Test
    void tellsAReceiptThatNobodySignedFromOneThatCounts() {
        var result = result("l-7");
        var thief = SigningKey.ofSeed(Sha256.of("thief").bytes());

        assertThat(line(Receipts.of(result, Receipts.SERVER), Optional.of(result)))
                .isEqualTo("2026-11-23T08:00:00Z  l-7  0.5 EMBER  HELD");
        assertThat(line(Receipts.of(result, thief), Optional.empty()))
                .isEqualTo(
                        "2026-11-23T08:00:00Z  l-7  0.5 EMBER  no result listed"
                                + "  NOT SIGNED by the server that it names");
    }

    @Test
    void saysWhereReceiptsDoNotFollowFromEachOther() {
        var receipts = new ArrayList<Receipt>();
        var head = ReceiptHead.NONE;
        for (int i = 1; i <= 5; i++) {
            var plain = Receipts.of(result("l-" + i), Receipts.SERVER).content();
            receipts.add(Receipt.signed(head.place(plain), Receipts.SERVER));
            head = head.with(plain);
        }
        assertThat(said(receipts)).hasSize(5).last().asString().endsWith("no. 5");
        var whole = ReceiptsCommand.Chain.of(receipts).getFirst();
        assertThat(whole.first()).contains(1L);
        assertThat(whole.last()).isEqualTo(5);
        assertThat(whole.breaks()).isEmpty();

        receipts.remove(2);
        assertThat(said(receipts)).last().asString().isEqualTo("Receipt number 3 is not here.");
        receipts.remove(1);
        assertThat(said(receipts))
                .last()
                .asString()
                .isEqualTo("The receipts from number 2 to 3 are not here.");
        assertThat(Json.text(ReceiptsCommand.Chain.of(receipts)))
                .contains("\"breaks\":[{\"flaw\":\"MISSING\",\"from\":2,\"to\":3}]");
    }

    private static List<String> said(List<Receipt> receipts) {
        var kept =
                receipts.stream().map(r -> ReceiptsCommand.Kept.of(r, Optional.empty())).toList();
        return ReceiptsCommand.forPeople(kept, ReceiptsCommand.Chain.of(receipts)).lines().toList();
    }

    private static ResultView result(String lease) {
        return new ResultView(
                1,
                new LeaseId(lease),
                new JobId("moby"),
                "Moby-Dick",
                3,
                Instant.parse("2026-11-23T08:00:00Z"),
                "FINAL_OK",
                Optional.empty(),
                Optional.empty(),
                Wei.ofEmber("0.5"),
                Optional.of("HELD"),
                Optional.empty(),
                Optional.empty());
    }

    private static String line(Receipt receipt, Optional<ResultView> result) {
        return ReceiptsCommand.line(ReceiptsCommand.Kept.of(receipt, result));
    }

    /// One sentence, and how it was meant where it was called wrongly.
    private static void says(Ending ending, String... words) {
        assertThat(ending.err()).contains(words).doesNotContain("\tat ", "Exception");
        assertThat(ending.err().startsWith("hearth: ")).isEqualTo(ending.code() != 2);
        assertThat(ending.out()).isEmpty();
    }

    /// The same digits, one letter of the checksum turned.
    private static String slip(Address address) {
        var text = address.value().toCharArray();
        for (int i = text.length - 1; ; i--) {
            if (Character.isLetter(text[i])) {
                text[i] = (char) (text[i] ^ 0x20);
                return new String(text);
            }
        }
    }

    /// Of two accounts, sealed as cheaply as it may be; the first is paid for this computer.
    private static List<Address> wallet(HearthHome home, Agent agent, CoordinatorServer server)
            throws IOException {
        var cheap = new Argon2Cost(64 * 1024, 3, 1);
        OwnerOnlyFile.createDirectory(home.wallet());
        var file =
                new WalletFile(
                        home.walletFile(),
                        new CostPolicy(cheap, cheap, cheap),
                        new SecureRandom(),
                        Clock.systemUTC(),
                        System::nanoTime);
        try (var password = Secret.ofText(PASSWORD.toCharArray());
                var phrase = RecoveryPhrase.generate(12, new SecureRandom())) {
            OwnerOnlyFile.createDirectory(home.practice());
            new OwnerOnlyFile(home.practicePassword(), 0)
                    .write(PASSWORD.getBytes(StandardCharsets.UTF_8));
            file.create(phrase, password).close();
            try (var wallet = ((UnlockResult.Unlocked) file.addAccount(password)).wallet()) {
                var accounts = wallet.addresses();
                var until = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
                var signature =
                        PayoutBindings.sign(
                                wallet,
                                new PayoutBinding(
                                        agent.device(),
                                        accounts.getFirst(),
                                        server.coordinator().id(),
                                        until));
                agent.link()
                        .bindPayout(
                                new Messages.PayoutBinding(
                                        accounts.getFirst().value(),
                                        until.getEpochSecond(),
                                        HexFormat.of().formatHex(signature)));
                return accounts;
            }
        }
    }

    /// A real one that checks the wallet's signatures, without a job.
    private CoordinatorServer server() {
        var config =
                new CoordinatorConfig(
                        folder.resolve("coordinator"),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Optional.empty(),
                        Policy.practice(),
                        Clock.systemUTC(),
                        ChainSide.none(nothingToEvaluate()));
        if (CoordinatorServer.open(config) instanceof OpenOutcome.Opened opened) {
            return opened.server();
        }
        throw new AssertionError("no coordinator in a folder of its own");
    }

    private static Evaluator nothingToEvaluate() {
        return (Evaluator)
                Proxy.newProxyInstance(
                        Evaluator.class.getClassLoader(),
                        new Class<?>[] {Evaluator.class},
                        (_, _, _) -> "");
    }

    private Agent agent(URI coordinator) {
        return Agent.open(
                new AgentConfig(
                        folder.resolve("agent"),
                        coordinator,
                        Optional.empty(),
                        "den",
                        "test",
                        AgentPace.home()),
                AgentPorts.of(
                        new FromOutsideTest.NoTraining(),
                        RecordedMachine.of(List.of("{\"second\":0}"), System::nanoTime)));
    }
}
