package hearth.app.update;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.update.CrashingDisk.Ending;
import hearth.app.update.CrashingDisk.MachineEnded;
import hearth.app.update.trust.Version;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.TreeMap;

/// The machine ends at an effect of two updates on files, one of which is rolled back (at each with
/// `-Pnightly`). What is left must start a whole version that worked, and the next run must come to
/// the same end as one that was never cut off.
@Execution(ExecutionMode.CONCURRENT)
class UpdateCrashPointsTest {
    private static final Version SECOND = new Version("0.2.0");
    private static final Version THIRD = new Version("0.3.0");

    @TempDir private Path slow;

    @ParameterizedTest
    @EnumSource(Ending.class)
    void startsAWholeVersionWhateverEffectIsTheLast(Ending ending) throws Exception {
        var folder = UpdateWorld.memory(slow);
        int stride = Boolean.getBoolean("hearth.nightly") ? 1 : ending == Ending.POWER_CUT ? 2 : 5;
        int point = 1;
        boolean cameToItsEnd = false;
        while (!cameToItsEnd) {
            var world = new UpdateWorld(folder.resolve(ending + "-" + point));
            world.publish("0.2.0");
            var disk = new CrashingDisk(point, ending);
            try {
                live(world, disk);
                cameToItsEnd = disk.effects() < point;
            } catch (MachineEnded over) {
                assertThat(over).isNotNull();
            } catch (UncheckedIOException full) {
                assertThat(ending).isEqualTo(Ending.FULL);
            }
            var where = ending + " at effect " + point;
            assertWhole(world, where);
            startTwice(world);
            live(world, new RealDisk());
            assertWhole(world, where);
            assertThat(world.current()).as(where).contains(SECOND);
            assertThat(world.book().failed()).as(where).containsExactly(THIRD);
            assertThat(leftovers(world)).as(where).isEmpty();
            UpdateWorld.remove(world.place);
            point += stride;
        }
        UpdateWorld.remove(folder);
        assertThat(point).isGreaterThan(50);
    }

    /// 0.2.0 works; 0.3.0 works until it is in place.
    private static void live(UpdateWorld world, Disk disk) throws Exception {
        var first = updater(world, UpdateWorld.OLD, disk);
        first.begin();
        first.apply(world.work, false);
        if (world.current().filter(SECOND::equals).isEmpty()) {
            return;
        }
        var second = updater(world, SECOND, disk);
        second.begin();
        second.confirm();
        if (world.repository.targets().orElseThrow().signed().version() == 1) {
            world.publish("0.3.0");
        }
        second.apply(world.work, false);
        second.begin();
        second.confirm();
    }

    /// What the start script does with a version that is in place and does not come up twice.
    private static void startTwice(UpdateWorld world) throws IOException {
        var versions = world.prefix.resolve("versions");
        var trial = versions.resolve("trial");
        if (world.current().filter(THIRD::equals).isPresent() && Files.exists(trial)) {
            Files.copy(trial, versions.resolve("gone-back"));
            Files.move(
                    versions.resolve("previous"),
                    versions.resolve("current"),
                    StandardCopyOption.REPLACE_EXISTING);
            Files.delete(trial);
        }
    }

    private static Updater updater(UpdateWorld world, Version running, Disk disk) {
        Health.Check health =
                (launcher, version) ->
                        version.equals(THIRD) && launcher.startsWith(world.prefix.resolve("bin"))
                                ? new Health.Sick("unhealthy")
                                : new Health.Healthy();
        return world.updater(running, List.of(world.mirror()), Pace.usual(), disk, health);
    }

    /// As the start script does: what `current` names, else what was unpacked.
    private static void assertWhole(UpdateWorld world, String where) throws IOException {
        assertThat(world.prefix.resolve("bin/hearth")).as(where).hasContent("as unpacked");
        var current = world.current();
        if (current.isEmpty()) {
            return;
        }
        var image = world.prefix.resolve("versions").resolve(current.get().text());
        var expected = new TreeMap<String, String>();
        expected.put("lib/app/hearth.jar", "classes of " + current.get());
        expected.put("lib/newest", "classes of " + current.get());
        for (var file : expected.entrySet()) {
            assertThat(image.resolve(file.getKey())).as(where).hasContent(file.getValue());
        }
        assertThat(image.resolve("bin/hearth")).as(where).isExecutable();
    }

    private static List<Path> leftovers(UpdateWorld world) throws IOException {
        try (var files = Files.walk(world.place)) {
            return files.filter(
                            f ->
                                    f.getFileName().toString().contains(".staging")
                                            || f.getFileName().toString().endsWith(".part")
                                            || f.getFileName().toString().equals("trial")
                                            || f.endsWith("versions/0.3.0"))
                    .toList();
        }
    }
}
