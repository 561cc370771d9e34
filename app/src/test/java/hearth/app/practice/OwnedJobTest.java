package hearth.app.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.owner.AskPlan;
import hearth.app.owner.JobFolder;
import hearth.app.owner.JobPlan;
import hearth.app.owner.KeyRevocation;
import hearth.app.owner.NewJob;
import hearth.app.owner.OwnerDesk;
import hearth.app.owner.OwnerNetwork;
import hearth.coordinator.CoordinatorConfig;
import hearth.coordinator.CoordinatorServer;
import hearth.coordinator.OpenOutcome;
import hearth.coordinator.Policy;
import hearth.coordinator.TrainerEvaluator;
import hearth.keys.Argon2Cost;
import hearth.keys.CostPolicy;
import hearth.keys.PayoutBinding;
import hearth.keys.PayoutBindings;
import hearth.keys.RecoveryPhrase;
import hearth.keys.Secret;
import hearth.keys.UnlockResult;
import hearth.keys.UnlockedWallet;
import hearth.keys.WalletFile;
import hearth.protocol.DeviceId;
import hearth.protocol.Json;
import hearth.protocol.Messages;
import hearth.protocol.OwnerMessages;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.protocol.TensorSpec;
import hearth.protocol.Wei;
import hearth.trainer.Recipes;
import hearth.trainer.TrainerRuntime;
import hearth.worker.Agent;
import hearth.worker.AgentConfig;
import hearth.worker.AgentPace;
import hearth.worker.AgentPorts;
import hearth.worker.ChildTraining;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// A job the whole way, as its owner does it: a folder of text, a manifest, the data's way to the
/// coordinator, a budget on a real chain, rounds trained in a real child, and a model whose history
/// was checked.
@Execution(ExecutionMode.CONCURRENT)
@Timeout(240)
final class OwnedJobTest {
    private static final int ROUNDS = 2;
    private static final int PROMPTS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final Clock CLOCK = Clock.systemUTC();

