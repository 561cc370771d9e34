package hearth.app.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.app.update.trust.Channel;
import hearth.app.update.trust.Refusal;
import hearth.app.update.trust.UpdateRefused;
import hearth.app.update.trust.Version;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/// Putting a version in place, and everything that stands against it.
class InstallationTest {
    private static final Version NEW = new Version("0.2.0");

    @TempDir private Path slow;

    @SuppressWarnings("NullAway.Init") // made before each test
    private UpdateWorld world;

    @BeforeEach
    void open() throws IOException {
        world = new UpdateWorld(UpdateWorld.memory(slow));
    }

    @AfterEach
    void remove() throws IOException {
        UpdateWorld.remove(world.place);
    }

    @Test
    void triesAVersionOutBeforeAndAfterItIsInPlace() throws Exception {
        world.publish("0.2.0");
        var updater = tryingOut();
        assertThat(updater.apply(world.work, false)).isEqualTo(new Applied.Installed(NEW));
        assertThat(world.current()).contains(NEW);
        assertThat(updater.waiting()).contains(NEW);
        assertThat(world.work.told).containsExactly("finish", "go on anew");
        assertThat(world.book().history())
                .singleElement()
                .satisfies(e -> assertThat(e.kind()).isEqualTo(UpdateBook.Kind.INSTALLED));
        assertThat(updater.apply(world.work, false))
                .isEqualTo(new Applied.Nothing(new Checked.UpToDate(false)));
    }

    @Test
    void leavesAVersionOutThatDoesNotSayItIsWell() throws Exception {
        world.publish(world.release("0.2.0", UpdateWorld.image("0.1.9"), Channel.STABLE, 100));
        assertThat(tryingOut().apply(world.work, false))
                .isEqualTo(new Applied.NotHealthy(NEW, "other-version"));
        var silent = new Tar().folder("hearth").script("hearth/bin/hearth", "#!/bin/sh\nexit 1\n");
        world.publish(world.release("0.3.0", silent.gzipped(), Channel.STABLE, 100));
        assertThat(tryingOut().apply(world.work, false))
                .isEqualTo(new Applied.NotHealthy(new Version("0.3.0"), "unhealthy"));
        var hanging =
                new Tar()
                        .folder("hearth")
                        .script("hearth/bin/hearth", "#!/bin/sh\nexec sleep 600\n");
        world.publish(world.release("0.4.0", hanging.gzipped(), Channel.STABLE, 100));
        assertThat(started(Duration.ofMillis(200)).apply(world.work, false))
                .isEqualTo(new Applied.NotHealthy(new Version("0.4.0"), "no-answer"));
        assertThat(world.current()).isEmpty();
        assertThat(world.work.told).isEmpty();
        assertThat(world.book().failed()).hasSize(3);
        assertThat(tryingOut().check()).isEqualTo(new Checked.UpToDate(false));
    }

    @Test
    void installsNothingWhileALeaseTrains() throws Exception {
        world.publish("0.2.0");
        world.work.underWay = true;
        assertThat(world.updater().apply(world.work, false)).isEqualTo(new Applied.Working());
        assertThat(world.work.told).isEmpty();
        world.work.ends = false;
        assertThat(world.updater().apply(world.work, true)).isEqualTo(new Applied.Working());
        assertThat(world.current()).isEmpty();
        world.work.ends = true;
        assertThat(world.updater().apply(world.work, true)).isEqualTo(new Applied.Installed(NEW));
        assertThat(world.work.told).containsExactly("finish", "go on", "finish", "go on anew");
    }

    @Test
    void onlyTellsWhereAPackageManagerInstalls() throws Exception {
        world.publish("0.2.0");
        UpdateWorld.write(world.prefix.resolve("share/update/managed"), "deb");
        assertThat(world.updater().check()).isInstanceOf(Checked.Ready.class);
        assertThat(world.updater().apply(world.work, false)).isEqualTo(new Applied.Managed(NEW));
        assertThat(world.prefix.resolve("versions")).doesNotExist();
    }

    @Test
    void goesOnWithADownloadThatBrokeOff() throws Exception {
        var release = world.publish("0.2.0");
        byte[] archive = UpdateWorld.image("0.2.0");
        byte[] half = Arrays.copyOf(archive, archive.length / 2);
        var broken = new LyingMirror(world.mirror()).lie(release.path(), half);
        assertThat(world.updater(broken).apply(world.work, false)).isEqualTo(new Applied.Broken());
        var asked = new ArrayList<Long>();
        Mirror counting =
                (path, from) -> {
                    if (path.equals(release.path())) {
                        asked.add(from);
                    }
                    return world.mirror().open(path, from);
                };
        assertThat(world.updater(counting).apply(world.work, false))
                .isEqualTo(new Applied.Installed(NEW));
        assertThat(asked).containsExactly((long) half.length);
    }

    @Test
    void startsADownloadAnewIfWhatWasKeptIsWrong() throws Exception {
        var release = world.publish("0.2.0");
        var liar = new LyingMirror(world.mirror()).lie(release.path(), new byte[50]);
        assertThat(world.updater(liar).apply(world.work, false)).isEqualTo(new Applied.Broken());
        assertThat(world.updater().apply(world.work, false)).isEqualTo(new Applied.Installed(NEW));
    }

