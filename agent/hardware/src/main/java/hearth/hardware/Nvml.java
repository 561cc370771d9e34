package hearth.hardware;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import hearth.hardware.desktop.NativeCalls;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// NVIDIA's management library (NVML API reference, r510 and later): the only source that says
/// which programs are on a card. A function that the driver lacks or refuses leaves its value
/// absent. One thread.
final class Nvml implements AutoCloseable {
    private static final int OK = 0;
    private static final int NAME = 96;
    private static final int GRAPHICS_CLOCK = 0;
    private static final int MEMORY_CLOCK = 2;
    private static final int MOST_PROGRAMS = 256;
    private static final int PROGRAM = 24;
    private static final int SAMPLE = 32;
    private static final int SAMPLE_LOAD = 16;
    private static final double PERCENT = 100;

    /// By software, by hardware.
    private static final long SLOWED_BY_HEAT = 0x20 | 0x40;

    private static final long XID_EVENT = 0x8;
    private static final int EVENT = 32;
    private static final int EVENT_KIND = 8;
    private static final int EVENT_VALUE = 16;
    private static final double MILLIWATT = 1e-3;
    private static final FunctionDescriptor OF_DEVICE =
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
    private static final FunctionDescriptor BY_KIND =
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    private static final FunctionDescriptor TEXT =
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    private static final FunctionDescriptor LIST =
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
    private static final FunctionDescriptor SAMPLES =
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);

    private static final FunctionDescriptor REGISTER =
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS);
    private static final FunctionDescriptor WAIT =
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);

    private final Arena arena = Arena.ofShared();
    private final NativeCalls library;
    private final Map<String, Optional<MethodHandle>> functions = new HashMap<>();
    private final MemorySegment out = arena.allocate(JAVA_LONG, 3);
    private final MemorySegment count = arena.allocate(JAVA_INT);
    private final MemorySegment programs =
            arena.allocate((long) MOST_PROGRAMS * SAMPLE, JAVA_LONG.byteAlignment());
    private final List<Device> devices = new ArrayList<>();
    private final Deque<Reading.DriverFault> faults = new ArrayDeque<>();
    private long faulty;

    /// The driver's set of events that is listened to; absent where it has none.
    private Optional<MemorySegment> events = Optional.empty();

    /// @param handle as the library gave it
    private record Device(MemorySegment handle, String id, String name) {}

    private Nvml(NativeCalls library) {
        this.library = library;
    }

    /// The driver's library, if there is one and it has a card.
    static Optional<Nvml> load() {
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.startsWith("mac")) {
            return Optional.empty();
        }
        return of(NativeCalls.of(system.startsWith("windows") ? "nvml" : "libnvidia-ml.so.1"));
    }

    static Optional<Nvml> of(NativeCalls library) {
        var nvml = new Nvml(library);
        if (nvml.call("nvmlInit_v2", FunctionDescriptor.of(JAVA_INT)) && nvml.findDevices()) {
            nvml.events = nvml.listen();
            return Optional.of(nvml);
        }
        nvml.arena.close();
        return Optional.empty();
    }

    private boolean findDevices() {
        if (!call("nvmlDeviceGetCount_v2", FunctionDescriptor.of(JAVA_INT, ADDRESS), out)) {
            return false;
        }
        int found = out.get(JAVA_INT, 0);
        var byIndex = FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS);
        for (int i = 0; i < found; i++) {
            if (call("nvmlDeviceGetHandleByIndex_v2", byIndex, i, out)) {
                var handle = out.get(ADDRESS, 0);
                devices.add(
                        new Device(
                                handle,
                                text("nvmlDeviceGetUUID", handle).orElse("nvidia-" + i),
                                text("nvmlDeviceGetName", handle).orElse("NVIDIA")));
            }
        }
        return !devices.isEmpty();
    }

    List<Reading.Graphics> read() {
        return devices.stream().map(this::read).toList();
    }

    private Reading.Graphics read(Device device) {
        var handle = device.handle();
        boolean memory = call("nvmlDeviceGetMemoryInfo", OF_DEVICE, handle, out);
        var total = known(memory, out.getAtIndex(JAVA_LONG, 0)).filter(t -> t > 0);
        var used = known(memory, out.getAtIndex(JAVA_LONG, 2)).filter(u -> u >= 0);
        boolean busy = call("nvmlDeviceGetUtilizationRates", OF_DEVICE, handle, out);
        var load = known(busy, out.get(JAVA_INT, 0)).flatMap(p -> Measured.share(p / PERCENT));
        return new Reading.Graphics(
                device.id(),
                device.name(),
                total,
                used,
                load,
                byKind("nvmlDeviceGetTemperature", handle, 0).map(Integer::doubleValue),
                number("nvmlDeviceGetPowerUsage", handle).map(mw -> mw * MILLIWATT),
                number("nvmlDeviceGetFanSpeed", handle).flatMap(p -> Measured.share(p / PERCENT)),
                new Reading.Clocks(
                        byKind("nvmlDeviceGetClockInfo", handle, GRAPHICS_CLOCK)
                                .map(Integer::longValue),
                        byKind("nvmlDeviceGetClockInfo", handle, MEMORY_CLOCK)
                                .map(Integer::longValue)),
                tenants(handle),
                reasons(handle).map(bits -> (bits & SLOWED_BY_HEAT) != 0));
    }

    private Optional<Long> reasons(MemorySegment handle) {
        boolean told = call("nvmlDeviceGetCurrentClocksThrottleReasons", OF_DEVICE, handle, out);
        return known(told, out.get(JAVA_LONG, 0));
    }

    /// All faults that the driver reported since this library was loaded, the newest ones at least.
    /// NVML tells of them on Linux alone.
    List<Reading.DriverFault> faults() {
        if (events.isPresent()) {
            var event = programs.asSlice(0, EVENT);
            for (int i = 0;
                    i < Reading.MOST_FAULTS
                            && call("nvmlEventSetWait_v2", WAIT, events.get(), event, 0);
                    i++) {
                if (event.get(JAVA_LONG, EVENT_KIND) == XID_EVENT) {
                    reported(event.get(ADDRESS, 0), (int) event.get(JAVA_LONG, EVENT_VALUE));
                }
            }
        }
        return List.copyOf(faults);
    }

    private void reported(MemorySegment handle, int xid) {
        var card =
                devices.stream()
                        .filter(d -> d.handle().address() == handle.address())
                        .map(Device::name)
                        .findFirst();
        faulty++;
        faults.addLast(new Reading.DriverFault(faulty, card.orElse("NVIDIA"), xid));
        if (faults.size() > Reading.MOST_FAULTS) {
            faults.removeFirst();
        }
    }

    private Optional<MemorySegment> listen() {
        if (!call("nvmlEventSetCreate", FunctionDescriptor.of(JAVA_INT, ADDRESS), out)) {
            return Optional.empty();
        }
        var set = out.get(ADDRESS, 0);
        boolean any = false;
        for (var device : devices) {
            any |= call("nvmlDeviceRegisterEvents", REGISTER, device.handle(), XID_EVENT, set);
        }
        return any ? Optional.of(set) : Optional.empty();
    }

    /// Programs that compute and programs that draw; one that does both is listed once.
    private Optional<List<Reading.Tenant>> tenants(MemorySegment handle) {
        var vram = new TreeMap<Long, Optional<Long>>();
        boolean computing = list("nvmlDeviceGetComputeRunningProcesses_v3", handle, vram);
        boolean drawing = list("nvmlDeviceGetGraphicsRunningProcesses_v3", handle, vram);
        if (!computing && !drawing) {
            return Optional.empty();
        }
        var loads = loads(handle);
        return Optional.of(
                vram.entrySet().stream()
                        .map(
                                p ->
                                        new Reading.Tenant(
                                                p.getKey(),
                                                p.getValue(),
                                                Optional.ofNullable(loads.get(p.getKey()))))
                        .toList());
    }

    private boolean list(String function, MemorySegment handle, Map<Long, Optional<Long>> into) {
        count.set(JAVA_INT, 0, MOST_PROGRAMS);
        if (!call(function, LIST, handle, count, programs)) {
            return false;
        }
        int found = Math.min(count.get(JAVA_INT, 0), MOST_PROGRAMS);
        for (int i = 0; i < found; i++) {
            long at = (long) i * PROGRAM;
            long bytes = programs.get(JAVA_LONG, at + JAVA_LONG.byteSize());
            // Windows keeps the figure to itself: all bits are set then.
            var known = bytes >= 0 ? Optional.of(bytes) : Optional.<Long>empty();
            into.merge(
                    Integer.toUnsignedLong(programs.get(JAVA_INT, at)),
                    known,
                    (a, b) -> a.isEmpty() ? b : a);
        }
        return true;
    }

    /// The newest sample of each program within the driver's buffer, a second or so.
    private Map<Long, Double> loads(MemorySegment handle) {
        var loads = new HashMap<Long, Double>();
        count.set(JAVA_INT, 0, MOST_PROGRAMS);
        if (!call("nvmlDeviceGetProcessUtilization", SAMPLES, handle, programs, count, 0L)) {
            return loads;
        }
        var newest = new HashMap<Long, Long>();
        int found = Math.min(count.get(JAVA_INT, 0), MOST_PROGRAMS);
        for (int i = 0; i < found; i++) {
            long at = (long) i * SAMPLE;
            long pid = Integer.toUnsignedLong(programs.get(JAVA_INT, at));
            long time = programs.get(JAVA_LONG, at + JAVA_LONG.byteSize());
            if (time >= newest.getOrDefault(pid, Long.MIN_VALUE)) {
                newest.put(pid, time);
                Measured.share(programs.get(JAVA_INT, at + SAMPLE_LOAD) / PERCENT)
                        .ifPresent(load -> loads.put(pid, load));
            }
        }
        return loads;
    }

    private Optional<Integer> number(String function, MemorySegment handle) {
        return known(call(function, OF_DEVICE, handle, out), out.get(JAVA_INT, 0));
    }

    private Optional<Integer> byKind(String function, MemorySegment handle, int kind) {
        return known(call(function, BY_KIND, handle, kind, out), out.get(JAVA_INT, 0));
    }

    private Optional<String> text(String function, MemorySegment handle) {
        var bytes = programs.asSlice(0, NAME);
        return call(function, TEXT, handle, bytes, NAME)
                ? Optional.of(bytes.getString(0, StandardCharsets.UTF_8).strip())
                : Optional.empty();
    }

    private static <T> Optional<T> known(boolean told, T value) {
        return told ? Optional.of(value) : Optional.empty();
    }

    private boolean call(String function, FunctionDescriptor type, Object... arguments) {
        var handle = functions.computeIfAbsent(function, name -> library.find(name, type));
        if (handle.isEmpty()) {
            return false;
        }
        try {
            return (int) handle.get().invokeWithArguments(arguments) == OK;
        } catch (Throwable t) {
            throw NativeCalls.broken(t);
        }
    }

    @Override
    public void close() {
        events.ifPresent(
                set -> call("nvmlEventSetFree", FunctionDescriptor.of(JAVA_INT, ADDRESS), set));
        call("nvmlShutdown", FunctionDescriptor.of(JAVA_INT));
        arena.close();
    }
}
