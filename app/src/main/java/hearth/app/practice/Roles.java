package hearth.app.practice;

import hearth.app.install.Image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Command lines of the other processes of Hearth: the same program in another role.
final class Roles {
    /// Some room to decode and average updates, and the quick compiler: with the better one a host
    /// compiles for most of its first minute, on the cores that would train.
    static final List<String> HOST_FLAGS = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1");

    /// The agent is always on: a heap that starts small and gives back what it does not need, quick
    /// compiler, freed native memory returned to the system. What a result needs for a moment fits
    /// among the young: of what has grown old this collector takes nothing back before the heap is
    /// full, or the agent rests. So there are a quarter as many young as old: 2 MB at
    /// rest, more once it has worked. What is collected at rest leaves no holes. Each thread keeps
    /// 40 KB free for native code in place of 80, all of which it has written to.
    static final List<String> AGENT_FLAGS =
            List.of(
                    "-Xmx128m",
                    "-Xms8m",
                    "-XX:NewSize=2m",
                    "-XX:MaxNewSize=6m",
                    "-XX:NewRatio=4",
                    "-Xss512k",
                    "-XX:-ShrinkHeapInSteps",
                    "-XX:MinHeapFreeRatio=5",
                    "-XX:MaxHeapFreeRatio=10",
                    "-XX:StringTableSize=2048",
                    "-XX:StackShadowPages=10",
                    "-XX:MarkSweepDeadRatio=0",
                    "-XX:TrimNativeHeapInterval=5000",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:CompileThresholdScaling=10");

    private static final List<String> COMMON =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders",
                    "-XX:MinHeapFreeRatio=10",
                    "-XX:MaxHeapFreeRatio=30",
                    "-XX:-UsePerfData",
                    "-Xlog:disable",
                    "-Xlog:all=error:stderr",
                    "--enable-native-access=ALL-UNNAMED");

    private Roles() {}

    static List<String> command(Image image, List<String> flags, String... arguments) {
        var command = new ArrayList<String>();
        command.add(image.java().toString());
        command.addAll(COMMON);
        command.addAll(flags);
        boolean agent = flags.equals(AGENT_FLAGS);
        var cache = agent ? image.agentCache() : image.startCache();
        cache.ifPresent(made -> command.addAll(cached(made)));
        command.add("-Dhearth.image=" + image.root());
        command.add("-cp");
        command.add(
                image.agentClasses()
                        .filter(_ -> agent)
                        .map(Path::toString)
                        .orElseGet(() -> System.getProperty("java.class.path")));
        command.add("hearth.app.cli.Hearth");
        command.addAll(List.of(arguments));
        return command;
    }

    /// A process that starts others hands on what it was itself started with.
    private static List<String> cached(Path cache) {
        return List.of("-XX:AOTCache=" + cache, Image.cacheOption(cache));
    }
}
