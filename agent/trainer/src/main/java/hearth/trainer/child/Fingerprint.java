package hearth.trainer.child;

import hearth.protocol.Json;
import hearth.protocol.Sha256;
import hearth.trainer.TrainingTask;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/// Names what decides the bits of a training: its numbers, the content of its files, the program
/// and what computes. The number of steps is not part of it, because the state after s steps is
/// the same whatever comes later.
final class Fingerprint {
    private final TreeMap<String, Object> facts = new TreeMap<>();

    Fingerprint(TrainingTask task) {
        facts.put("accumulation", task.accumulation());
        facts.put("batch", task.batch());
        facts.put("clip", task.clip());
        facts.put("learningRate", task.learningRate());
        facts.put("learningRateFall", task.learningRateFall());
        facts.put("recipe", task.recipe());
        facts.put("seed", task.seed());
        facts.put("warmupSteps", task.warmupSteps());
        facts.put("weightDecay", task.weightDecay());
    }

    Fingerprint with(String name, List<MemorySegment> content) {
        return withContent(name, content.stream().map(MemorySegment::asByteBuffer).toList());
    }

    Fingerprint with(String name, ByteBuffer content) {
        return withContent(name, List.of(content));
    }

    /// Length and two independent checksums: enough to tell the inputs of leases apart, at memory
    /// speed; nobody gains from forging inputs of his own training.
    private Fingerprint withContent(String name, List<ByteBuffer> content) {
        long length = 0;
        for (var buffer : content) {
            length += buffer.remaining();
        }
        facts.put(
                name,
                List.of(length, checksum(new CRC32(), content), checksum(new CRC32C(), content)));
        return this;
    }

    private static long checksum(Checksum checksum, List<ByteBuffer> content) {
        content.forEach(buffer -> checksum.update(buffer.duplicate()));
        return checksum.getValue();
    }

    Sha256 hash() {
        return Sha256.of(Json.bytes(facts));
    }
}
