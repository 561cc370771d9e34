package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.BlockCodec;
import hearth.protocol.JobId;
import hearth.protocol.Manifest;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Received;
import hearth.protocol.Messages.Registration;
import hearth.protocol.OwnerMessages;
import hearth.protocol.OwnerMessages.OwnedJob;
import hearth.protocol.OwnerMessages.Piece;
import hearth.protocol.OwnerMessages.Publication;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.protocol.Wei;
import hearth.storage.Database;
import hearth.trainer.Recipes;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// The money of an owner's job, from the escrow through the books and back, in one thread.
@ParameterizedClass
@EnumSource(Column.class)
final class EscrowsTest extends Clock {
    private static final String ACCOUNT = "0x00000000000000000000000000000000000000aa";
    private static final Duration HOLD_BACK = Duration.ofMinutes(10);
    private static final SigningKey OWNER = key(1);

    private final Column column;
    @TempDir Path folder;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final SimulatedEscrow escrow = new SimulatedEscrow(this);
    private final SimulatedChain chain = new SimulatedChain(new Random(1), 0);
    private final SimulatedDevice device = new SimulatedDevice(1, Temper.HONEST);
    private final List<byte[]> shards = new ArrayList<>();
    private final byte[] heldOut = "held out".getBytes(StandardCharsets.UTF_8);
    private Database database;
    private Coordinator coordinator;
    private Manifest manifest;
    private JobId job;

    private static SigningKey key(int seed) {
        var bytes = new byte[32];
        bytes[0] = (byte) seed;
        return SigningKey.ofSeed(bytes);
    }

    EscrowsTest(Column column) {
        this.column = column;
    }

    @BeforeEach
    void open() {
        for (int s = 0; s < 4; s++) {
            shards.add(("shard " + s).getBytes(StandardCharsets.UTF_8));
        }
        var stores = column.stores();
        database = stores.database(folder);
        var practice = Policy.practice();
        var policy =
                new Policy(
                        practice.leaseTime(),
                        practice.longestLease(),
                        practice.roundPatience(),
                        HOLD_BACK,
                        0,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        5,
                        4,
                        1.0,
                        practice.checking());
        coordinator =
                new Coordinator(
                        new Premises(
                                database,
                                stores.blobs(folder, database),
                                this,
                                new Random(2),
                                policy),
                        key(9),
                        new CoordinatorConfig(
                                folder,
                                new InetSocketAddress(0),
                                Optional.of(
                                        new CoordinatorConfig.RewardsContract(
                                                31337,
                                                "0x00000000000000000000000000000000000000ff")),
                                policy,
                                this,
                                new CoordinatorConfig.Ports(
                                        (id, key, binding) -> Optional.of(binding.payout()),
                                        Optional.of(chain),
                                        TestJobs.evaluator(),
                                        Optional.of(escrow),
                                        Optional.empty())));
        manifest = manifest();
        job = OwnerMessages.idOf(manifest);
        bind(OWNER, ACCOUNT);
        bind(key(2), "0x00000000000000000000000000000000000000bb");
        var id = device.key.deviceId();
        coordinator.register(id, new Registration("device"));
        coordinator.bindPayout(
                id, new PayoutBinding(Simulation.account(device), now.getEpochSecond() + 60, "00"));
    }

