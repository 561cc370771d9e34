package hearth.app.update;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.update.trust.Channel;
import hearth.app.update.trust.Metadata;
import hearth.app.update.trust.Metadata.Pin;
import hearth.app.update.trust.Metadata.RoleName;
import hearth.app.update.trust.Metadata.Snapshot;
import hearth.app.update.trust.Metadata.Targets;
import hearth.app.update.trust.Metadata.Timestamp;
import hearth.app.update.trust.Refusal;
import hearth.app.update.trust.Release;
import hearth.app.update.trust.Signed;
import hearth.app.update.trust.Version;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// The attacks that The Update Framework names. Each is refused for its own reason, and what is
/// believed and installed stays as it was.
class AttackTest {
    @TempDir private Path slow;

    @SuppressWarnings("NullAway.Init") // made before each test
    private Path folder;

    @SuppressWarnings("NullAway.Init") // made before each test
    private UpdateWorld world;

    @BeforeEach
    void publish() throws IOException {
        folder = UpdateWorld.memory(slow);
        world = new UpdateWorld(folder);
        world.publish("0.2.0");
        assertThat(world.updater().check()).isInstanceOf(Checked.Ready.class);
        world.clock.pass(Duration.ofHours(1));
    }

    @AfterEach
    void remove() throws IOException {
        UpdateWorld.remove(folder);
    }

    @Test
    void installsNothingThatWasNotSignedFor() throws Exception {
        var release = world.publish("0.3.0");
        byte[] evil = UpdateWorld.image("0.3.0").clone();
        evil[evil.length / 2] ^= 1;
        var mirror = new LyingMirror(world.mirror()).lie(release.path(), evil);
        world.updater().check();
        var before = world.inForce();
        assertThat(world.updater(mirror).apply(world.work, false))
                .isEqualTo(new Applied.Refused(Refusal.WRONG_CONTENT));
        assertThat(world.inForce()).isEqualTo(before);
        assertThat(world.current()).isEmpty();
    }

    @Test
    void endsBeforeEndlessData() throws Exception {
        var release = world.publish("0.3.0");
        var read = new AtomicLong();
        refuses(
                new LyingMirror(world.mirror()).lie("timestamp.json", () -> endless(read)),
                Refusal.ENDLESS);
        assertThat(read.get()).isLessThan(64 << 10);
        read.set(0);
        world.updater().check();
        var mirror = new LyingMirror(world.mirror()).lie(release.path(), () -> endless(read));
        assertThat(world.updater(mirror).apply(world.work, false))
                .isEqualTo(new Applied.Refused(Refusal.ENDLESS));
        assertThat(read.get()).isLessThan(release.length() + (128 << 10));
        assertThat(world.current()).isEmpty();
    }

    @Test
    void takesNoSnapshotAndTargetsThatDoNotBelongTogether() throws IOException {
        byte[] oldTargets = Files.readAllBytes(world.served.resolve("1.targets.json"));
        byte[] oldSnapshot = Files.readAllBytes(world.served.resolve("1.snapshot.json"));
        world.publish("0.3.0");
        refuses(new LyingMirror(world.mirror()).lie("2.targets.json", oldTargets), Refusal.MIXED);
        refuses(new LyingMirror(world.mirror()).lie("2.snapshot.json", oldSnapshot), Refusal.MIXED);
    }

    @Test
    void isNotLedSoFarForwardThatNothingCanFollow() throws IOException {
        var far = Long.MAX_VALUE;
        var targets = world.repository.targets().orElseThrow().signed();
        refuses(signedByThieves(far, 2, targets, 2), Refusal.FAST_FORWARD);
        refuses(signedByThieves(2, far, targets, 2), Refusal.FAST_FORWARD);
        refuses(signedByThieves(2, 2, targets, far), Refusal.FAST_FORWARD);
    }

    /// Whoever had the keys of snapshot and timestamp can lead forward a little: a new root takes
    /// it back.
    @Test
    void recoversFromAStolenTimestampKeyByANewRoot() throws IOException {
        var targets = world.repository.targets().orElseThrow().signed();
        var mirror = signedByThieves(90_000, 90_000, targets, targets.version());
        assertThat(world.updater(mirror).check()).isInstanceOf(Checked.Ready.class);
        world.publish("0.3.0");
        assertThat(world.updater().check()).isEqualTo(new Checked.Refused(Refusal.ROLLBACK));
        var fresh = UpdateWorld.keys(40, 2);
        world.repository.publishRoot(
                world.root(world.rootKeys, world.targetsKeys, fresh.get(0), fresh.get(1)));
        world.repository.refresh(List.of(fresh.get(0)), List.of(fresh.get(1)));
        assertThat(world.updater().check())
                .isInstanceOfSatisfying(
                        Checked.Ready.class,
                        ready ->
                                assertThat(ready.release().version())
                                        .isEqualTo(new Version("0.3.0")));
        // The thieves' keys count no more, even if the new root is kept back.
        var hidden = new LyingMirror(mirror);
        refuses(hidden, Refusal.TOO_FEW_SIGNATURES);
    }

