package hearth.app.practice;

import hearth.app.install.Image;

import java.util.ArrayList;
import java.util.List;

/// Command lines of the other processes of Hearth: the same program in another role.
final class Roles {
    /// The coordinator decodes and averages updates; it gets the better compiler and some room.
    static final List<String> HOST_FLAGS = List.of("-Xmx512m");

    /// The agent is always on: small heap, quick compiler.
    static final List<String> AGENT_FLAGS =
            List.of("-Xmx128m", "-Xms16m", "-XX:TieredStopAtLevel=1");

    private static final List<String> COMMON =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders",
                    "-XX:MinHeapFreeRatio=10",
                    "-XX:MaxHeapFreeRatio=30",
                    "-XX:-UsePerfData",
                    "--enable-native-access=ALL-UNNAMED");

    private Roles() {}

    static List<String> command(Image image, List<String> flags, String... arguments) {
        var command = new ArrayList<String>();
        command.add(image.java().toString());
        command.addAll(COMMON);
        command.addAll(flags);
        command.add("-Dhearth.image=" + image.root());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("hearth.app.cli.Hearth");
        command.addAll(List.of(arguments));
        return command;
    }
}
