package hearth.trainer.engine;

import hearth.trainer.engine.GraphicsCard.Maker;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;

/// NVIDIA's management library, which comes with every driver (NVML API reference). Loaded, asked
/// and shut down at each call, so that a process that only looks once keeps nothing of it.
final class NvmlDriver implements NvidiaDriver {
    private static final int SUCCESS = 0;
    private static final int TEXT = 96;

    /// nvmlPciInfo_t: legacy address, five numbers, address.
    private static final MemoryLayout PCI =
            MemoryLayout.structLayout(
                    MemoryLayout.sequenceLayout(16, ValueLayout.JAVA_BYTE),
                    MemoryLayout.sequenceLayout(5, ValueLayout.JAVA_INT),
                    MemoryLayout.sequenceLayout(32, ValueLayout.JAVA_BYTE));

    private static final long PCI_ADDRESS = 16 + 5 * Integer.BYTES;

    /// nvmlMemory_t: total, free, used.
    private static final MemoryLayout MEMORY =
            MemoryLayout.sequenceLayout(3, ValueLayout.JAVA_LONG);

    private final List<String> names;
    private final Function<Arena, SymbolLookup> library;

    NvmlDriver(List<String> names) {
        this.names = names;
        this.library = this::load;
    }

    /// @param library found for as long as the arena lives, or [IllegalArgumentException]
    NvmlDriver(Function<Arena, SymbolLookup> library) {
        this.names = List.of("library");
        this.library = library;
    }

    static NvmlDriver ofThisMachine(HostPlatform platform) {
        return new NvmlDriver(
                platform.isWindows()
                        ? List.of(
                                "nvml.dll",
                                "C:\\Program Files\\NVIDIA Corporation\\NVSMI\\nvml.dll")
                        : List.of("libnvidia-ml.so.1"));
    }

    @Override
    public Answer ask() {
        try (var arena = Arena.ofConfined()) {
            return new Session(library.apply(arena), arena).cards();
        } catch (IllegalArgumentException absent) {
            return new Answer.Absent(names.getFirst() + " is not installed");
        } catch (NoSuchElementException old) {
            return new Answer.Absent(names.getFirst() + " lacks a function that is needed");
        }
    }

    @SuppressWarnings("restricted") // reading the driver's figures needs native access
    private SymbolLookup load(Arena arena) {
        for (var name : names) {
            try {
                return SymbolLookup.libraryLookup(name, arena);
            } catch (IllegalArgumentException notThere) {
                // The next name, then.
            }
        }
        throw new IllegalArgumentException("not installed");
    }

    /// From nvmlInit to nvmlShutdown.
    private static final class Session {
        private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
        private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

        private final SymbolLookup library;
        private final Arena arena;

        Session(SymbolLookup library, Arena arena) {
            this.library = library;
            this.arena = arena;
        }

        Answer cards() {
            int begun = call("nvmlInit_v2");
            if (begun != SUCCESS) {
                return new Answer.Absent(
                        "NVIDIA's driver does not answer (NVML error " + begun + ")");
            }
            try {
                return new Answer.Cards(all());
            } finally {
                call("nvmlShutdown");
            }
        }

        private List<GraphicsCard> all() {
            var version = text("nvmlSystemGetDriverVersion", Optional.empty());
            var count = arena.allocate(INT);
            var cards = new ArrayList<GraphicsCard>();
            if (call("nvmlDeviceGetCount_v2", count) != SUCCESS) {
                return cards;
            }
            for (int i = 0; i < count.get(INT, 0); i++) {
                var handle = arena.allocate(POINTER);
                if (callIndexed("nvmlDeviceGetHandleByIndex_v2", i, handle) == SUCCESS) {
                    cards.add(card(handle.get(ValueLayout.ADDRESS, 0), version));
                }
            }
            return cards;
        }

        private GraphicsCard card(MemorySegment device, Optional<String> version) {
            var of = Optional.of(device);
            var memory = arena.allocate(MEMORY);
            boolean measured = callOn("nvmlDeviceGetMemoryInfo", device, memory) == SUCCESS;
            return new GraphicsCard(
                    Maker.NVIDIA,
                    text("nvmlDeviceGetName", of).orElse("NVIDIA graphics card"),
                    text("nvmlDeviceGetUUID", of),
                    pci(device),
                    version.filter(v -> v.matches("[0-9.]+")).map(DriverVersion::new),
                    capability(device),
                    measured ? Optional.of(memory.get(ValueLayout.JAVA_LONG, 0)) : Optional.empty(),
                    measured
                            ? Optional.of(memory.get(ValueLayout.JAVA_LONG, Long.BYTES))
                            : Optional.empty());
        }

        private Optional<ComputeCapability> capability(MemorySegment device) {
            var major = arena.allocate(INT);
            var minor = arena.allocate(INT);
            int answer =
                    invoke(
                            handle("nvmlDeviceGetCudaComputeCapability", POINTER, POINTER, POINTER),
                            device,
                            major,
                            minor);
            return answer == SUCCESS
                    ? Optional.of(new ComputeCapability(major.get(INT, 0), minor.get(INT, 0)))
                    : Optional.empty();
        }

        private Optional<String> pci(MemorySegment device) {
            var pci = arena.allocate(PCI);
            return callOn("nvmlDeviceGetPciInfo_v3", device, pci) == SUCCESS
                    ? Optional.of(pci.getString(PCI_ADDRESS))
                    : Optional.empty();
        }

        private Optional<String> text(String function, Optional<MemorySegment> device) {
            var text = arena.allocate(TEXT);
            int answer =
                    device.isPresent()
                            ? invoke(
                                    handle(function, POINTER, POINTER, INT),
                                    device.get(),
                                    text,
                                    TEXT)
                            : invoke(handle(function, POINTER, INT), text, TEXT);
            return answer == SUCCESS ? Optional.of(text.getString(0)) : Optional.empty();
        }

        private int call(String function) {
            return invoke(handle(function));
        }

        private int call(String function, MemorySegment out) {
            return invoke(handle(function, POINTER), out);
        }

        private int callIndexed(String function, int index, MemorySegment out) {
            return invoke(handle(function, INT, POINTER), index, out);
        }

        private int callOn(String function, MemorySegment device, MemorySegment out) {
            return invoke(handle(function, POINTER, POINTER), device, out);
        }

        @SuppressWarnings("restricted")
        private MethodHandle handle(String function, MemoryLayout... arguments) {
            return Linker.nativeLinker()
                    .downcallHandle(
                            library.findOrThrow(function), FunctionDescriptor.of(INT, arguments));
        }

        private static int invoke(MethodHandle function, Object... arguments) {
            try {
                return (int) function.invokeWithArguments(arguments);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
