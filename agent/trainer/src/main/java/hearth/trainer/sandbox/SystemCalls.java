package hearth.trainer.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// The kernel's system calls: their numbers on this processor and what a child may do with them.
/// The table is `syscalls.txt`.
final class SystemCalls {
    /// What a child may do with one call.
    enum Rule {
        ALLOW,
        /// Only to make a thread.
        THREAD,
        /// Not for memory that is shared and belongs to no file.
        UNSHARED,
        /// Only a pair of UNIX sockets that know nobody but each other; Java's library makes one.
        LOCAL_PAIR,
        /// Not to type into a terminal.
        NO_TYPING,
        /// Not to outlive the parent.
        NO_ORPHAN,
        /// Only to itself, where it has no process namespace.
        SELF,
        /// Only for a child that computes on a graphics card.
        ACCELERATOR,
        REFUSE
    }

    record Call(int number, Rule rule) {}

    private static final String TABLE = "syscalls.txt";
    private static final int X86_COLUMN = 1;
    private static final int ARM_COLUMN = 2;
    private static final int RULE_COLUMN = 3;

    private final boolean arm;
    private final SortedMap<String, Call> calls;

    private SystemCalls(boolean arm, SortedMap<String, Call> calls) {
        this.arm = arm;
        this.calls = Collections.unmodifiableSortedMap(calls);
    }

    /// @param architecture as Java names it (`os.arch`): amd64 or aarch64
    /// @throws IllegalArgumentException on any other
    static SystemCalls of(String architecture) {
        return switch (architecture) {
            case "amd64" -> new SystemCalls(false, table(X86_COLUMN));
            case "aarch64" -> new SystemCalls(true, table(ARM_COLUMN));
            default -> throw new IllegalArgumentException("no system calls of " + architecture);
        };
    }

    boolean isArm() {
        return arm;
    }

    SortedMap<String, Call> calls() {
        return calls;
    }

    /// @throws NullPointerException if this processor has no such call
    int number(String name) {
        return Objects.requireNonNull(calls.get(name), name).number();
    }

    private static SortedMap<String, Call> table(int column) {
        var calls = new TreeMap<String, Call>();
        try (var in = Objects.requireNonNull(SystemCalls.class.getResourceAsStream(TABLE));
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                var fields = line.split(" ", -1);
                if (!fields[column].equals("-")) {
                    var rule = fields[RULE_COLUMN].toUpperCase(Locale.ROOT).replace('-', '_');
                    var number = Integer.parseInt(fields[column]);
                    calls.put(fields[0], new Call(number, Rule.valueOf(rule)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return calls;
    }
}