    @Test
    void noticesThatItIsShownTheSameOldNewsForEver() throws IOException {
        world.publish("0.3.0");
        world.clock.pass(Duration.ofDays(3));
        refuses(world.mirror(), Refusal.FROZEN);
        world.clock.pass(Duration.ofDays(400));
        refuses(world.mirror(), Refusal.FROZEN);
    }

    @Test
    void noticesOldNewsAlsoWhenTheClockWasSetBack() throws IOException {
        byte[] old = Files.readAllBytes(world.served.resolve("timestamp.json"));
        var mirror = new LyingMirror(world.mirror()).lie("timestamp.json", old);
        world.clock.pass(Duration.ofDays(20));
        // What the old targets' keys said counts no more, so no number stands against old news.
        world.repository.publishRoot(
                world.root(
                        world.rootKeys,
                        UpdateWorld.keys(50, 3),
                        world.snapshotKey,
                        world.timestampKey));
        world.clock.pass(Duration.ofDays(-20));
        assertThat(world.updater(mirror).check()).isEqualTo(new Checked.Refused(Refusal.FROZEN));
        assertThat(world.updater().ready()).isEmpty();
    }

    @Test
    void learnsTheNewsFromAnotherMirrorIfOneLiesOrIsSilent() throws Exception {
        byte[] old = Files.readAllBytes(world.served.resolve("timestamp.json"));
        var release = world.publish("0.3.0");
        Mirror silent =
                (path, from) -> {
                    throw new IOException("no route to host");
                };
        var stale = new LyingMirror(world.mirror()).lie("timestamp.json", old);
        var mad =
                new LyingMirror(world.mirror())
                        .lie("timestamp.json", "<html>".getBytes(StandardCharsets.UTF_8));
        var liar =
                new LyingMirror(world.mirror())
                        .lie(release.path(), new byte[(int) release.length()]);
        var updater = world.updater(silent, liar, mad, stale, world.mirror());
        assertThat(updater.check())
                .isInstanceOfSatisfying(
                        Checked.Ready.class,
                        ready -> assertThat(ready.release()).isEqualTo(release));
        assertThat(updater.apply(world.work, false))
                .isEqualTo(new Applied.Installed(new Version("0.3.0")));
        refuses(mad, Refusal.MALFORMED);
        assertThat(world.updater(silent).check()).isInstanceOf(Checked.Offline.class);
    }

    @Test
    void goesBackToNoOlderNewsAndNoOlderVersion() throws Exception {
        byte[] old = Files.readAllBytes(world.served.resolve("timestamp.json"));
        world.publish("0.3.0");
        assertThat(world.updater().check()).isInstanceOf(Checked.Ready.class);
        refuses(new LyingMirror(world.mirror()).lie("timestamp.json", old), Refusal.ROLLBACK);
        // Properly signed, and still older than what runs.
        var newer =
                world.updater(
                        new Version("0.4.0"),
                        List.of(world.mirror()),
                        Pace.usual(),
                        new RealDisk(),
                        (_, _) -> new Health.Healthy());
        assertThat(newer.check()).isEqualTo(new Checked.UpToDate(false));
        assertThat(newer.apply(world.work, false))
                .isEqualTo(new Applied.Nothing(new Checked.UpToDate(false)));
    }

    @Test
    void waitsForNobodyWhoGivesAByteNowAndThen() throws Exception {
        var release = world.publish("0.3.0");
        var time = new AtomicLong();
        var pace = new Pace(1024, Duration.ofSeconds(20), time::get);
        byte[] timestamp = Files.readAllBytes(world.served.resolve("timestamp.json"));
        var slow =
                new LyingMirror(world.mirror())
                        .lie("timestamp.json", () -> dripping(timestamp, time));
        var before = world.inForce();
        assertThat(slowly(pace, slow).check()).isEqualTo(new Checked.Refused(Refusal.SLOW));
        assertThat(world.inForce()).isEqualTo(before);
        assertThat(Duration.ofNanos(time.get())).isLessThan(Duration.ofMinutes(1));
        world.updater().check();
        var slowArchive =
                new LyingMirror(world.mirror())
                        .lie(release.path(), () -> dripping(UpdateWorld.image("0.3.0"), time));
        assertThat(slowly(pace, slowArchive).apply(world.work, false))
                .isEqualTo(new Applied.Refused(Refusal.SLOW));
        assertThat(world.current()).isEmpty();
    }

