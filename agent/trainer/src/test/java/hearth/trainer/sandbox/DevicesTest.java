package hearth.trainer.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which nodes of graphics cards are let through, in a folder that looks like a computer's.
class DevicesTest {
    @TempDir Path root;

    private void nodes(String... names) throws IOException {
        for (var name : names) {
            var node = root.resolve(name);
            Files.createDirectories(node.getParent());
            Files.createFile(node);
        }
    }

    private List<String> relative(List<Path> paths) {
        return paths.stream().map(p -> root.relativize(p).toString()).toList();
    }

    @Test
    void aComputerWithoutACardLetsNothingThrough() throws IOException {
        nodes("dev/null", "dev/dri/renderD128", "dev/dri/card0", "dev/video0");
        var devices = Devices.present(root);
        assertThat(devices.nodes()).isEmpty();
        assertThat(devices.facts()).isEmpty();
        assertThat(Devices.none().accelerated()).isFalse();
    }

    @Test
    void ofNvidiaTheComputeNodesAndNeverTheDisplay() throws IOException {
        nodes(
                "dev/nvidia0",
                "dev/nvidia1",
                "dev/nvidiactl",
                "dev/nvidia-uvm",
                "dev/nvidia-uvm-tools",
                "dev/nvidia-modeset",
                "dev/nvidia-caps",
                "dev/nvidia0-copy",
                "dev/dri/card0",
                "dev/dri/renderD128",
                "dev/sda");
        Files.createDirectories(root.resolve("sys/module/nvidia_uvm"));
        Files.createDirectories(root.resolve("sys/module/i915"));
        Files.createDirectories(root.resolve("sys/bus/pci/devices"));
        Files.createDirectories(root.resolve("sys/devices/pci0000:00"));
        Files.createDirectories(root.resolve("sys/devices/platform"));
        var devices = Devices.present(root);
        assertThat(relative(devices.nodes()))
                .containsExactly(
                        "dev/nvidia-uvm",
                        "dev/nvidia-uvm-tools",
                        "dev/nvidia0",
                        "dev/nvidia1",
                        "dev/nvidiactl");
        assertThat(relative(devices.facts()))
                .containsExactlyInAnyOrder(
                        "sys/module/nvidia_uvm", "sys/bus/pci/devices", "sys/devices/pci0000:00");
    }

    @Test
    void ofAmdTheComputeNodeAndOneRenderNode() throws IOException {
        nodes("dev/kfd", "dev/dri/card0", "dev/dri/renderD129", "dev/dri/renderD128");
        Files.createDirectories(root.resolve("sys/class/kfd"));
        assertThat(relative(Devices.present(root).nodes()))
                .containsExactly("dev/kfd", "dev/dri/renderD128");
        assertThat(relative(Devices.present(root).facts())).contains("sys/class/kfd");
    }

    @Test
    void bubblewrapBindsThemAsDevicesAndTheirFactsReadOnly() throws IOException {
        nodes("dev/nvidia0", "dev/nvidiactl");
        Files.createDirectories(root.resolve("sys/module/nvidia"));
        var programs = LinuxPrograms.installed();
        assertThat(programs).as("install the package bubblewrap").isPresent();
        var command = command(programs, Devices.present(root));
        for (var node : Devices.present(root).nodes()) {
            assertThat(command).containsSequence("--dev-bind", node.toString(), node.toString());
        }
        var fact = root.resolve("sys/module/nvidia").toString();
        assertThat(command).containsSequence("--ro-bind", fact, fact);
        // After the empty /dev, and before it can no longer be changed.
        assertThat(command.indexOf("--dev-bind")).isGreaterThan(command.indexOf("--dev"));
        assertThat(command.indexOf("--dev-bind")).isLessThan(command.indexOf("--remount-ro"));
        assertThat(command(programs, Devices.none())).doesNotContain("--dev-bind");
    }

    private List<String> command(Optional<LinuxPrograms> programs, Devices devices)
            throws IOException {
        try (var job = JobFolder.create(root.resolve("work"), false)) {
            var java = new View(Path.of(System.getProperty("java.home")), "java");
            var cell =
                    new Cell(
                            java,
                            List.of(),
                            List.of(),
                            job,
                            Limits.of(1L << 33, 1),
                            devices,
                            Map.of());
            return new Bubblewrap(programs.orElseThrow(), false).command(cell, List.of("java"));
        }
    }
}
