package hearth.trainer.sandbox;

import java.time.Duration;

/// What a child may use up.
///
/// @param memoryBytes private memory (RLIMIT_DATA: a JVM reserves far more than it uses)
/// @param threads of the whole child
/// @param openFiles descriptors at a time
/// @param fileBytes length of one file
/// @param scratchBytes of its temporary folder, which is memory
/// @param logBytes on standard error over its whole life
/// @param taskTime on the clock, for one task, pauses left out
/// @param taskCpu of the processor, for one task, all threads together
public record Limits(
        long memoryBytes,
        int threads,
        int openFiles,
        long fileBytes,
        long scratchBytes,
        long logBytes,
        Duration taskTime,
        Duration taskCpu) {
    private static final long MIB = 1 << 20;
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int THREADS_OF_THE_JVM_AND_DRIVERS = 192;
    private static final int LONGEST_TASKS_OF_A_LIFE = 7;

    /// @param threads of libtorch
    public static Limits ofThisComputer(int threads) {
        return of(PhysicalMemory.bytes(), threads);
    }

    /// @param physicalBytes memory of this computer; a child may take three quarters of it
    /// @param threads of libtorch
    public static Limits of(long physicalBytes, int threads) {
        return new Limits(
                Math.max(2048 * MIB, physicalBytes / 4 * 3),
                THREADS_OF_THE_JVM_AND_DRIVERS + 4 * threads,
                1024,
                16 * 1024 * MIB,
                128 * MIB,
                16 * MIB,
                LONGEST,
                LONGEST.multipliedBy(threads));
    }

    /// Seconds of the processor in which a child lives, all threads together. The kernel holds it
    /// against the child even where nobody watches; what it was training then goes on in the next
    /// one, from the progress that it kept.
    long lifeCpuSeconds() {
        return Math.max(1, taskCpu.multipliedBy(LONGEST_TASKS_OF_A_LIFE).toSeconds());
    }

    public Limits withMemory(long bytes) {
        return new Limits(
                bytes, threads, openFiles, fileBytes, scratchBytes, logBytes, taskTime, taskCpu);
    }

    /// @param cpu for one task, all threads together
    public Limits withTaskTime(Duration time, Duration cpu) {
        return new Limits(
                memoryBytes, threads, openFiles, fileBytes, scratchBytes, logBytes, time, cpu);
    }
}
