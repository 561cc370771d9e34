package hearth.worker;

import hearth.protocol.BlockCodec;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest;
import hearth.protocol.Receipt;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.protocol.TensorSpec;
import hearth.protocol.Wei;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// A tiny job and what belongs to it.
final class Examples {
    static final List<TensorSpec> PARAMETERS =
            List.of(
                    new TensorSpec("bias", List.of(3L)),
                    new TensorSpec("weight", List.of(8L, 40L)));
    static final byte[] SHARD = "Call me Ishmael.".getBytes(StandardCharsets.UTF_8);
    static final int STEPS = 5;
    static final SigningKey SERVER = SigningKey.ofSeed(new byte[32]);

    private Examples() {}

    static Manifest manifest() {
        return manifest(BlockCodec.DQ4);
    }

    static Manifest manifest(BlockCodec codec) {
        return new Manifest(
                Manifest.UNSIZED,
                "Moby-Dick",
                "Hearth",
                new RecipeConfig("gpt", new TreeMap<>()),
                PARAMETERS,
                new Manifest.TrainingPlan(
                        STEPS,
                        1,
                        2,
                        new BigDecimal("0.001"),
                        new BigDecimal("0.1"),
                        BigDecimal.ONE,
                        new BigDecimal("0.7"),
                        new BigDecimal("0.9"),
                        4,
                        10,
                        0,
                        7,
                        codec.id()),
                new Manifest.DataPlan(
                        "moby",
                        "none",
                        "public domain",
                        List.of(Sha256.of(SHARD)),
                        Sha256.of("held")),
                new Manifest.Verification(
                        BigDecimal.ZERO, BigDecimal.TEN, BigDecimal.ZERO, BigDecimal.ONE),
                1_000_000_000_000L,
                Wei.of(1000),
                Wei.of(1_000_000));
    }

    static Lease lease(String id, Instant expiresAt) {
        return lease(id, expiresAt, BlockCodec.DQ4);
    }

    static Lease lease(String id, Instant expiresAt, BlockCodec codec) {
        return new Lease(
                new LeaseId(id),
                new JobId("moby"),
                0,
                1,
                manifest(codec).id(),
                Sha256.of("base"),
                Sha256.of(SHARD),
                42,
                new BigDecimal("0.001"),
                Optional.empty(),
                Wei.of(1000),
                expiresAt.minusSeconds(600),
                expiresAt);
    }

    static Receipt receipt(Lease lease) {
        return Receipt.signed(
                new Receipt.Content(
                        SERVER.serverId(),
                        lease.id(),
                        lease.job(),
                        lease.round(),
                        SERVER.deviceId(),
                        Sha256.of("update"),
                        lease.pay(),
                        Optional.of(5),
                        lease.grantedAt()),
                SERVER);
    }

    static byte[] manifestBytes() {
        return Json.bytes(manifest());
    }
}
