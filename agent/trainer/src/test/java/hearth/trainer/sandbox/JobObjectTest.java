package hearth.trainer.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// The bytes that Windows would get, held against the structure as `winnt.h` declares it. Never run
/// there.
class JobObjectTest {
    /// JOBOBJECT_EXTENDED_LIMIT_INFORMATION of 64-bit Windows.
    private static final MemoryLayout DECLARED =
            MemoryLayout.structLayout(
                    ValueLayout.JAVA_LONG.withName("PerProcessUserTimeLimit"),
                    ValueLayout.JAVA_LONG.withName("PerJobUserTimeLimit"),
                    ValueLayout.JAVA_INT.withName("LimitFlags"),
                    MemoryLayout.paddingLayout(4),
                    ValueLayout.JAVA_LONG.withName("MinimumWorkingSetSize"),
                    ValueLayout.JAVA_LONG.withName("MaximumWorkingSetSize"),
                    ValueLayout.JAVA_INT.withName("ActiveProcessLimit"),
                    MemoryLayout.paddingLayout(4),
                    ValueLayout.JAVA_LONG.withName("Affinity"),
                    ValueLayout.JAVA_INT.withName("PriorityClass"),
                    ValueLayout.JAVA_INT.withName("SchedulingClass"),
                    MemoryLayout.sequenceLayout(6, ValueLayout.JAVA_LONG).withName("IoInfo"),
                    ValueLayout.JAVA_LONG.withName("ProcessMemoryLimit"),
                    ValueLayout.JAVA_LONG.withName("JobMemoryLimit"),
                    ValueLayout.JAVA_LONG.withName("PeakProcessMemoryUsed"),
                    ValueLayout.JAVA_LONG.withName("PeakJobMemoryUsed"));

    private static int at(String field) {
        return (int) DECLARED.byteOffset(PathElement.groupElement(field));
    }

    @Test
    void theFieldsLieWhereWindowsLooksForThem() {
        assertThat(JobObject.LIMIT_BYTES).isEqualTo((int) DECLARED.byteSize());
        assertThat(JobObject.FLAGS_AT).isEqualTo(at("LimitFlags"));
        assertThat(JobObject.ACTIVE_PROCESSES_AT).isEqualTo(at("ActiveProcessLimit"));
        assertThat(JobObject.PROCESS_MEMORY_AT).isEqualTo(at("ProcessMemoryLimit"));
    }

    @Test
    void oneProcessWithinItsMemoryThatDiesWithItsParent() {
        try (var arena = Arena.ofConfined()) {
            var limits = JobObject.limits(arena, 7L << 30);
            int flags = limits.get(ValueLayout.JAVA_INT, at("LimitFlags"));
            // ACTIVE_PROCESS, PROCESS_MEMORY, DIE_ON_UNHANDLED_EXCEPTION, KILL_ON_JOB_CLOSE; and
            // neither BREAKAWAY_OK (0x800) nor SILENT_BREAKAWAY_OK (0x1000).
            assertThat(flags).isEqualTo(0x8 | 0x100 | 0x400 | 0x2000);
            assertThat(limits.get(ValueLayout.JAVA_INT, at("ActiveProcessLimit"))).isEqualTo(1);
            assertThat(limits.get(ValueLayout.JAVA_LONG, at("ProcessMemoryLimit")))
                    .isEqualTo(7L << 30);
            for (var unused : List.of("Affinity", "JobMemoryLimit", "MaximumWorkingSetSize")) {
                assertThat(limits.get(ValueLayout.JAVA_LONG, at(unused))).as(unused).isZero();
            }
        }
    }

    @Test
    void theProgramIsStartedAsItIs() {
        assertThat(new WindowsJob().changesUser()).isFalse();
        assertThat(new WindowsJob().name()).isEqualTo("job object");
    }
}
