package hearth.app.update.publish;

import hearth.app.update.trust.Metadata;
import hearth.app.update.trust.Metadata.Pin;
import hearth.app.update.trust.Metadata.RoleName;
import hearth.app.update.trust.Metadata.Root;
import hearth.app.update.trust.Metadata.Snapshot;
import hearth.app.update.trust.Metadata.Targets;
import hearth.app.update.trust.Metadata.Timestamp;
import hearth.app.update.trust.Release;
import hearth.app.update.trust.Role;
import hearth.app.update.trust.Signed;
import hearth.app.update.trust.TrustedState;
import hearth.app.update.trust.UpdateRefused;
import hearth.app.update.trust.Version;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// A folder that is served as it is: metadata of the four roles under names that never change their
/// content (except `timestamp.json`), and releases under their hashes. Nothing is published that a
/// client would refuse. One operator at a time.
public final class Repository {
    /// How long metadata of each role counts.
    public record Terms(Duration root, Duration targets, Duration snapshot, Duration timestamp) {
        /// A year, a quarter, a week and three days.
        public static Terms usual() {
            return new Terms(
                    Duration.ofDays(365),
                    Duration.ofDays(90),
                    Duration.ofDays(7),
                    Duration.ofDays(3));
        }
    }

    private final Path folder;
    private final Clock clock;
    private final Terms terms;

    public Repository(Path folder, Clock clock, Terms terms) {
        this.folder = folder;
        this.clock = clock;
        this.terms = terms;
    }

    /// The root in force, if there is one.
    public Optional<Signed<Root>> root() {
        Optional<Signed<Root>> newest = Optional.empty();
        for (long version = 1; ; version++) {
            var found = read(version + ".root.json", Root.class);
            if (found.isEmpty()) {
                return newest;
            }
            newest = found;
        }
    }

    private Root rules() {
        return root().orElseThrow(() -> new IllegalStateException("no root yet")).signed();
    }

    /// A root to be signed: the first, or the one after that in force.
    public Root draftRoot(Role root, Role targets, Role snapshot, Role timestamp) {
        long version = root().map(r -> r.signed().version() + 1).orElse(1L);
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return new Root(
                RoleName.ROOT,
                version,
                now,
                now.plus(terms.root()),
                root,
                targets,
                snapshot,
                timestamp);
    }

    /// Puts a root in force.
    ///
    /// @throws UpdateRefused if a client would refuse it
    public void publishRoot(Signed<Root> root) {
        var known = root();
        if (known.isEmpty()) {
            TrustedState.beginning(root.bytes());
        } else {
            TrustedState.beginning(known.get().bytes()).withRoot(root.bytes());
        }
        write(root.signed().version() + ".root.json", root.bytes());
    }

    /// The targets in force, if there are any.
    public Optional<Signed<Targets>> targets() {
        return timestamp()
                .flatMap(
                        t ->
                                read(
                                        t.signed().snapshot().version() + ".snapshot.json",
                                        Snapshot.class))
                .flatMap(
                        s -> read(s.signed().targets().version() + ".targets.json", Targets.class));
    }

    private Optional<Signed<Timestamp>> timestamp() {
        return read("timestamp.json", Timestamp.class);
    }

    /// Targets to be signed: those in force with these releases in the place of any with their
    /// names, and without what is withdrawn.
    public Targets draftTargets(Collection<Release> added, Collection<Version> withdrawn) {
        var before = targets().map(Signed::signed);
        var gone = new ArrayList<>(before.map(Targets::withdrawn).orElse(List.of()));
        withdrawn.stream().filter(v -> !gone.contains(v)).forEach(gone::add);
        var releases = new ArrayList<>(before.map(Targets::releases).orElse(List.of()));
        releases.removeIf(r -> added.stream().anyMatch(a -> a.name().equals(r.name())));
        releases.addAll(added);
        releases.removeIf(r -> gone.contains(r.version()));
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return new Targets(
                RoleName.TARGETS,
                before.map(Targets::version).orElse(0L) + 1,
                now,
                now.plus(terms.targets()),
                releases,
                gone);
    }

    /// Copies the file of a release to its place.
    public void store(Path file, Release release) {
        if (!Sha256.ofFile(file).equals(release.sha256())) {
            throw new IllegalArgumentException("not the file of that release");
        }
        try {
            Files.createDirectories(folder.resolve("targets"));
            Files.copy(file, folder.resolve(release.path()), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Publishes signed targets with a new snapshot and timestamp.
    ///
    /// @throws UpdateRefused if a client would refuse them
    public void publish(
            Signed<Targets> targets,
            List<SigningKey> snapshotKeys,
            List<SigningKey> timestampKeys) {
        if (targets.signed().releases().stream()
                .anyMatch(r -> !Files.isRegularFile(folder.resolve(r.path())))) {
            throw new IllegalArgumentException("the file of a release is not in the repository");
        }
        announce(targets, snapshotKeys, timestampKeys);
    }

    /// Says again that the targets in force are the newest; to be done before the timestamp
    /// expires.
    public void refresh(List<SigningKey> snapshotKeys, List<SigningKey> timestampKeys) {
        announce(
                targets().orElseThrow(() -> new IllegalStateException("no targets yet")),
                snapshotKeys,
                timestampKeys);
    }

    private void announce(
            Signed<Targets> targets,
            List<SigningKey> snapshotKeys,
            List<SigningKey> timestampKeys) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var before = timestamp().map(Signed::signed);
        var snapshot =
                signed(
                        new Snapshot(
                                RoleName.SNAPSHOT,
                                before.map(t -> t.snapshot().version()).orElse(0L) + 1,
                                now,
                                now.plus(terms.snapshot()),
                                pin(targets)),
                        snapshotKeys);
        var timestamp =
                signed(
                        new Timestamp(
                                RoleName.TIMESTAMP,
                                before.map(Timestamp::version).orElse(0L) + 1,
                                now,
                                now.plus(terms.timestamp()),
                                pin(snapshot)),
                        timestampKeys);
        var state = TrustedState.beginning(root().orElseThrow().bytes());
        state.requireRootAt(now)
                .withTimestamp(timestamp.bytes(), now)
                .withSnapshot(snapshot.bytes(), now)
                .withTargets(targets.bytes(), now);
        write(targets.signed().version() + ".targets.json", targets.bytes());
        write(snapshot.signed().version() + ".snapshot.json", snapshot.bytes());
        write("timestamp.json", timestamp.bytes());
    }

    /// Who must sign what.
    public Role signers(RoleName role) {
        return rules().of(role);
    }

    private static <M extends Metadata> Signed<M> signed(M metadata, List<SigningKey> keys) {
        var signed = Signed.draft(metadata);
        for (var key : keys) {
            signed = signed.by(key);
        }
        return signed;
    }

    private static Pin pin(Signed<?> metadata) {
        byte[] bytes = metadata.bytes();
        return new Pin(metadata.signed().version(), bytes.length, Sha256.of(bytes));
    }

    private <M extends Metadata> Optional<Signed<M>> read(String name, Class<M> type) {
        var file = folder.resolve(name);
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(Signed.read(Files.readAllBytes(file), type))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, byte[] bytes) {
        try {
            Files.createDirectories(folder);
            var fresh = folder.resolve(name + ".new");
            Files.write(fresh, bytes);
            Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