    @Test
    void believesNoThiefWithFewerKeysThanMustSign() throws IOException {
        var thief = world.targetsKeys.getFirst();
        var stranger = UpdateWorld.keys(60, 1).getFirst();
        var evil =
                world.repository.draftTargets(
                        List.of(
                                world.release(
                                        "0.9.0", UpdateWorld.image("0.9.0"), Channel.STABLE, 100)),
                        List.of());
        for (var signers :
                List.of(List.of(thief), List.of(thief, thief), List.of(thief, stranger))) {
            refuses(announced(signed(evil, signers), 2, 2), Refusal.TOO_FEW_SIGNATURES);
        }
        // A root of one stolen root key, and one whose own keys alone signed it.
        var stolen = UpdateWorld.keys(70, 3);
        var takeover = world.root(stolen, stolen, stolen.get(0), stolen.get(1));
        refuses(
                new LyingMirror(world.mirror())
                        .lie("2.root.json", takeover.by(world.rootKeys.getFirst()).bytes()),
                Refusal.TOO_FEW_SIGNATURES);
    }

    @Test
    void takesNoReleaseForAnotherKindOfComputer() {
        byte[] archive = UpdateWorld.image("0.9.0");
        var foreign =
                new Release(
                        "hearth-0.9.0-macos.tar.gz",
                        archive.length,
                        Sha256.of(archive),
                        1 << 20,
                        new Version("0.9.0"),
                        "macos-aarch64",
                        Channel.STABLE,
                        100);
        var file = folder.resolve("foreign");
        UpdateWorld.write(file, archive);
        world.repository.store(file, foreign);
        world.publish(foreign);
        assertThat(world.updater().check())
                .isInstanceOfSatisfying(
                        Checked.Ready.class,
                        ready ->
                                assertThat(ready.release().version())
                                        .isEqualTo(new Version("0.2.0")));
    }

    private Updater slowly(Pace pace, Mirror mirror) {
        return world.updater(List.of(mirror), pace, new RealDisk(), (_, _) -> new Health.Healthy());
    }

    private void refuses(Mirror mirror, Refusal reason) {
        var before = world.inForce();
        assertThat(world.updater(mirror).check()).isEqualTo(new Checked.Refused(reason));
        assertThat(world.inForce()).isEqualTo(before);
        assertThat(world.book().trouble()).isEqualTo(reason.id());
    }

    /// Metadata of somebody with the keys of snapshot and timestamp.
    private LyingMirror signedByThieves(
            long timestamp, long snapshot, Targets targets, long targetsVersion) {
        var other =
                new Targets(
                        RoleName.TARGETS,
                        targetsVersion,
                        targets.issued(),
                        targets.expires(),
                        targets.releases(),
                        targets.withdrawn());
        return announced(signed(other, world.targetsKeys.subList(0, 2)), timestamp, snapshot);
    }

    private LyingMirror announced(Signed<Targets> targets, long timestamp, long snapshot) {
        var now = world.clock.instant();
        var shot =
                signed(
                        new Snapshot(
                                RoleName.SNAPSHOT,
                                snapshot,
                                now,
                                now.plus(Duration.ofDays(7)),
                                pin(targets)),
                        List.of(world.snapshotKey));
        var time =
                signed(
                        new Timestamp(
                                RoleName.TIMESTAMP,
                                timestamp,
                                now,
                                now.plus(Duration.ofDays(3)),
                                pin(shot)),
                        List.of(world.timestampKey));
        return new LyingMirror(world.mirror())
                .lie(targets.signed().version() + ".targets.json", targets.bytes())
                .lie(snapshot + ".snapshot.json", shot.bytes())
                .lie("timestamp.json", time.bytes());
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

    private static InputStream endless(AtomicLong read) {
        return new InputStream() {
            @Override
            public int read() {
                read.incrementAndGet();
                return ' ';
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                read.addAndGet(length);
                return length;
            }
        };
    }

    /// One byte a second, of the given clock.
    private static InputStream dripping(byte[] bytes, AtomicLong nanos) {
        return new InputStream() {
            private int at;

            @Override
            public int read() {
                nanos.addAndGet(Duration.ofSeconds(1).toNanos());
                return at < bytes.length ? bytes[at++] & 0xff : -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                int value = read();
                if (value < 0) {
                    return -1;
                }
                buffer[offset] = (byte) value;
                return 1;
            }
        };
    }
}