    private final Instant expires =
            Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(30));

    @TempDir Path folder;

    @Test
    void aFolderOfTextBecomesAModelThatWasPaidForOnTheChain() throws Exception {
        var home = HearthHome.open(folder.resolve("home"));
        var job = NewJob.of(home, texts(), plan());
        var runtime = AdapterJobTest.runtime();
        try (var ledger = PracticeLedger.open(image(), home, CLOCK);
                var server = server(ledger, runtime)) {
            var self = ProcessHandle.current();
            new HostFile(
                            self.pid(),
                            HostFile.startOf(self),
                            server.uri(),
                            server.coordinator().id())
                    .write(home.practice());
            try (var desk =
                    OwnerDesk.open(
                            home,
                            OwnerNetwork.practice(PracticeChainFiles.ofRunning(home)),
                            CLOCK,
                            line -> {})) {
                assertThat(desk.report(job).state()).isEqualTo("NEW");
                var published = desk.publish(job, this::wallet);
                assertThat(published.state()).isEqualTo("DRAFT");
                assertThat(published.missing()).isZero();
                assertThat(server.coordinator().jobs().jobs()).as("nobody paid yet").isEmpty();
                assertThat(desk.publish(job, OwnedJobTest::noWallet)).isEqualTo(published);

                assertThatExceptionOfType(CommandFailure.class)
                        .isThrownBy(
                                () -> desk.fund(job, Duration.ofSeconds(1), OwnedJobTest::noWallet))
                        .withMessageContaining("Nothing was paid");
                var funded = desk.fund(job, Duration.ofDays(1), this::wallet);
                assertThat(funded.budgetWei()).isEqualTo(job.manifest().budget());
                assertThat(funded.transaction()).isPresent();
                assertThat(desk.fund(job, Duration.ofDays(1), OwnedJobTest::noWallet).funding())
                        .as("again, without paying again")
                        .isEqualTo(funded.funding());

                cancelled(desk, home);
                train(server, runtime, desk, job);
                ask(server, runtime, desk, home);
                assertThat(server.coordinator().violations()).isEmpty();
            }
            revoke(home, job);
        }
    }

    /// Made anew it is the same job, which is never begun: nothing is paid for it.
    private void cancelled(OwnerDesk desk, HearthHome home) throws Exception {
        var prompts = Files.writeString(folder.resolve("unpaid.txt"), "Call me\n");
        var model = folder.resolve("any.safetensors");
        Recipes.writeGenesis(model, plan().recipe(), 1);
        var job = NewJob.of(home, prompts, questions(model));
        assertThat(desk.publish(job, OwnedJobTest::noWallet).state()).isEqualTo("DRAFT");
        assertThat(desk.cancel(job, OwnedJobTest::noWallet).state()).isEqualTo("CANCELLED");
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> desk.fund(job, Duration.ofDays(1), OwnedJobTest::noWallet))
                .withMessageContaining("was cancelled before it was paid");
    }

    /// Whoever copied the key's file has nothing of it; the owner goes on with another key.
    private void revoke(HearthHome home, JobFolder job) throws Exception {
        var place = OwnerNetwork.practice(PracticeChainFiles.ofRunning(home));
        var key = KeyRevocation.id(home);
        var thief = HearthHome.open(folder.resolve("thief"));
        var file = home.folder().resolve("jobs/owner.key");
        var copy = thief.folder().resolve("jobs/owner.key");
        assertThat(KeyRevocation.id(thief)).isNotEqualTo(key);
        Files.copy(
                file,
                copy,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(KeyRevocation.id(thief)).isEqualTo(key);

        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(
                        () ->
                                KeyRevocation.of(
                                        home,
                                        place,
                                        Optional.of(new DeviceId("ab".repeat(32))),
                                        this::wallet,
                                        CLOCK))
                .withMessageContaining("No key with this id");
        assertThat(file).exists();
        var revoked = KeyRevocation.of(home, place, Optional.empty(), this::wallet, CLOCK);

        assertThat(revoked.key()).isEqualTo(key);
        assertThat(file).doesNotExist();
        try (var desk = OwnerDesk.open(thief, place, CLOCK, line -> {})) {
            assertThatExceptionOfType(CommandFailure.class)
                    .isThrownBy(() -> desk.cancel(job, this::wallet))
                    .withMessageContaining("was revoked");
        }
        try (var desk = OwnerDesk.open(home, place, CLOCK, line -> {})) {
            assertThat(desk.publish(job, this::wallet).state()).isEqualTo("DONE");
        }
        assertThat(KeyRevocation.id(home)).isNotEqualTo(key);
    }

    private void train(
            CoordinatorServer server, TrainerRuntime runtime, OwnerDesk desk, JobFolder job)
            throws Exception {
        // The owner's own account may earn, too: it signs for this device as for any other.
        try (var agent = agent(server, runtime, "agent", wallet())) {
            agent.link().share(true);
            var model = desk.download(job, folder.resolve("model"), false, PATIENCE);

            assertThat(model.report().state()).isEqualTo("DONE");
            assertThat(model.report().rounds()).isEqualTo(ROUNDS);
            var checkpoint = model.report().checkpoint().orElseThrow();
            assertThat(Sha256.ofFile(model.file())).isEqualTo(checkpoint);
            assertThat(Safetensors.read(model.file()).tensors().keySet())
                    .containsExactlyElementsOf(
                            job.manifest().parameters().stream().map(TensorSpec::name).toList());
            assertThat(folder.resolve("model/records")).isDirectoryContaining("glob:**/1.json");
            assertThat(folder.resolve("model/MODEL.md"))
                    .content()
                    .contains(
                            "# Two tales",
                            checkpoint.hex(),
                            "public domain",
                            "2 of 2 rounds",
                            "held-out loss after round 1");
            assertThat(desk.logs(job).log()).hasSize(ROUNDS);
            assertThat(model.report().spentWei())
                    .isEqualTo(
                            new Wei(job.manifest().payPerLease().value().multiply(BigInteger.TWO)));
            settled(desk, job, model.report().spentWei());
            logged(desk, job);
        }
    }

    /// The model that was just trained answers twenty prompts on two computers of two accounts.
    private void ask(
            CoordinatorServer server, TrainerRuntime runtime, OwnerDesk desk, HearthHome home)
            throws Exception {
        var prompts =
                IntStream.range(0, PROMPTS)
                        .mapToObj(i -> "{\"prompt\": \"Ishmael " + i + "\"}")
                        .toList();
        var asked = Files.write(folder.resolve("prompts.jsonl"), prompts);
        var job = NewJob.of(home, asked, questions(folder.resolve("model/model.safetensors")));
        assertThat(desk.publish(job, OwnedJobTest::noWallet).missing()).isZero();
        var _ = desk.fund(job, Duration.ofDays(1), this::wallet);
        // The first is the device that trained: one that had gone for good would be waited for.
        try (var first = agent(server, runtime, "agent", wallet());
                var second = agent(server, runtime, "other", wallet("wallet-2.json"))) {
            first.link().share(true);
            second.link().share(true);
            var answers = desk.download(job, folder.resolve("answers"), false, PATIENCE);
            assertThat(answers.report().state()).isEqualTo("DONE");
            assertThat(answers.report().asked())
                    .hasValue(new OwnerMessages.Asked(PROMPTS, PROMPTS, 0));
            var lines = Files.readAllLines(answers.file());
            assertThat(lines).hasSize(PROMPTS);
            for (int i = 0; i < PROMPTS; i++) {
                var line = Json.mapper().readTree(lines.get(i));
                assertThat(line.path("input").intValue()).isEqualTo(i);
                assertThat(line.path("prompt").stringValue()).isEqualTo("Ishmael " + i);
                assertThat(line.path("text").stringValue()).isNotEmpty();
            }
            assertThat(desk.logs(job).answers()).hasSizeGreaterThanOrEqualTo(4);
        }
    }

    private AskPlan questions(Path model) {
        return new AskPlan(
                "Twenty questions",
                "the tests",
                "CC0",
                "here",
                plan().recipe(),
                model,
                Optional.empty(),
                8,
                new BigDecimal("0.8"),
                5,
                5,
                Wei.ofEmber("1"),
                Optional.empty(),
                Optional.empty(),
                expires);
    }

    private Agent agent(
            CoordinatorServer server, TrainerRuntime runtime, String name, UnlockedWallet wallet)
            throws Exception {
        var training = new ChildTraining(runtime, folder.resolve(name + "-child"));
        var config =
                new AgentConfig(
                        folder.resolve(name),
                        server.uri(),
                        Optional.empty(),
                        name,
                        "0.1.0",
                        AgentPace.practice());
        var agent = Agent.open(config, AgentPorts.of(training, AdapterJobTest.steady()));
        var _ = Thread.ofVirtual().start(agent::run);
        try (wallet) {
            agent.link().bindPayout(binding(wallet, agent, server));
        }
        return agent;
    }

    /// What was released leaves the escrow before its root is on the chain.
    private static void settled(OwnerDesk desk, JobFolder job, Wei spent) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Wei settled = Wei.ZERO;
        while (!settled.equals(spent) && System.nanoTime() < end) {
            settled = desk.report(job).funding().orElseThrow().settled();
            LockSupport.parkNanos(50_000_000);
        }
        assertThat(settled).isEqualTo(spent);
    }

    /// Each round's checkpoint is in the chain's log, and the card says so.
    private void logged(OwnerDesk desk, JobFolder job) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        var card = folder.resolve("again/MODEL.md");
        var all = ROUNDS + " of these rounds are in the RoundLog contract.";
        do {
            var _ = desk.download(job, folder.resolve("again"), false, PATIENCE);
            LockSupport.parkNanos(50_000_000);
        } while (!Files.readString(card).contains(all) && System.nanoTime() < end);
        assertThat(card).content().contains(all);
    }

    @Test
    void whatIsNoTextIsNamed() throws Exception {
        var home = HearthHome.open(folder.resolve("home"));
        var texts = texts();
        Files.write(texts.resolve("b.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0});
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> NewJob.of(home, texts, plan()))
                .withMessageContaining("b.png is no text: byte 4 is zero");
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> NewJob.of(home, folder.resolve("nowhere"), plan()))
                .withMessageContaining("there is no ");
    }

    private Path texts() throws Exception {
        var texts = Files.createDirectories(folder.resolve("texts"));
        Files.writeString(texts.resolve("a.txt"), "Call me Ishmael. Some years ago. ".repeat(40));
        Files.writeString(texts.resolve("c.md"), "It was the best of times, it was. ".repeat(40));
        Files.writeString(Files.createDirectories(texts.resolve(".git")).resolve("x"), "\0");
        return texts;
    }

    private JobPlan plan() {
        return new JobPlan(
                "Two tales",
                "the tests",
                "public domain",
                "here",
                new RecipeConfig(
                        "gpt",
                        new TreeMap<>(
                                Map.of("depth", 1L, "width", 16L, "heads", 2L, "context", 16L))),
                Optional.empty(),
                new JobPlan.Steps(3, 4, new BigDecimal("0.01"), 1, ROUNDS, 0, 7),
                Wei.ofEmber("1"),
                Optional.empty(),
                Optional.empty(),
                expires);
    }

    /// The file tree of an installation, as far as a chain needs it.
    private Image image() throws Exception {
        var anvil = Path.of(System.getProperty("hearth.anvil.folder", "unset")).toAbsolutePath();
        var root = Files.createDirectories(folder.resolve("image"));
        Files.createDirectories(root.resolve("lib"));
        Files.createSymbolicLink(root.resolve("lib/anvil"), anvil);
        return new Image(root);
    }

    private CoordinatorServer server(PracticeLedger ledger, TrainerRuntime runtime) {
        var practice = Policy.practice();
        var quick =
                new Policy(
                        practice.leaseTime(),
                        practice.longestLease(),
                        practice.roundPatience(),
                        Duration.ZERO,
                        0,
                        Duration.ofMillis(500),
                        Duration.ofMillis(100),
                        practice.provenAfter(),
                        practice.provenLeases(),
                        1.0,
                        practice.checking());
        var side = ledger.side(CLOCK);
        var config =
                new CoordinatorConfig(
                        folder.resolve("coordinator"),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Optional.of(side.contract()),
                        quick,
                        CLOCK,
                        side.ports(new TrainerEvaluator(runtime, folder.resolve("evaluator"))));
        return switch (CoordinatorServer.open(config)) {
            case OpenOutcome.Opened opened -> opened.server();
            case OpenOutcome.FolderInUse _,
                    OpenOutcome.OtherServer _,
                    OpenOutcome.OtherContract _,
                    OpenOutcome.StoreUnavailable _,
                    OpenOutcome.FolderUnwritable _,
                    OpenOutcome.PortTaken _ ->
                    throw new AssertionError("no coordinator in a folder of its own");
        };
    }

    private static Messages.PayoutBinding binding(
            UnlockedWallet wallet, Agent agent, CoordinatorServer server) throws Exception {
        var device = new CompletableFuture<DeviceId>();
        try (var _ = agent.link().subscribe(s -> device.complete(s.device()))) {
            var account = wallet.addresses().getFirst();
            var until = CLOCK.instant().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
            var signature =
                    PayoutBindings.sign(
                            wallet,
                            new PayoutBinding(
                                    device.get(30, TimeUnit.SECONDS),
                                    account,
                                    server.coordinator().id(),
                                    until));
            return new Messages.PayoutBinding(
                    account.value(), until.getEpochSecond(), HexFormat.of().formatHex(signature));
        }
    }

    private UnlockedWallet wallet() {
        return wallet("wallet.json");
    }

    private UnlockedWallet wallet(String name) {
        var cheap = new Argon2Cost(1024, 1, 1);
        var file =
                new WalletFile(
                        folder.resolve(name),
                        new CostPolicy(cheap, cheap, cheap),
                        new SecureRandom(),
                        CLOCK,
                        System::nanoTime);
        try (var password = Secret.ofText("correct horse".toCharArray())) {
            if (!file.exists()) {
                try (var phrase = RecoveryPhrase.generate(12, new SecureRandom())) {
                    return file.create(phrase, password);
                }
            }
            return switch (file.unlock(password)) {
                case UnlockResult.Unlocked(var wallet) -> wallet;
                case UnlockResult other -> throw new AssertionError(other.toString());
            };
        }
    }

    private static UnlockedWallet noWallet() {
        throw new AssertionError("the wallet was asked for again");
    }
}
