package hearth.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import hearth.hardware.desktop.NativeCalls;
import hearth.hardware.desktop.NativeLibrary;

import org.junit.jupiter.api.Test;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/// The layouts and calls of NVML, against native functions of the same types; no card was here.
class NvmlTest {
    private static final int NOT_SUPPORTED = 3;
    private static final int TIMED_OUT = 10;
    private static final Queue<Long> EVENTS = new ArrayDeque<>();
    private static final FunctionDescriptor OF_DEVICE =
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
    private static final FunctionDescriptor LIST =
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
    private static final FunctionDescriptor BY_KIND =
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);

    static int init() {
        return 0;
    }

    static int count(MemorySegment out) {
        return put(out, 1);
    }

    static int handle(int index, MemorySegment out) {
        sized(out, 8).set(JAVA_LONG, 0, 0xbeef + index);
        return 0;
    }

    static int uuid(MemorySegment device, MemorySegment text, int length) {
        sized(text, length).setString(0, "GPU-1234", StandardCharsets.UTF_8);
        return 0;
    }

    static int memory(MemorySegment device, MemorySegment out) {
        assertThat(device.address()).isEqualTo(0xbeef);
        var three = sized(out, 24);
        three.setAtIndex(JAVA_LONG, 0, 12L << 30);
        three.setAtIndex(JAVA_LONG, 1, 9L << 30);
        three.setAtIndex(JAVA_LONG, 2, 3L << 30);
        return 0;
    }

    static int utilization(MemorySegment device, MemorySegment out) {
        return put(out, 64);
    }

    static int power(MemorySegment device, MemorySegment out) {
        return put(out, 170_500);
    }

    static int fan(MemorySegment device, MemorySegment out) {
        return NOT_SUPPORTED;
    }

    static int temperature(MemorySegment device, int sensor, MemorySegment out) {
        return put(out, 71);
    }

    static int clocks(MemorySegment device, int kind, MemorySegment out) {
        return put(out, kind == 0 ? 1777 : 7501);
    }

    static int computing(MemorySegment device, MemorySegment count, MemorySegment list) {
        program(list, 0, 4711, 2L << 30);
        program(list, 1, 42, -1);
        return put(count, 2);
    }

    static int drawing(MemorySegment device, MemorySegment count, MemorySegment list) {
        program(list, 0, 42, 1L << 29);
        return put(count, 1);
    }

    static int samples(MemorySegment device, MemorySegment list, MemorySegment count, long since) {
        sample(list, 0, 42, 200, 30);
        sample(list, 1, 42, 100, 90);
        sample(list, 2, 4711, 150, 34);
        return put(count, 3);
    }

    static int reasons(MemorySegment device, MemorySegment out) {
        sized(out, 8).set(JAVA_LONG, 0, 0x24);
        return 0;
    }

    static int createSet(MemorySegment out) {
        sized(out, 8).set(JAVA_LONG, 0, 0x5e7);
        return 0;
    }

    static int register(MemorySegment device, long kinds, MemorySegment set) {
        assertThat(device.address()).isEqualTo(0xbeef);
        assertThat(kinds).isEqualTo(8);
        assertThat(set.address()).isEqualTo(0x5e7);
        return 0;
    }

    /// Two events wait; the second one is not an error.
    static int event(MemorySegment set, MemorySegment data, int patience) {
        assertThat(set.address()).isEqualTo(0x5e7);
        assertThat(patience).isZero();
        if (EVENTS.isEmpty()) {
            return TIMED_OUT;
        }
        var one = sized(data, 32);
        one.set(JAVA_LONG, 0, 0xbeef);
        one.set(JAVA_LONG, 8, EVENTS.remove());
        one.set(JAVA_LONG, 16, 79);
        return 0;
    }

    private static int put(MemorySegment out, int value) {
        sized(out, 4).set(JAVA_INT, 0, value);
        return 0;
    }

    private static void program(MemorySegment list, int i, int pid, long bytes) {
        var one = sized(list, 4096).asSlice(i * 24L, 24);
        one.set(JAVA_INT, 0, pid);
        one.set(JAVA_LONG, 8, bytes);
    }

    private static void sample(MemorySegment list, int i, int pid, long time, int load) {
        var one = sized(list, 4096).asSlice(i * 32L, 32);
        one.set(JAVA_INT, 0, pid);
        one.set(JAVA_LONG, 8, time);
        one.set(JAVA_INT, 16, load);
    }

    @SuppressWarnings("restricted") // A test may.
    private static MemorySegment sized(MemorySegment pointer, long bytes) {
        return pointer.reinterpret(bytes);
    }

    private static NativeCalls driver() {
        return new NativeLibrary(MethodHandles.lookup(), NvmlTest.class)
                .with("nvmlInit_v2", "init", FunctionDescriptor.of(JAVA_INT))
                .with("nvmlShutdown", "init", FunctionDescriptor.of(JAVA_INT))
                .with("nvmlDeviceGetCount_v2", "count", FunctionDescriptor.of(JAVA_INT, ADDRESS))
                .with(
                        "nvmlDeviceGetHandleByIndex_v2",
                        "handle",
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS))
                .with(
                        "nvmlDeviceGetUUID",
                        "uuid",
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT))
                .with("nvmlDeviceGetMemoryInfo", "memory", OF_DEVICE)
                .with("nvmlDeviceGetUtilizationRates", "utilization", OF_DEVICE)
                .with("nvmlDeviceGetPowerUsage", "power", OF_DEVICE)
                .with("nvmlDeviceGetFanSpeed", "fan", OF_DEVICE)
                .with("nvmlDeviceGetTemperature", "temperature", BY_KIND)
                .with("nvmlDeviceGetClockInfo", "clocks", BY_KIND)
                .with("nvmlDeviceGetComputeRunningProcesses_v3", "computing", LIST)
                .with("nvmlDeviceGetGraphicsRunningProcesses_v3", "drawing", LIST)
                .with(
                        "nvmlDeviceGetProcessUtilization",
                        "samples",
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG))
                .with("nvmlDeviceGetCurrentClocksThrottleReasons", "reasons", OF_DEVICE)
                .with("nvmlEventSetCreate", "createSet", FunctionDescriptor.of(JAVA_INT, ADDRESS))
                .with(
                        "nvmlDeviceRegisterEvents",
                        "register",
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS))
                .with(
                        "nvmlEventSetWait_v2",
                        "event",
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT))
                .calls();
    }

    @Test
    void readsACardAndTheProgramsOnIt() {
        try (var nvml = Nvml.of(driver()).orElseThrow()) {
            assertThat(nvml.read())
                    .containsExactly(
                            new Reading.Graphics(
                                    "GPU-1234",
                                    "NVIDIA",
                                    Optional.of(12L << 30),
                                    Optional.of(3L << 30),
                                    Optional.of(0.64),
                                    Optional.of(71.0),
                                    Optional.of(170.5),
                                    Optional.empty(),
                                    new Reading.Clocks(Optional.of(1777L), Optional.of(7501L)),
                                    Optional.of(
                                            List.of(
                                                    new Reading.Tenant(
                                                            42,
                                                            Optional.of(1L << 29),
                                                            Optional.of(0.30)),
                                                    new Reading.Tenant(
                                                            4711,
                                                            Optional.of(2L << 30),
                                                            Optional.of(0.34)))),
                                    Optional.of(true)));
        }
    }

    @Test
    void tellsOfEachFaultOfTheDriverOnce() {
        EVENTS.addAll(List.of(8L, 1L));
        try (var nvml = Nvml.of(driver()).orElseThrow()) {
            var first = new Reading.DriverFault(1, "NVIDIA", 79);
            assertThat(nvml.faults()).containsExactly(first);
            assertThat(nvml.faults()).containsExactly(first);
            assertThat(first.isOfTheCard()).isTrue();

            EVENTS.add(8L);

            assertThat(nvml.faults())
                    .containsExactly(first, new Reading.DriverFault(2, "NVIDIA", 79));
        }
    }

    @Test
    void aFaultOfAProgramIsNoneOfTheCard() {
        assertThat(new Reading.DriverFault(1, "RTX", 31).isOfTheCard()).isFalse();
    }

    @Test
    void isAbsentWithoutTheDriver() {
        assertThat(Nvml.of(new NativeCalls(_ -> Optional.empty()))).isEmpty();
    }
}
