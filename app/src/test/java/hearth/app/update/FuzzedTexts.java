package hearth.app.update;

import hearth.app.install.JoinedNetwork;
import hearth.app.update.trust.Metadata;
import hearth.app.update.trust.Metadata.Pin;
import hearth.app.update.trust.Metadata.RoleName;
import hearth.app.update.trust.Role;
import hearth.app.update.trust.Signed;
import hearth.app.update.trust.UpdateRefused;
import hearth.app.window.DeepLink;
import hearth.protocol.Json;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.testing.FuzzTarget;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Short texts from outside that are not edited by hand.
final class FuzzedTexts {
    private FuzzedTexts() {}

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// What a mirror says is new; the first byte says which of the four roles. What is taken is
    /// written in the same bytes again.
    static final class OfMetadata implements FuzzTarget {
        private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);
        private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
        private static final Instant LATER = Instant.parse("2027-01-01T00:00:00Z");
        private static final List<Class<? extends Metadata>> KINDS =
                List.of(
                        Metadata.Root.class,
                        Metadata.Targets.class,
                        Metadata.Snapshot.class,
                        Metadata.Timestamp.class);

        @Override
        public List<byte[]> seeds() {
            var role = new Role(List.of(KEY.publicHex()), 1);
            var pin = new Pin(1, 5, Sha256.of("targets"));
            var targets =
                    Json.read(
                            "{\"expires\":\"2027-01-01T00:00:00Z\",\"issued\":\"2026-01-01T00:00:00Z\","
                                    + "\"releases\":[{\"channel\":\"STABLE\",\"length\":9,\"name\":"
                                    + "\"hearth.tar.gz\",\"platform\":\"linux-x64\",\"rolloutPercent\":10,"
                                    + "\"sha256\":\""
                                    + Sha256.of("release").hex()
                                    + "\",\"unpackedBytes\":90,\"version\":\"1.2.3\"}],\"role\":"
                                    + "\"TARGETS\",\"version\":2,\"withdrawn\":[\"1.0.0\"]}",
                            Metadata.Targets.class);
            var all =
                    List.<Metadata>of(
                            new Metadata.Root(RoleName.ROOT, 1, NOW, LATER, role, role, role, role),
                            targets,
                            new Metadata.Snapshot(RoleName.SNAPSHOT, 1, NOW, LATER, pin),
                            new Metadata.Timestamp(RoleName.TIMESTAMP, 1, NOW, LATER, pin));
            return IntStream.range(0, all.size())
                    .mapToObj(
                            i -> {
                                var signed = Signed.draft(all.get(i)).by(KEY).bytes();
                                return utf8(i + new String(signed, StandardCharsets.UTF_8));
                            })
                    .toList();
        }

        @Override
        public long executions() {
            return 200_000;
        }

        @Override
        public boolean takes(byte[] input) {
            if (input.length == 0) {
                return false;
            }
            var kind = KINDS.get(Math.floorMod(input[0] - '0', KINDS.size()));
            Signed<?> read;
            try {
                read = Signed.read(Arrays.copyOfRange(input, 1, input.length), kind);
            } catch (UpdateRefused refused) {
                return false;
            }
            if (read.signed().version() < 1) {
                throw new IllegalStateException("no version");
            }
            return true;
        }
    }

    /// A link that another program opens: a place in the window and a plain name, or nothing.
    static final class OfLink implements FuzzTarget {
        @Override
        public List<byte[]> seeds() {
            return Stream.of(
                            "hearth://job/abc-1",
                            "hearth://pair/123456",
                            "hearth://claim",
                            "hearth://earnings/",
                            "hearth:///x?y#z")
                    .map(FuzzedTexts::utf8)
                    .toList();
        }

        @Override
        public long executions() {
            return 300_000;
        }

        @Override
        public boolean takes(byte[] input) {
            var text = new String(input, StandardCharsets.UTF_8);
            var link = DeepLink.read(text);
            link.flatMap(DeepLink::thing)
                    .filter(thing -> !thing.matches("[A-Za-z0-9-]{1,64}"))
                    .ifPresent(
                            thing -> {
                                throw new IllegalStateException(thing);
                            });
            return link.isPresent();
        }
    }

    /// The network that a data folder takes part in.
    static final class OfNetwork implements FuzzTarget {
        @Override
        public List<byte[]> seeds() {
            var key = SigningKey.ofSeed(new byte[32]);
            return List.of(
                    Json.bytes(
                            new JoinedNetwork(
                                    "test-1",
                                    URI.create("https://coordinator.example:8443/"),
                                    key.serverId())));
        }

        @Override
        public long executions() {
            return 200_000;
        }

        @Override
        public boolean takes(byte[] input) {
            return FuzzedSettings.takes(input, JoinedNetwork.class);
        }
    }
}
