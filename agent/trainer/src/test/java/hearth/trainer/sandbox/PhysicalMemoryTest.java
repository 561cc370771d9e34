package hearth.trainer.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

class PhysicalMemoryTest {
    private static final long GIB = 1L << 30;

    @TempDir Path root;

    @BeforeEach
    void install() throws IOException {
        write("proc/meminfo", "MemTotal:       16777216 kB\nMemFree:         1048576 kB\n");
    }

    private void write(String file, String text) throws IOException {
        var at = root.resolve(file);
        Files.createDirectories(at.getParent());
        Files.writeString(at, text);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void isWhatJavaSays() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

        assertThat(PhysicalMemory.bytes()).isEqualTo(system.getTotalMemorySize());
    }

    @Test
    void isWhatIsInstalledWhereNothingHoldsTheProcess() throws IOException {
        assertThat(PhysicalMemory.bytes(root)).isEqualTo(16 * GIB);

        write("proc/self/cgroup", "0::/user.slice/app.scope\n");
        write("sys/fs/cgroup/user.slice/app.scope/memory.max", "max\n");

        assertThat(PhysicalMemory.bytes(root)).isEqualTo(16 * GIB);
    }

    @Test
    void isWhatTheTightestGroupAboveTheProcessMayHave() throws IOException {
        write("proc/self/cgroup", "0::/user.slice/app.scope\n");
        write("sys/fs/cgroup/user.slice/app.scope/memory.max", "8589934592\n");
        write("sys/fs/cgroup/user.slice/memory.max", "4294967296\n");
        write("sys/fs/cgroup/other.slice/memory.max", "1073741824\n");

        assertThat(PhysicalMemory.bytes(root)).isEqualTo(4 * GIB);
    }

    @Test
    void isWhatAContainerMayHaveWhoseGroupHasNoFolderHere() throws IOException {
        write("proc/self/cgroup", "5:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n0::/../abc\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "2147483648\n");

        assertThat(PhysicalMemory.bytes(root)).isEqualTo(2 * GIB);
    }

    @Test
    void isUnknownWhereNoKernelSaysIt() throws IOException {
        assertThat(PhysicalMemory.bytes(root.resolve("nowhere"))).isZero();

        write("proc/meminfo", "MemTotal: many kB\n");
        assertThat(PhysicalMemory.bytes(root)).isZero();
    }
}
