package hearth.trainer.sandbox;

import hearth.protocol.SandboxGrade;

import java.util.EnumSet;
import java.util.Set;

/// One thing that a sandbox must keep a child from, tried out by [Probe].
public enum Wall {
    /// It reads no file beside its runtime and its job.
    READING,
    /// It changes no file beside its job's output.
    WRITING,
    /// It gets no socket of any kind.
    NETWORK,
    /// It starts no process.
    FORKING,
    /// It gets none of the kernel's dangerous calls.
    SYSTEM_CALLS,
    /// It has no capability and gains none.
    PRIVILEGES,
    /// It gets no more memory than its limit, private or shared.
    MEMORY,
    /// It gets no more threads than its limit.
    THREADS,
    /// It sees no other process.
    PROCESSES;

    private static final Set<Wall> FOR_RECIPES = EnumSet.complementOf(EnumSet.of(PROCESSES));

    static SandboxGrade grade(Set<Wall> standing) {
        if (standing.containsAll(EnumSet.allOf(Wall.class))) {
            return SandboxGrade.A;
        }
        return standing.containsAll(FOR_RECIPES) ? SandboxGrade.B : SandboxGrade.C;
    }
}
