package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.aggregation.Piece;
import hearth.coordinator.simulation.StandInJob;
import hearth.coordinator.simulation.StandInTraining;
import hearth.coordinator.simulation.Temper;
import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Manifest;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.LeaseReply;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Registration;
import hearth.protocol.Receipt;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.protocol.Wei;
import hearth.storage.Database;
import hearth.storage.FileBlobStore;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// What comes from outside, bent in every way: each parser says that it is malformed, or takes it;
/// nothing else ever comes out of it. Seeds are what is really sent; what once broke a parser is
/// kept in [#FOUND].
final class ParserFuzzTest {
    private static final int GATE = 2_500;
    private static final int NIGHTLY = 1_000_000;

    /// As JSON, one that each message type is tried with besides the bent ones.
    private static final List<String> FOUND =
            List.of(
                    "",
                    "null",
                    "[]",
                    "{}",
                    "{\"name\":\"a\",\"name\":\"b\"}",
                    "{\"name\":null}",
                    "[".repeat(100_000),
                    "{\"a\":".repeat(50_000),
                    "1e999999999",
                    "{\"token\":1e999999999}",
                    "{\"payPerLease\":\"" + "9".repeat(100_000) + "\"}",
                    "\u0000",
                    "{\"name\":\"\\ud800\"}");

    private static final String[] TOKENS = {
        "null", "-1", "1e400", "\"\"", "{}", "[]", "9223372036854775808", "true", "\"\\u0000\"", ","
    };

    @TempDir Path folder;
    private final Random random = new Random(20_260_101);
    private final Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Manifest manifest;
    private Lease lease;
    private byte[] update;

    private interface Parser {
        void parse(byte[] bytes);
    }

    @BeforeEach
    void prepare() {
        var job =
                new StandInJob(
                        "fuzz", 4, 4, 4, Wei.of(1000), Wei.of(1_000_000), StandInJob.geometry());
        manifest = job.manifest(new FileBlobStore(folder.resolve("blobs")));
        lease =
                new Lease(
                        new hearth.protocol.LeaseId("a1"),
                        new hearth.protocol.JobId("fuzz"),
                        0,
                        1,
                        manifest.id(),
                        Sha256.of("base"),
                        Sha256.of("shard"),
                        7,
                        new BigDecimal("0.002"),
                        Optional.empty(),
                        Wei.of(1000),
                        now,
                        now.plusSeconds(600));
        update = StandInTraining.update(manifest, lease, Temper.HONEST, 1);
    }

    private static int times() {
        return Boolean.getBoolean("hearth.nightly") ? NIGHTLY : GATE;
    }

    /// @return how many of the inputs were taken
    private int fuzz(byte[] seed, Parser parser) {
        int taken = 0;
        for (int i = 0; i < times(); i++) {
            var input = bent(seed);
            try {
                parser.parse(input);
                taken++;
            } catch (MalformedMessageException expected) {
                assertThat(expected).isNotNull();
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError broken) {
                throw new AssertionError(HexFormat.of().formatHex(input), broken);
            }
        }
        return taken;
    }