    private void bind(SigningKey key, String account) {
        coordinator
                .owners()
                .bind(key.deviceId(), new PayoutBinding(account, now.getEpochSecond() + 60, "00"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Manifest manifest() {
        var config =
                new RecipeConfig(
                        "gpt",
                        new TreeMap<>(
                                Map.of("depth", 1L, "width", 8L, "heads", 2L, "context", 8L)));
        int steps = 30;
        return new Manifest(
                Manifest.VERSION,
                "Whales & more",
                "the tests",
                config,
                Recipes.parameters(config),
                new Manifest.TrainingPlan(
                        steps,
                        5,
                        4,
                        new BigDecimal("0.002"),
                        new BigDecimal("0.1"),
                        BigDecimal.ONE,
                        new BigDecimal("0.7"),
                        new BigDecimal("0.9"),
                        2,
                        50,
                        0,
                        7,
                        BlockCodec.DQ4.id()),
                new Manifest.DataPlan(
                        "words",
                        "here",
                        "CC0",
                        shards.stream().map(Sha256::of).toList(),
                        Sha256.of(heldOut)),
                TestJobs.geometry(),
                Recipes.flopPerStep(config, 4) * steps,
                Wei.ofEmber("1"),
                Wei.ofEmber("1"));
    }

    private void publish() {
        var pieces = new ArrayList<Piece>();
        for (var bytes : all()) {
            pieces.add(new Piece(Sha256.of(bytes), bytes.length));
        }
        var _ =
                done(
                        coordinator
                                .publications()
                                .publish(OWNER.deviceId(), job, new Publication(manifest, pieces)));
        for (var bytes : all()) {
            send(bytes);
        }
    }

    private List<byte[]> all() {
        var all = new ArrayList<>(shards);
        all.add(heldOut);
        return all;
    }

    private void send(byte[] bytes) {
        var _ =
                done(
                        coordinator
                                .publications()
                                .receive(
                                        job, Sha256.of(bytes), 0, new ByteArrayInputStream(bytes)));
    }

    private static <T> T done(Answer<T> answer) {
        return switch (answer) {
            case Answer.Done<T>(T value) -> value;
            case Answer.Refused<T> refused -> throw new AssertionError(refused.toString());
        };
    }

    private OwnedJob state() {
        return done(coordinator.owned().of(job));
    }

    private void sweep() {
        while (coordinator.evaluate()) {
            check();
        }
        coordinator.advance();
        coordinator.settle();
        coordinator.post();
        check();
    }

    private void check() {
        assertThat(coordinator.violations()).isEmpty();
    }

    /// @return whether there was work
    private boolean work() {
        var id = device.key.deviceId();
        var lease = coordinator.lease(id, new LeaseRequest(Set.of("gpt"))).lease();
        lease.ifPresent(
                l -> {
                    int steps = manifest.training().innerSteps();
                    var update = device.work(manifest, l, steps);
                    coordinator.commit(
                            id,
                            l.id(),
                            new Commit(l.token(), Sha256.of(update), update.length, steps, 5, 4));
                    coordinator.reveal(id, l.id(), l.token(), 0, new ByteArrayInputStream(update));
                });
        check();
        return lease.isPresent();
    }

    @Test
    void aDraftIsFundedOnlyByItsOwnersAccountAndItsManifestAndEnough() {
        publish();
        var all = manifest.budget();
        escrow.fund("0x00000000000000000000000000000000000000bb", manifest.id(), all);
        escrow.fund(ACCOUNT, Sha256.of(heldOut), all);
        escrow.fund(ACCOUNT, manifest.id(), all.minus(Wei.of(1)));
        sweep();
        assertThat(state().state()).isEqualTo("DRAFT");
        assertThat(state().books().budget()).isEqualTo(Wei.ZERO);
        assertThat(coordinator.published(Sha256.of(shards.getFirst())))
                .as("data that nobody paid for is nobody's to read")
                .isEqualTo(Answer.refused(Refusal.NO_SUCH_BLOB));

        long id =
                escrow.fund(
                        ACCOUNT.toUpperCase(Locale.ROOT).replace("0X", "0x"), manifest.id(), all);
        sweep();
        assertThat(state().state()).isEqualTo("FUNDED");
        assertThat(state().funding().orElseThrow().id()).isEqualTo(id);
        assertThat(coordinator.published(Sha256.of(shards.getFirst())))
                .isInstanceOf(Answer.Done.class);
        assertThat(coordinator.published(Sha256.of(heldOut)))
                .isEqualTo(Answer.refused(Refusal.NO_SUCH_BLOB));
    }

    @Test
    void moneyThatCameBeforeTheDataWaitsForIt() {
        escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        sweep();
        publish();
        sweep();
        assertThat(state().state()).isEqualTo("FUNDED");
    }

    @Test
    void ofACancelledJobWhatWasWorkedIsPaidAndTheRestGoesBackToTheWei() {
        publish();
        long id = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        for (int i = 0; i < 20; i++) {
            sweep();
            now = now.plusSeconds(5);
            work();
        }
        assertThat(state().round()).isPositive();
        escrow.topUp(id, Wei.ofEmber("0.5"));
        sweep();
        assertThat(state().books().budget()).isEqualTo(Wei.ofEmber("1.5"));

        escrow.requestClose(id);
        sweep();
        assertThat(work()).as("nothing new is given out").isFalse();
        for (int i = 0; i < 30 && !state().state().equals("CANCELLED"); i++) {
            now = now.plusSeconds(60);
            sweep();
        }
        assertThat(state().state()).isEqualTo("CANCELLED");
        now = now.plus(HOLD_BACK);
        sweep();
        sweep();
        var books = state().books();
        assertThat(books.held()).isEqualTo(Wei.ZERO);
        assertThat(books.released().isZero()).isFalse();
        assertThat(escrow.budget(id).settled()).isEqualTo(books.released());
        assertThat(escrow.budget(id).closed()).as("the grace is not over").isFalse();

        now = now.plus(SimulatedEscrow.GRACE);
        sweep();
        assertThat(escrow.budget(id).closed()).isTrue();
        assertThat(escrow.refunded).isEqualTo(books.refunded());
        assertThat(books.released().plus(books.refunded())).isEqualTo(books.budget());
        assertThat(state().funding().orElseThrow().closed()).isTrue();
    }

    @Test
    void aRootWaitsUntilItsPayHasLeftTheEscrow() {
        publish();
        long id = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        for (int i = 0; i < 8; i++) {
            sweep();
            now = now.plusSeconds(5);
            work();
        }
        sweep();
        now = now.plus(HOLD_BACK);
        assertThat(coordinator.settle()).isPresent();
        escrow.isAway = true;
        coordinator.post();
        assertThat(chain.height()).isZero();

        escrow.isAway = false;
        now = now.plus(Duration.ofHours(1));
        coordinator.post();
        assertThat(chain.height()).isEqualTo(1);
        assertThat(escrow.budget(id).settled()).isEqualTo(chain.total());
        coordinator.post();
        assertThat(escrow.budget(id).lastEpoch()).as("settled once").isEqualTo(1);
        check();
    }

    @Test
    void aDraftIsCancelledWithoutMoneyAndFundsNothingAfterwards() {
        publish();
        assertThat(done(coordinator.owned().cancel(job)).state()).isEqualTo("CANCELLED");
        long id = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        sweep();
        assertThat(state().state()).isEqualTo("CANCELLED");
        escrow.requestClose(id);
        now = now.plus(SimulatedEscrow.GRACE);
        sweep();
        assertThat(escrow.refunded).isEqualTo(manifest.budget());
    }

    @Test
    void aHashOpensNothingThatSomebodyElseBrought() {
        coordinator.blobs().put(shards.getFirst());
        var pieces = all().stream().map(b -> new Piece(Sha256.of(b), b.length)).toList();
        var draft =
                done(
                        coordinator
                                .publications()
                                .publish(OWNER.deviceId(), job, new Publication(manifest, pieces)));
        assertThat(draft.missing()).hasSize(pieces.size());
        var first = Sha256.of(shards.getFirst());
        assertThat(
                        coordinator
                                .publications()
                                .receive(job, first, 0, new ByteArrayInputStream(new byte[7])))
                .isEqualTo(Answer.refused(Refusal.UPLOAD_AGAIN));
        send(shards.getFirst());
        assertThat(state().missing()).isEqualTo(pieces.size() - 1);
    }

    @Test
    void aPieceGoesOnWhereItsLineBrokeAlsoAfterASweep() {
        var pieces = all().stream().map(b -> new Piece(Sha256.of(b), b.length)).toList();
        var _ =
                done(
                        coordinator
                                .publications()
                                .publish(OWNER.deviceId(), job, new Publication(manifest, pieces)));
        var whole = shards.getFirst();
        var hash = Sha256.of(whole);
        var publications = coordinator.publications();
        assertThat(publications.receive(job, hash, 0, new ByteArrayInputStream(whole, 0, 3)))
                .isEqualTo(Answer.done(new Received(3)));
        coordinator.advance();
        assertThat(publications.received(job, hash)).isEqualTo(Answer.done(new Received(3)));
        assertThat(
                        publications.receive(
                                job, hash, 3, new ByteArrayInputStream(whole, 3, whole.length - 3)))
                .isEqualTo(Answer.done(new Received(whole.length)));
        assertThat(publications.isWhole(job, hash)).isTrue();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public Instant instant() {
        return now;
    }
}
