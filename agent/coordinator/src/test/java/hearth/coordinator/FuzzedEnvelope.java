package hearth.coordinator;

import hearth.coordinator.simulation.MemoryBlobs;
import hearth.protocol.Messages.Registration;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.storage.Database;
import hearth.testing.FuzzTarget;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// The envelope of a request, one header a line: whatever the headers say, there is an answer, and
/// none is let in.
final class FuzzedEnvelope implements FuzzTarget {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);
    private static final int FIELDS = 6;

    private final Admission admission;

    FuzzedEnvelope() {
        var database = Database.inMemory(CoordinatorServer.migrations());
        var clock = Clock.fixed(NOW, ZoneOffset.UTC);
        var premises =
                new Premises(database, new MemoryBlobs(), clock, new Random(1), Policy.network());
        var devices = new Devices(premises);
        devices.register(KEY.deviceId(), new Registration("desk"));
        admission =
                new Admission(
                        devices, KEY, clock, new Sessions(database, KEY, new SecureRandom(), NOW));
    }

    @Override
    public List<byte[]> seeds() {
        var time = Long.toString(NOW.toEpochMilli());
        var nonce = "ab".repeat(16);
        return List.of(
                lines(KEY.publicHex(), time, nonce, "cd".repeat(64), "", ""),
                lines(KEY.publicHex(), time, nonce, "", "cd".repeat(32), ""),
                lines(KEY.publicHex(), time, nonce, "cd".repeat(64), "", "1".repeat(32)));
    }

    private static byte[] lines(String... headers) {
        return String.join("\n", headers).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public long executions() {
        return 200_000;
    }

    @Override
    public boolean takes(byte[] input) {
        var text = new String(input, StandardCharsets.ISO_8859_1).split("\n", FIELDS);
        var f = Arrays.copyOf(text, FIELDS);
        Arrays.setAll(f, i -> f[i] == null ? "" : f[i]);
        var request = new SignedRequest("GET", "/v1/earnings", f[0], f[1], f[2], f[3], f[4], f[5]);
        var proofs = Proof.values();
        var answer =
                admission.admit(
                        request,
                        _ -> Answer.done(Sha256.of(new byte[0])),
                        proofs[input.length % proofs.length]);
        if (answer instanceof Answer.Done<?>) {
            throw new IllegalStateException("a bent request was let in");
        }
        return false;
    }
}
