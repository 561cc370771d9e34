package hearth.trainer.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// NVIDIA's library for one card, as native functions that are written in Java: what calls them
/// goes through real C calls, with NVML's own signatures and structs.
@SuppressWarnings("restricted")
final class ScriptedNvml {
    private static final long DEVICE = 0x1234;
    private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final int NOT_INITIALISED = 1;
    private static final int BAD_ARGUMENT = 2;

    private static final Map<String, List<MemoryLayout>> FUNCTIONS =
            Map.of(
                    "nvmlInit_v2", List.of(),
                    "nvmlShutdown", List.of(),
                    "nvmlSystemGetDriverVersion", List.of(ValueLayout.ADDRESS, INT),
                    "nvmlDeviceGetCount_v2", List.of(ValueLayout.ADDRESS),
                    "nvmlDeviceGetHandleByIndex_v2", List.of(INT, ValueLayout.ADDRESS),
                    "nvmlDeviceGetName", List.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, INT),
                    "nvmlDeviceGetUUID", List.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, INT),
                    "nvmlDeviceGetMemoryInfo", List.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS),
                    "nvmlDeviceGetPciInfo_v3", List.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS),
                    "nvmlDeviceGetCudaComputeCapability",
                            List.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS));

    private final Arena arena;
    private final GraphicsCard card;
    private final int initAnswer;
    private int sessions;

    ScriptedNvml(Arena arena, GraphicsCard card, int initAnswer) {
        this.arena = arena;
        this.card = card;
        this.initAnswer = initAnswer;
    }

    int openSessions() {
        return sessions;
    }

    SymbolLookup lookup() {
        return name -> Optional.ofNullable(FUNCTIONS.get(name)).map(form -> stub(name, form));
    }

    private MemorySegment stub(String name, List<MemoryLayout> form) {
        try {
            var types = new ArrayList<Class<?>>();
            form.forEach(f -> types.add(f.equals(INT) ? int.class : MemorySegment.class));
            var method = HERE.bind(this, name, MethodType.methodType(int.class, types));
            var descriptor = FunctionDescriptor.of(INT, form.toArray(MemoryLayout[]::new));
            return Linker.nativeLinker().upcallStub(method, descriptor, arena);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    int nvmlInit_v2() {
        sessions += initAnswer == 0 ? 1 : 0;
        return initAnswer;
    }

    int nvmlShutdown() {
        sessions--;
        return 0;
    }

    int nvmlSystemGetDriverVersion(MemorySegment text, int length) {
        return write(text, length, card.driver().orElseThrow().text());
    }

    int nvmlDeviceGetCount_v2(MemorySegment count) {
        count.reinterpret(Integer.BYTES).set(INT, 0, 1);
        return answer();
    }

    int nvmlDeviceGetHandleByIndex_v2(int index, MemorySegment handle) {
        var out = handle.reinterpret(Long.BYTES);
        out.set(ValueLayout.ADDRESS, 0, MemorySegment.ofAddress(DEVICE + index));
        return index == 0 ? answer() : BAD_ARGUMENT;
    }

    int nvmlDeviceGetName(MemorySegment device, MemorySegment text, int length) {
        return is(device) ? write(text, length, card.name()) : BAD_ARGUMENT;
    }

    int nvmlDeviceGetUUID(MemorySegment device, MemorySegment text, int length) {
        return is(device) ? write(text, length, card.uuid().orElseThrow()) : BAD_ARGUMENT;
    }

    int nvmlDeviceGetMemoryInfo(MemorySegment device, MemorySegment memory) {
        var out = memory.reinterpret(3 * Long.BYTES);
        long whole = card.vramBytes().orElseThrow();
        long free = card.vramFreeBytes().orElseThrow();
        out.setAtIndex(ValueLayout.JAVA_LONG, 0, whole);
        out.setAtIndex(ValueLayout.JAVA_LONG, 1, free);
        out.setAtIndex(ValueLayout.JAVA_LONG, 2, whole - free);
        return is(device) ? answer() : BAD_ARGUMENT;
    }

    int nvmlDeviceGetPciInfo_v3(MemorySegment device, MemorySegment pci) {
        var out = pci.reinterpret(68);
        out.setString(0, "0000:01:00.0");
        for (int i = 0; i < 5; i++) {
            out.set(INT, 16 + i * (long) Integer.BYTES, -1);
        }
        out.setString(36, card.pci().orElseThrow());
        return is(device) ? answer() : BAD_ARGUMENT;
    }

    int nvmlDeviceGetCudaComputeCapability(
            MemorySegment device, MemorySegment major, MemorySegment minor) {
        var capability = card.capability().orElseThrow();
        major.reinterpret(Integer.BYTES).set(INT, 0, capability.major());
        minor.reinterpret(Integer.BYTES).set(INT, 0, capability.minor());
        return is(device) ? answer() : BAD_ARGUMENT;
    }

    private static boolean is(MemorySegment device) {
        return device.address() == DEVICE;
    }

    private int write(MemorySegment text, int length, String value) {
        text.reinterpret(length).setString(0, value);
        return answer();
    }

    private int answer() {
        return sessions > 0 ? 0 : NOT_INITIALISED;
    }
}
