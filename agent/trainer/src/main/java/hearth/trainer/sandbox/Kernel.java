package hearth.trainer.sandbox;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// Calls the Linux kernel directly, without a library of ours in between. Any thread.
final class Kernel {
    private static final int ARGUMENTS = 6;
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final MethodHandle syscall;
    private final SystemCalls numbers;

    @SuppressWarnings("restricted")
    Kernel() {
        var linker = Linker.nativeLinker();
        var types = new MemoryLayout[ARGUMENTS + 1];
        Arrays.fill(types, ValueLayout.JAVA_LONG);
        syscall =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("syscall"),
                        FunctionDescriptor.of(ValueLayout.JAVA_LONG, types),
                        Linker.Option.captureCallState("errno"),
                        Linker.Option.firstVariadicArg(1));
        numbers = SystemCalls.of(System.getProperty("os.arch"));
    }

    SystemCalls numbers() {
        return numbers;
    }

    /// @return the result, or the negated error number
    long call(String name, long... arguments) {
        return call(numbers.number(name), arguments);
    }

    long call(int number, long... arguments) {
        long[] a = Arrays.copyOf(arguments, ARGUMENTS);
        try (var arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long result =
                    (long)
                            syscall.invokeExact(
                                    state, (long) number, a[0], a[1], a[2], a[3], a[4], a[5]);
            return result == -1 ? -(long) (int) ERRNO.get(state, 0L) : result;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            // A method handle declares it; the linker's own calls throw nothing checked.
            throw new IllegalStateException("the kernel could not be called", e);
        }
    }
}
