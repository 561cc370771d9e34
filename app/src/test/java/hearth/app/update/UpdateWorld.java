package hearth.app.update;

import hearth.app.update.publish.Repository;
import hearth.app.update.trust.Channel;
import hearth.app.update.trust.Metadata.Root;
import hearth.app.update.trust.Metadata.Targets;
import hearth.app.update.trust.Release;
import hearth.app.update.trust.Role;
import hearth.app.update.trust.Signed;
import hearth.app.update.trust.TrustedState;
import hearth.app.update.trust.Version;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Operators with their keys, a repository, and a computer with Hearth 0.1.0 that its owner
/// unpacked.
final class UpdateWorld {
    static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    static final String PLATFORM = "linux-x86_64";
    static final Version OLD = new Version("0.1.0");

    /// Time that goes on when it is told to.
    static final class MovingClock extends Clock {
        private Instant now = START;

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /// Work that is under way or not.
    static final class Lease implements Work {
        boolean underWay;
        boolean ends = true;
        final List<String> told = new ArrayList<>();

        @Override
        public boolean isUnderWay() {
            return underWay;
        }

        @Override
        public boolean finish() {
            told.add("finish");
            underWay &= !ends;
            return !underWay;
        }

        @Override
        public void goOn(boolean replaced) {
            told.add(replaced ? "go on anew" : "go on");
        }
    }

    final MovingClock clock = new MovingClock();
    final Lease work = new Lease();
    final List<SigningKey> rootKeys = keys(1, 3);
    final List<SigningKey> targetsKeys = keys(10, 3);
    final SigningKey snapshotKey = keys(20, 1).getFirst();
    final SigningKey timestampKey = keys(30, 1).getFirst();
    final Path place;
    final Path served;
    final Path home;
    final Path prefix;
    final Repository repository;
    private final TrustedState pinned;

    UpdateWorld(Path folder) {
        place = folder;
        served = folder.resolve("served");
        home = folder.resolve("home");
        prefix = folder.resolve("hearth");
        repository = new Repository(served, clock, Repository.Terms.usual());
        var root = root(rootKeys, targetsKeys, snapshotKey, timestampKey);
        repository.publishRoot(root);
        pinned = TrustedState.beginning(root.bytes());
        write(prefix.resolve("bin/hearth"), "as unpacked");
    }

    static List<SigningKey> keys(int from, int count) {
        var keys = new ArrayList<SigningKey>();
        for (int i = from; i < from + count; i++) {
            var seed = new byte[32];
            Arrays.fill(seed, (byte) i);
            keys.add(SigningKey.ofSeed(seed));
        }
        return keys;
    }

    static Role role(List<SigningKey> keys, int threshold) {
        return new Role(keys.stream().map(SigningKey::publicHex).toList(), threshold);
    }

    Signed<Root> root(
            List<SigningKey> roots,
            List<SigningKey> targets,
            SigningKey snapshot,
            SigningKey timestamp) {
        var draft =
                Signed.draft(
                        repository.draftRoot(
                                role(roots, 2),
                                role(targets, 2),
                                role(List.of(snapshot), 1),
                                role(List.of(timestamp), 1)));
        return draft.by(roots.get(0)).by(roots.get(1));
    }

    /// A well-behaved image of that version.
    static byte[] image(String version) {
        return new Tar()
                .folder("hearth-" + version)
                .script(
                        "hearth-" + version + "/bin/hearth",
                        "#!/bin/sh\necho '{\"healthy\":true,\"problems\":[],\"version\":\""
                                + version
                                + "\"}'\n")
                .file("hearth-" + version + "/lib/app/hearth.jar", "classes of " + version)
                .link("hearth-" + version + "/lib/newest", "app/hearth.jar")
                .gzipped();
    }

    Release release(String version, byte[] archive, Channel channel, int percent) {
        var release =
                new Release(
                        "hearth-" + version + ".tar.gz",
                        archive.length,
                        Sha256.of(archive),
                        1 << 20,
                        new Version(version),
                        PLATFORM,
                        channel,
                        percent);
        var file = served.resolveSibling(release.name());
        write(file, archive);
        repository.store(file, release);
        return release;
    }

    /// Publishes a version for everybody.
    Release publish(String version) {
        var release = release(version, image(version), Channel.STABLE, 100);
        publish(release);
        return release;
    }

    void publish(Release release) {
        publish(repository.draftTargets(List.of(release), List.of()));
    }

    void publish(Targets targets) {
        repository.publish(
                Signed.draft(targets).by(targetsKeys.get(0)).by(targetsKeys.get(1)),
                List.of(snapshotKey),
                List.of(timestampKey));
    }

    void refresh() {
        repository.refresh(List.of(snapshotKey), List.of(timestampKey));
    }

    Mirror mirror() {
        return new FolderMirror(served);
    }

    Updater updater() {
        return updater(
                List.of(mirror()), Pace.usual(), new RealDisk(), (_, _) -> new Health.Healthy());
    }

    Updater updater(Mirror... mirrors) {
        return updater(
                List.of(mirrors), Pace.usual(), new RealDisk(), (_, _) -> new Health.Healthy());
    }

    Updater updater(List<Mirror> mirrors, Pace pace, Disk disk, Health.Check health) {
        return updater(OLD, mirrors, pace, disk, health);
    }

    Updater updater(
            Version running, List<Mirror> mirrors, Pace pace, Disk disk, Health.Check health) {
        return new Updater(
                new Updater.Parts(
                        Optional.of(running),
                        PLATFORM,
                        Optional.of(new Trust(pinned, mirrors)),
                        pace,
                        clock,
                        new Random(7)),
                new UpdateFolder(home, disk),
                new Installation(prefix, disk),
                health,
                disk);
    }

    UpdateBook book() {
        return new UpdateFolder(home).book();
    }

    Optional<Version> current() throws IOException {
        return new Installation(prefix, new RealDisk()).current();
    }

    /// What is believed and what is installed, byte for byte; not when it was asked.
    Map<String, String> inForce() {
        var found = new TreeMap<String, String>();
        for (var place : List.of(prefix, home)) {
            try (Stream<Path> files = Files.exists(place) ? Files.walk(place) : Stream.empty()) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    String name = place.relativize(file).toString();
                    if (!name.endsWith("book.json") && !name.endsWith("lock")) {
                        found.put(name, Sha256.ofFile(file).hex());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A folder in memory where there is one: what a power cut takes is decided by the test.
    static Path memory(Path otherwise) throws IOException {
        var shared = Path.of("/dev/shm");
        return Files.createTempDirectory(
                Files.isWritable(shared) ? shared : otherwise, "hearth-update-");
    }

    static void remove(Path folder) throws IOException {
        new RealDisk().remove(folder);
    }
}