    private byte[] bent(byte[] seed) {
        var bytes = seed.clone();
        for (int i = 1 + random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(7)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
                case 4 -> bytes = joined(bytes, at, new byte[0], Math.min(bytes.length, at + 9));
                case 5 -> bytes = joined(bytes, at, token(), at);
                default -> {
                    int from = random.nextInt(bytes.length);
                    int to = Math.min(bytes.length, from + random.nextInt(40));
                    bytes = joined(bytes, at, Arrays.copyOfRange(bytes, from, to), at);
                }
            }
        }
        return bytes;
    }

    private byte[] token() {
        return TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] joined(byte[] bytes, int to, byte[] middle, int from) {
        var out = Arrays.copyOf(bytes, to + middle.length + bytes.length - from);
        System.arraycopy(middle, 0, out, to, middle.length);
        System.arraycopy(bytes, from, out, to + middle.length, bytes.length - from);
        return out;
    }

    private void fuzz(Object message) {
        var type = message.getClass();
        var seed = Json.bytes(message);
        assertThat((Object) Json.read(seed, type)).isEqualTo(message);
        Parser parser = bytes -> assertThat((Object) Json.read(bytes, type)).isNotNull();
        int taken = fuzz(seed, parser);
        assertThat(taken).as(type.getSimpleName()).isLessThan(times());
        for (var found : FOUND) {
            try {
                parser.parse(found.getBytes(StandardCharsets.UTF_8));
            } catch (MalformedMessageException expected) {
                assertThat(expected).isNotNull();
            }
        }
    }

    @Test
    void messagesAreMalformedOrWhole() {
        var key = SigningKey.ofSeed(new byte[32]);
        var receipt =
                Receipt.signed(
                        new Receipt.Content(
                                key.serverId(),
                                lease.id(),
                                lease.job(),
                                0,
                                key.deviceId(),
                                Sha256.of(update),
                                Wei.of(5),
                                Optional.of(30),
                                now),
                        key);
        fuzz(manifest);
        fuzz(lease);
        fuzz(receipt);
        fuzz(new Commit(1, Sha256.of(update), update.length, 30, 5, 4));
        fuzz(new LeaseRequest(Set.of("gpt"), Set.of(lease.id()), Optional.of("cuda")));
        fuzz(new LeaseReply(Optional.of(lease), Optional.empty(), 0));
        fuzz(new Registration("desk", Optional.of("0".repeat(32))));
        fuzz(new PayoutBinding("0x" + "ab".repeat(20), 5, "00"));
    }

    @Test
    void tensorFilesAreMalformedOrWhole() {
        assertThat(Safetensors.decode(update)).isNotNull();
        assertThat(fuzz(update, bytes -> assertThat(Safetensors.decode(bytes)).isNotNull()))
                .isLessThan(times());
    }

    @Test
    void updatesAreIllegalOrFinite() {
        var kinds = new ArrayList<String>();
        fuzz(
                update,
                bytes -> {
                    switch (UpdateInspection.inspect(manifest, lease, ByteBuffer.wrap(bytes))) {
                        case UpdateInspection.Finding.Legal legal -> requireFinite(legal);
                        case UpdateInspection.Finding.Answered answered ->
                                throw new IllegalStateException(answered.toString());
                        case UpdateInspection.Finding.Illegal illegal ->
                                kinds.add(illegal.reason());
                    }
                });
        assertThat(kinds).contains("malformed-update");
    }

    private void requireFinite(UpdateInspection.Finding.Legal legal) {
        for (var piece : Piece.of(manifest.parameters())) {
            for (float value : legal.values().read(piece)) {
                if (!Float.isFinite(value)) {
                    throw new IllegalStateException("not finite: " + value);
                }
            }
        }
    }

    /// The envelope of a request: whatever the headers say, there is an answer, and no bent one is
    /// let in.
    @Test
    void requestsAreAnsweredAndNoneIsLetInThatWasBent() {
        try (var database = Database.inMemory(CoordinatorServer.migrations())) {
            var clock = Clock.fixed(now, ZoneOffset.UTC);
            var key = SigningKey.ofSeed(new byte[32]);
            var premises =
                    new Premises(
                            database,
                            new FileBlobStore(folder.resolve("blobs")),
                            clock,
                            random,
                            Policy.network());
            var devices = new Devices(premises, key.serverId(), (_, _, _) -> Optional.empty());
            devices.register(key.deviceId(), new Registration("desk"));
            var admission =
                    new Admission(
                            devices, key.serverId(), clock, new Sessions(key, new SecureRandom()));
            var fields =
                    String.join(
                            "\n",
                            key.publicHex(),
                            Long.toString(now.toEpochMilli()),
                            "ab".repeat(16),
                            "cd".repeat(64),
                            "");
            fuzz(
                    fields.getBytes(StandardCharsets.UTF_8),
                    bytes -> {
                        var text = new String(bytes, StandardCharsets.ISO_8859_1).split("\n", 5);
                        var f = Arrays.copyOf(text, 5);
                        Arrays.setAll(f, i -> f[i] == null ? "" : f[i]);
                        var request =
                                new SignedRequest(
                                        "GET", "/v1/earnings", f[0], f[1], f[2], f[3], "", f[4]);
                        var answer =
                                admission.admit(
                                        request,
                                        _ -> Answer.done(Sha256.of(new byte[0])),
                                        random.nextBoolean() ? Proof.OF_ANY_KEY : Proof.SIGNATURE);
                        assertThat(answer).isInstanceOf(Answer.Refused.class);
                    });
        }
    }
}
