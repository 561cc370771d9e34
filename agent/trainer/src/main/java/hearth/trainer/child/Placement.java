package hearth.trainer.child;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;

import hearth.trainer.ComputeDevice;

import java.lang.foreign.MemorySegment;

/// Where a program's large tensors lie. Small numbers, flags and losses stay in the memory that
/// Java sees: a program reads them there without waiting for the device. Trainer thread only.
interface Placement {
    /// The memory that Java sees; nothing is copied.
    Placement HERE =
            new Placement() {
                @Override
                public String name() {
                    return "cpu";
                }

                @Override
                public boolean copies() {
                    return false;
                }

                @Override
                public NDArray place(NDArray tensor) {
                    return tensor;
                }

                @Override
                public void fetch(NDArray there, MemorySegment here) {}
            };

    static Placement on(ComputeDevice device) {
        return switch (device) {
            case CPU -> HERE;
            // The parent lets the child see one card only.
            case CUDA -> new InDevice(Device.gpu(0));
            case MPS -> new InDevice(Device.of("mps", -1));
        };
    }

    /// Of the device, for as far as it decides bits.
    String name();

    boolean copies();

    /// The tensor, or its copy of the same name and owner where the program needs it.
    NDArray place(NDArray tensor);

    /// Brings the values of a placed tensor back.
    void fetch(NDArray there, MemorySegment here);

    /// The memory of a device of its own.
    record InDevice(Device device) implements Placement {
        @Override
        public String name() {
            return device.toString();
        }

        @Override
        public boolean copies() {
            return true;
        }

        @Override
        public NDArray place(NDArray tensor) {
            return tensor.toDevice(device, true);
        }

        @Override
        public void fetch(NDArray there, MemorySegment here) {
            try (var copy = there.toDevice(Device.cpu(), true)) {
                here.copyFrom(MemorySegment.ofBuffer(copy.toByteBuffer()));
            }
        }
    }
}
