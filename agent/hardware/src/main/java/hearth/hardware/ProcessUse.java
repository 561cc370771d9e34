package hearth.hardware;

import oshi.software.os.OperatingSystem;

import java.time.Duration;
import java.util.Optional;

/// What a process has used so far.
///
/// @param processor time on all cores since its start
/// @param residentBytes of memory now
public record ProcessUse(Duration processor, long residentBytes) {
    /// Absent where there is no such process.
    public static Optional<ProcessUse> of(long pid) {
        OperatingSystem system =
                OshiMachine.isLinux()
                        ? new oshi.nativefree.SystemInfo().getOperatingSystem()
                        : new oshi.SystemInfo().getOperatingSystem();
        return Optional.ofNullable(system.getProcess(Math.toIntExact(pid)))
                .map(
                        p ->
                                new ProcessUse(
                                        Duration.ofMillis(p.getKernelTime() + p.getUserTime()),
                                        p.getResidentMemory()));
    }
}
