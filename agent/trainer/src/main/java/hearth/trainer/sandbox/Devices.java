package hearth.trainer.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/// Device nodes of the graphics cards that a child may open, and what it may read
/// about them. The
/// kernel driver behind them stays reachable: a fault there can be a way out of any sandbox.
///
/// @param accelerated whether the child computes on a graphics card
/// @param nodes character devices
/// @param facts files and folders of `/sys`, read-only; `/proc/driver` is there anyway
public record Devices(boolean accelerated, List<Path> nodes, List<Path> facts) {
    /// The compute nodes; never `nvidia-modeset`, which drives the display.
    private static final Pattern NVIDIA = Pattern.compile("nvidia(\\d+|ctl|-uvm|-uvm-tools)");

    private static final Pattern RENDER = Pattern.compile("renderD\\d+");

    public Devices {
        nodes = List.copyOf(nodes);
        facts = List.copyOf(facts);
    }

    /// For a child that computes on the processor.
    public static Devices none() {
        return new Devices(false, List.of(), List.of());
    }

    /// What this computer has, of NVIDIA (`nvidia*`) or AMD (`kfd` and one render node).
    ///
    /// @param root `/`, or a folder that looks like it
    public static Devices present(Path root) {
        var nodes = new ArrayList<>(matching(root.resolve("dev"), NVIDIA));
        var facts = new ArrayList<Path>();
        if (!nodes.isEmpty()) {
            facts.addAll(matching(root.resolve("sys/module"), Pattern.compile("nvidia.*")));
        }
        var kfd = root.resolve("dev/kfd");
        if (Files.exists(kfd)) {
            nodes.add(kfd);
            matching(root.resolve("dev/dri"), RENDER).stream().findFirst().ifPresent(nodes::add);
            addIfThere(facts, root.resolve("sys/class/kfd"));
            addIfThere(facts, root.resolve("sys/devices/virtual/kfd"));
        }
        if (!nodes.isEmpty()) {
            addIfThere(facts, root.resolve("sys/bus/pci/devices"));
            facts.addAll(matching(root.resolve("sys/devices"), Pattern.compile("pci.*")));
        }
        return new Devices(true, nodes, facts);
    }

    private static void addIfThere(List<Path> paths, Path path) {
        if (Files.exists(path)) {
            paths.add(path);
        }
    }

    private static List<Path> matching(Path folder, Pattern name) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var entries = Files.list(folder)) {
            return entries.filter(e -> name.matcher(e.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
