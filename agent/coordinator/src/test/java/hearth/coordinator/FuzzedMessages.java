package hearth.coordinator;

import hearth.coordinator.simulation.MemoryBlobs;
import hearth.coordinator.simulation.StandInJob;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Manifest;
import hearth.protocol.Messages;
import hearth.protocol.Messages.LeaseReply;
import hearth.protocol.Receipt;
import hearth.protocol.ReceiptHead;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.protocol.Wei;
import hearth.testing.FuzzTarget;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Messages in JSON, each strictly one record: what is taken means the same once it is written and
/// read again.
final class FuzzedMessages {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /// What once broke a parser of JSON, somewhere.
    private static final List<String> FOUND =
            List.of(
                    "",
                    "null",
                    "[]",
                    "{}",
                    "{\"name\":\"a\",\"name\":\"b\"}",
                    "{\"name\":null}",
                    "[".repeat(3_000),
                    "{\"a\":".repeat(2_000),
                    "1e999999999",
                    "{\"token\":1e999999999}",
                    "{\"payPerLease\":\"" + "9".repeat(3_000) + "\"}",
                    "\u0000",
                    "{\"name\":\"\\ud800\"}",
                    "{\"expires\":\"+1000000000-12-31T23:59:59.999999999Z\",\"shards\":[9]}",
                    "{\"heldOut\":9223372036854775808,\"shards\":[-1,null]}");

    private FuzzedMessages() {}

    static Manifest manifest() {
        return new StandInJob(
                        "fuzz", 4, 4, 4, Wei.of(1000), Wei.of(1_000_000), StandInJob.geometry())
                .manifest(new MemoryBlobs());
    }

    static Lease lease() {
        return new Lease(
                new LeaseId("a1"),
                new JobId("fuzz"),
                0,
                1,
                manifest().id(),
                Sha256.of("base"),
                Sha256.of("shard"),
                7,
                new BigDecimal("0.002"),
                Optional.empty(),
                Wei.of(1000),
                NOW,
                NOW.plusSeconds(600));
    }

    private static List<byte[]> seeds(Object... messages) {
        var seeds = new ArrayList<byte[]>();
        Stream.of(messages).map(Json::bytes).forEach(seeds::add);
        FOUND.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).forEach(seeds::add);
        return seeds;
    }

    private static boolean takes(byte[] input, Class<?> type) {
        Object read;
        try {
            read = Json.read(input, type);
        } catch (MalformedMessageException malformed) {
            return false;
        }
        var again = Json.read(Json.bytes(read), type);
        // Arrays in a record are not compared by what they hold.
        if (!again.equals(read) && !Arrays.equals(Json.bytes(again), Json.bytes(read))) {
            throw new IllegalStateException("it means something else when it is read again");
        }
        return true;
    }

    /// What a job is.
    static final class OfManifest implements FuzzTarget {
        @Override
        public List<byte[]> seeds() {
            return FuzzedMessages.seeds(manifest(), manifest().sized(_ -> 9, NOW));
        }

        @Override
        public long executions() {
            return 200_000;
        }

        @Override
        public boolean takes(byte[] input) {
            return FuzzedMessages.takes(input, Manifest.class) && isOfOneForm(input);
        }
    }

    /// What an agent takes has one name.
    private static boolean isOfOneForm(byte[] input) {
        try {
            var manifest = Manifest.of(input);
            if (manifest.extent().isPresent() && !manifest.id().equals(Sha256.of(input))) {
                throw new IllegalStateException("two names for the same manifest");
            }
            return true;
        } catch (MalformedMessageException malformed) {
            return false;
        }
    }

    /// What an agent reads.
    static final class OfLease implements FuzzTarget {
        @Override
        public List<byte[]> seeds() {
            return FuzzedMessages.seeds(new LeaseReply(Optional.of(lease()), Optional.empty(), 0));
        }

        @Override
        public long executions() {
            return 200_000;
        }

        @Override
        public boolean takes(byte[] input) {
            return FuzzedMessages.takes(input, LeaseReply.class);
        }
    }

    /// What a device keeps to be paid.
    static final class OfReceipt implements FuzzTarget {
        @Override
        public List<byte[]> seeds() {
            var key = SigningKey.ofSeed(new byte[32]);
            var content =
                    new Receipt.Content(
                            key.serverId(),
                            lease().id(),
                            lease().job(),
                            0,
                            key.deviceId(),
                            Sha256.of("update"),
                            Wei.of(5),
                            Optional.of(30),
                            NOW);
            var third = new ReceiptHead(2, Sha256.of("two before"));
            return FuzzedMessages.seeds(
                    Receipt.signed(content, key), Receipt.signed(third.place(content), key));
        }

        @Override
        public long executions() {
            return 200_000;
        }

        @Override
        public boolean takes(byte[] input) {
            return FuzzedMessages.takes(input, Receipt.class);
        }
    }

    /// One of several kinds of message; the first byte says which.
    abstract static class OfKinds implements FuzzTarget {
        private static final char FIRST = '0';

        private final List<Class<?>> kinds;

        OfKinds(Stream<Class<?>> kinds) {
            this.kinds = kinds.distinct().toList();
        }

        @Override
        public List<byte[]> seeds() {
            var seeds = new ArrayList<byte[]>();
            for (int kind = 0; kind < kinds.size(); kind++) {
                var json = Json.text(SampleMessages.of(kinds.get(kind)));
                seeds.add(((char) (FIRST + kind) + json).getBytes(StandardCharsets.UTF_8));
            }
            return seeds;
        }

        @Override
        public boolean takes(byte[] input) {
            if (input.length == 0) {
                return false;
            }
            var json = Arrays.copyOfRange(input, 1, input.length);
            int kind = Math.floorMod(input[0] - FIRST, kinds.size());
            return FuzzedMessages.takes(json, kinds.get(kind));
        }
    }

    /// All that a coordinator reads.
    static final class OfRequests extends OfKinds {
        OfRequests() {
            super(Endpoint.ALL.stream().flatMap(e -> e.body().stream()));
        }

        @Override
        public long executions() {
            return 200_000;
        }
    }

    /// All that agents, windows and owners read of a coordinator: leases, results, earnings,
    /// standings, jobs, rounds, claims, problems.
    static final class OfReplies extends OfKinds {
        OfReplies() {
            super(
                    Stream.concat(
                            Endpoint.ALL.stream()
                                    .flatMap(e -> Stream.of(e.reply(), e.partly()))
                                    .flatMap(Optional::stream),
                            Stream.of(Messages.Problem.class)));
        }

        @Override
        public long executions() {
            return 200_000;
        }
    }

    /// Files that anybody computes again: the record of a round, and what each account is owed.
    static final class OfRecords extends OfKinds {
        OfRecords() {
            super(Stream.of(RoundRecord.class, LeafFile.class));
        }

        @Override
        public long executions() {
            return 200_000;
        }
    }
}
