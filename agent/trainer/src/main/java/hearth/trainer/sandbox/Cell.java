package hearth.trainer.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// All that one child may see and use.
///
/// @param java folder of the Java that runs it
/// @param classPath of the child, this module first
/// @param others what else it may see
/// @param job its job folder
/// @param environment all of it
public record Cell(
        View java,
        List<View> classPath,
        List<View> others,
        JobFolder job,
        Limits limits,
        Devices devices,
        Map<String, String> environment) {
    public Cell {
        classPath = List.copyOf(classPath);
        others = List.copyOf(others);
        environment = Map.copyOf(environment);
    }

    List<View> views() {
        var all = new ArrayList<View>();
        all.add(java);
        all.addAll(classPath);
        all.addAll(others);
        return all;
    }

    Path launcherJava() {
        return java.host().resolve("bin/java");
    }
}