    @Test
    void givesAReleaseToAsManyAsItIsMeantFor() {
        byte[] archive = UpdateWorld.image("0.2.0");
        var tenth = world.release("0.2.0", archive, Channel.STABLE, 10);
        long turns = LongStream.range(0, 2000).filter(tenth::isFor).count();
        assertThat(turns).isBetween(140L, 260L);
        world.publish(tenth);
        world.updater().check();
        boolean isFor = tenth.isFor(world.book().draw());
        assertThat(world.updater().check() instanceof Checked.Ready).isEqualTo(isFor);
        world.publish(world.release("0.2.0", archive, Channel.STABLE, 0));
        assertThat(world.updater().check()).isEqualTo(new Checked.UpToDate(false));
        world.publish(world.release("0.2.0", archive, Channel.STABLE, 100));
        assertThat(world.updater().check()).isInstanceOf(Checked.Ready.class);
    }

    @Test
    void takesBetasOnlyWhereTheyAreWantedAndNeverGoesBackFromOne() throws Exception {
        world.publish(
                world.release(
                        "0.3.0-beta.1", UpdateWorld.image("0.3.0-beta.1"), Channel.BETA, 100));
        world.publish("0.2.0");
        assertThat(ready()).isEqualTo("0.2.0");
        choose(Channel.BETA);
        assertThat(ready()).isEqualTo("0.3.0-beta.1");
        assertThat(world.updater().apply(world.work, false)).isInstanceOf(Applied.Installed.class);
        choose(Channel.STABLE);
        assertThat(world.updater().check()).isEqualTo(new Checked.UpToDate(false));
        world.publish("0.3.0");
        assertThat(ready()).isEqualTo("0.3.0");
    }

    @Test
    void installsNoVersionThatWasWithdrawnAndSaysSoOfItsOwn() {
        world.publish("0.2.0");
        world.publish(world.repository.draftTargets(List.of(), List.of(NEW, UpdateWorld.OLD)));
        assertThat(world.updater().check()).isEqualTo(new Checked.UpToDate(true));
    }

    @Test
    void letsNoArchiveWriteOutsideItsFolder() {
        refuses(new Tar().file("hearth/../../evil", "x"));
        refuses(new Tar().file("/etc/evil", "x"));
        refuses(new Tar().file("hearth/a\\b", "x"));
        refuses(new Tar().link("hearth/lib", "/etc").file("hearth/lib/evil", "x"));
        refuses(new Tar().link("hearth/lib", "../../elsewhere"));
        refuses(new Tar().link("hearth/lib", "bin").file("hearth/lib/evil", "x"));
        refuses(new Tar().file("hearth/twice", "x").file("hearth/twice", "y"));
        refuses(new Tar().file("hearth/a", "x").file("hearth/a/b", "y"));
        refuses(new Tar().entry("hearth/device", '3', "", new byte[0], 0644));
        refuses(new Tar().entry("hearth/hard", '1', "hearth/a", new byte[0], 0644));
        refuses(new Tar());
        assertThatThrownBy(() -> unpack(new Tar().file("hearth/big", "x".repeat(2000)), 1000))
                .isInstanceOfSatisfying(
                        UpdateRefused.class,
                        e -> assertThat(e.reason()).isEqualTo(Refusal.ENDLESS));
    }

    @Test
    void readsTheLongNamesOfBothKindsOfTar() throws IOException {
        String deep = "hearth/" + "a/".repeat(80) + "end";
        byte[] gnu = (deep + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] pax = record("path=" + deep + "2");
        unpack(
                new Tar()
                        .entry("././@LongLink", 'L', "", gnu, 0644)
                        .file("cut", "one")
                        .entry("pax", 'x', "", pax, 0644)
                        .file("cut", "two"),
                1000);
        var there = world.home.resolve(deep.substring("hearth/".length()));
        assertThat(there).hasContent("one");
        assertThat(there.resolveSibling("end2")).hasContent("two");
    }

    private static byte[] record(String text) {
        int length = text.length() + 2;
        while (String.valueOf(length).length() + text.length() + 2 != length) {
            length++;
        }
        return (length + " " + text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private void refuses(Tar tar) {
        assertThatThrownBy(() -> unpack(tar, 1000))
                .isInstanceOfSatisfying(
                        UpdateRefused.class,
                        e -> assertThat(e.reason()).isEqualTo(Refusal.UNSAFE_ARCHIVE));
        assertThat(Files.exists(world.home.resolveSibling("evil"))).isFalse();
    }

    private void unpack(Tar tar, long most) throws IOException {
        new RealDisk().remove(world.home);
        new Tarball(new RealDisk(), world.home, most)
                .unpack(new ByteArrayInputStream(tar.gzipped()));
    }

    private void choose(Channel channel) throws IOException {
        new UpdateFolder(world.home).choose(UpdateChoices.initial().withChannel(channel));
    }

    private String ready() {
        return world.updater().check() instanceof Checked.Ready ready
                ? ready.release().version().text()
                : "nothing";
    }

    private Updater tryingOut() {
        return started(Duration.ofSeconds(60));
    }

    private Updater started(Duration patience) {
        // What was unpacked starts what is in place, as the real script does.
        UpdateWorld.write(
                world.prefix.resolve("bin/hearth"),
                """
                #!/bin/sh
                read -r v < "${0%/bin/*}/versions/current"
                exec "${0%/bin/*}/versions/$v/bin/hearth" "$@"
                """);
        assertThat(world.prefix.resolve("bin/hearth").toFile().setExecutable(true)).isTrue();
        var disk = new RealDisk();
        return world.updater(
                List.of(world.mirror()), Pace.usual(), disk, new StartedVersion(patience, disk));
    }
}
