package hearth.trainer.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// Builds the program that the kernel runs on each system call of a child (classic BPF, see
/// `seccomp(2)`). Everything is refused but a list: calls that are not on it answer ENOSYS, known
/// dangerous ones EPERM, and a foreign processor mode ends the process.
final class SeccompFilter {
    private static final int LOAD_WORD = 0x20;
    private static final int AND = 0x54;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int JUMP_IF_GREATER = 0x25;
    private static final int JUMP_IF_AT_LEAST = 0x35;
    private static final int JUMP_IF_ANY_BIT = 0x45;
    private static final int RETURN = 0x06;

    private static final int ALLOWED = 0x7fff0000;
    private static final int KILL_PROCESS = 0x80000000;
    private static final int ERROR = 0x00050000;
    private static final int EPERM = 1;
    private static final int ENOSYS = 38;

    /// Offsets in `struct seccomp_data`; of an argument its low half, little-endian.
    private static final int NUMBER = 0;

    private static final int ARCHITECTURE = 4;
    private static final int FIRST_ARGUMENT = 16;
    private static final int ARGUMENT_BYTES = 8;

    private static final int AUDIT_X86_64 = 0xC000003E;
    private static final int AUDIT_AARCH64 = 0xC00000B7;

    /// Numbers from here on are the x32 mode of x86_64.
    private static final int X32 = 0x40000000;

    private static final int CLONE_THREAD = 0x00010000;

    /// CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET.
    private static final int CLONE_NAMESPACES = 0x7E020000;

    private static final int SHARED_AND_ANONYMOUS = 0x21;
    private static final int MMAP_FLAGS = 3;
    private static final int TIOCSTI = 0x5412;
    private static final int TIOCLINUX = 0x541C;
    private static final int AF_UNIX = 1;
    private static final int PR_SET_PDEATHSIG = 1;

    private final ByteArrayOutputStream program = new ByteArrayOutputStream();

    private SeccompFilter() {}

    /// @param accelerator whether the child computes on a graphics card
    /// @param ownPid the child's number, where it shares its process namespace with others
    /// @return instructions of 8 bytes each, as the kernel reads them
    static byte[] program(SystemCalls calls, boolean accelerator, OptionalLong ownPid) {
        var filter = new SeccompFilter();
        filter.checkArchitecture(calls.isArm());
        var free = new ArrayList<Integer>();
        for (var call : calls.calls().values()) {
            int number = call.number();
            switch (call.rule()) {
                case ALLOW -> free.add(number);
                case ACCELERATOR -> {
                    if (accelerator) {
                        free.add(number);
                    }
                }
                case SELF -> {
                    if (ownPid.isEmpty()) {
                        free.add(number);
                    } else {
                        filter.onlyWith(number, (int) ownPid.getAsLong());
                    }
                }
                case THREAD -> filter.onlyThreads(number);
                case LOCAL_PAIR -> filter.onlyWith(number, AF_UNIX);
                case UNSHARED -> filter.noSharedMemory(number);
                case NO_TYPING -> filter.notWith(number, 1, List.of(TIOCSTI, TIOCLINUX));
                case NO_ORPHAN -> filter.notWith(number, 0, List.of(PR_SET_PDEATHSIG));
                case REFUSE -> filter.refuse(number);
            }
        }
        filter.allow(free);
        filter.add(RETURN, 0, 0, ERROR | ENOSYS);
        return filter.program.toByteArray();
    }

    private void checkArchitecture(boolean arm) {
        add(LOAD_WORD, 0, 0, ARCHITECTURE);
        add(JUMP_IF_EQUAL, 1, 0, arm ? AUDIT_AARCH64 : AUDIT_X86_64);
        add(RETURN, 0, 0, KILL_PROCESS);
        add(LOAD_WORD, 0, 0, NUMBER);
        if (!arm) {
            add(JUMP_IF_AT_LEAST, 0, 1, X32);
            add(RETURN, 0, 0, ERROR | ENOSYS);
        }
    }

    private void refuse(int number) {
        add(JUMP_IF_EQUAL, 0, 1, number);
        add(RETURN, 0, 0, ERROR | EPERM);
    }

    private void onlyThreads(int number) {
        add(JUMP_IF_EQUAL, 0, 5, number);
        add(LOAD_WORD, 0, 0, argument(0));
        add(JUMP_IF_ANY_BIT, 2, 0, CLONE_NAMESPACES);
        add(JUMP_IF_ANY_BIT, 0, 1, CLONE_THREAD);
        add(RETURN, 0, 0, ALLOWED);
        add(RETURN, 0, 0, ERROR | EPERM);
    }

    private void noSharedMemory(int number) {
        add(JUMP_IF_EQUAL, 0, 5, number);
        add(LOAD_WORD, 0, 0, argument(MMAP_FLAGS));
        add(AND, 0, 0, SHARED_AND_ANONYMOUS);
        add(JUMP_IF_EQUAL, 1, 0, SHARED_AND_ANONYMOUS);
        add(RETURN, 0, 0, ALLOWED);
        add(RETURN, 0, 0, ERROR | EPERM);
    }

    private void onlyWith(int number, int value) {
        add(JUMP_IF_EQUAL, 0, 4, number);
        add(LOAD_WORD, 0, 0, argument(0));
        add(JUMP_IF_EQUAL, 0, 1, value);
        add(RETURN, 0, 0, ALLOWED);
        add(RETURN, 0, 0, ERROR | EPERM);
    }

    private void notWith(int number, int argument, List<Integer> values) {
        add(JUMP_IF_EQUAL, 0, 3 + values.size(), number);
        add(LOAD_WORD, 0, 0, argument(argument));
        for (int i = 0; i < values.size(); i++) {
            add(JUMP_IF_EQUAL, values.size() - i, 0, values.get(i));
        }
        add(RETURN, 0, 0, ALLOWED);
        add(RETURN, 0, 0, ERROR | EPERM);
    }

    /// Neighbouring numbers become one range, so that a call passes few instructions.
    private void allow(List<Integer> numbers) {
        var sorted = numbers.stream().sorted().toList();
        int start = 0;
        for (int i = 1; i <= sorted.size(); i++) {
            if (i == sorted.size() || sorted.get(i) != sorted.get(i - 1) + 1) {
                add(JUMP_IF_AT_LEAST, 0, 2, sorted.get(start));
                add(JUMP_IF_GREATER, 1, 0, sorted.get(i - 1));
                add(RETURN, 0, 0, ALLOWED);
                start = i;
            }
        }
    }

    private static int argument(int index) {
        return FIRST_ARGUMENT + ARGUMENT_BYTES * index;
    }

    private void add(int code, int ifTrue, int ifFalse, int operand) {
        program.writeBytes(
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putShort((short) code)
                        .put((byte) ifTrue)
                        .put((byte) ifFalse)
                        .putInt(operand)
                        .array());
    }
}
