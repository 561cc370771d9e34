package hearth.trainer.sandbox;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// The four calls of kernel32 that put a process into a job object (64-bit Windows). The job's
/// handle is never closed: Windows does that when this process ends, and kills the child with it.
final class JobObject {
    private static final int PROCESS_SET_QUOTA_AND_TERMINATE = 0x0101;
    private static final int EXTENDED_LIMITS = 9;

    /// JOB_OBJECT_LIMIT_ACTIVE_PROCESS, PROCESS_MEMORY, DIE_ON_UNHANDLED_EXCEPTION,
    /// KILL_ON_JOB_CLOSE.
    private static final int LIMIT_FLAGS = 0x8 | 0x100 | 0x400 | 0x2000;

    /// Size of JOBOBJECT_EXTENDED_LIMIT_INFORMATION and offsets of three of its fields.
    static final int LIMIT_BYTES = 144;

    static final int FLAGS_AT = 16;
    static final int ACTIVE_PROCESSES_AT = 40;
    static final int PROCESS_MEMORY_AT = 112;

    /// @throws IOException if Windows refuses
    void hold(long pid, long memoryBytes) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var job =
                    (MemorySegment)
                            call(arena, "CreateJobObjectW", CREATE)
                                    .invokeExact(MemorySegment.NULL, MemorySegment.NULL);
            var limits = limits(arena, memoryBytes);
            var process =
                    (MemorySegment)
                            call(arena, "OpenProcess", OPEN)
                                    .invokeExact(PROCESS_SET_QUOTA_AND_TERMINATE, 0, (int) pid);
            must(
                    (int)
                            call(arena, "SetInformationJobObject", SET)
                                    .invokeExact(job, EXTENDED_LIMITS, limits, LIMIT_BYTES));
            must((int) call(arena, "AssignProcessToJobObject", ASSIGN).invokeExact(job, process));
            must((int) call(arena, "CloseHandle", CLOSE).invokeExact(process));
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("Windows could not be called", e);
        }
    }

    private static final FunctionDescriptor CREATE =
            FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS);
    private static final FunctionDescriptor OPEN =
            FunctionDescriptor.of(ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final FunctionDescriptor SET =
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
    private static final FunctionDescriptor ASSIGN =
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
    private static final FunctionDescriptor CLOSE = FunctionDescriptor.of(JAVA_INT, ADDRESS);

    static MemorySegment limits(Arena arena, long memoryBytes) {
        var limits = arena.allocate(LIMIT_BYTES, 8);
        limits.set(JAVA_INT, FLAGS_AT, LIMIT_FLAGS);
        limits.set(JAVA_INT, ACTIVE_PROCESSES_AT, 1);
        limits.set(JAVA_LONG, PROCESS_MEMORY_AT, memoryBytes);
        return limits;
    }

    @SuppressWarnings("restricted")
    private static MethodHandle call(Arena arena, String name, FunctionDescriptor type) {
        var address = SymbolLookup.libraryLookup("kernel32", arena).findOrThrow(name);
        return Linker.nativeLinker().downcallHandle(address, type);
    }

    private static void must(int result) throws IOException {
        if (result == 0) {
            throw new IOException("Windows refused the job object");
        }
    }
}
