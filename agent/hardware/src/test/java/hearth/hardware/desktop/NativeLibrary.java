package hearth.hardware.desktop;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A library whose native functions are written in the test: calls go through the machine's calling
/// convention both ways.
public final class NativeLibrary {
    private final Map<String, MemorySegment> functions = new HashMap<>();
    private final MethodHandles.Lookup lookup;
    private final Class<?> owner;

    public NativeLibrary(MethodHandles.Lookup lookup, Class<?> owner) {
        this.lookup = lookup;
        this.owner = owner;
    }

    @SuppressWarnings("restricted") // A test may.
    public NativeLibrary with(String name, String method, FunctionDescriptor type) {
        try {
            var handle = lookup.findStatic(owner, method, type.toMethodType());
            functions.put(name, Linker.nativeLinker().upcallStub(handle, type, Arena.ofAuto()));
            return this;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    public NativeCalls calls() {
        return new NativeCalls(name -> Optional.ofNullable(functions.get(name)));
    }
}
