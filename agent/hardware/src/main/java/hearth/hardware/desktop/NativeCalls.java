package hearth.hardware.desktop;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Functions of a system library, absent where the library or the function is.
///
/// @param library where they are looked up; a test gives its own
@SuppressWarnings(
        "restricted") // The launcher grants native access; only functions of the system are called.
public record NativeCalls(SymbolLookup library) {
    /// A library by its name, or one without functions.
    public static NativeCalls of(String name) {
        try {
            return new NativeCalls(SymbolLookup.libraryLookup(name, Arena.global()));
        } catch (IllegalArgumentException missing) {
            return new NativeCalls(_ -> Optional.empty());
        }
    }

    public Optional<MethodHandle> find(String name, FunctionDescriptor type) {
        return library.find(name).map(symbol -> Linker.nativeLinker().downcallHandle(symbol, type));
    }

    /// What a native function may throw is nothing; what [MethodHandle] declares is everything.
    public static IllegalStateException broken(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("a native call failed", thrown);
    }
}
