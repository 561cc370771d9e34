package hearth.trainer.child;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import hearth.protocol.MalformedMessageException;
import hearth.protocol.Safetensors;
import hearth.protocol.Tensor;
import hearth.protocol.TensorSpec;
import hearth.trainer.Recipe;
import hearth.trainer.TrainerFailure.Reason;

import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Tensors over memory that Java and libtorch both see, so that a program's in-place changes need
/// no copy. On a device with memory of its own the large ones are copies there, and `fetch` brings
/// their changes back. Everything lives until `close`. Trainer thread only.
final class SharedTensors implements AutoCloseable {
    /// What libtorch aligns its own memory to.
    private static final long ALIGNMENT = 64;

    private final Arena arena = Arena.ofShared();
    private final NDManager manager;
    private final Placement placement;
    private final List<Mirror> mirrors = new ArrayList<>();
    private final Pieces pieces = new Pieces();

    /// A tensor in the device's memory and the memory of ours that it started from.
    private record Mirror(NDArray there, MemorySegment here) {}

    SharedTensors(Program program) {
        manager = program.newManager();
        placement = program.placement();
    }

    NDManager manager() {
        return manager;
    }

    /// Zeros.
    MemorySegment memory(long bytes) {
        return arena.allocate(bytes, ALIGNMENT);
    }

    NDArray over(MemorySegment memory, DataType type, long... shape) {
        return over(manager, memory, type, shape);
    }

    /// A tensor that aliases the memory: DJL copies buffers of any other kind than direct bytes.
    static NDArray over(NDManager owner, MemorySegment memory, DataType type, long... shape) {
        ByteBuffer bytes = memory.asByteBuffer().order(ByteOrder.nativeOrder());
        return owner.create(bytes, new Shape(shape), type);
    }

    /// The recipe's parameters from a file, in the order of the recipe.
    ///
    /// @throws RefusedException if the file does not hold exactly these, all finite
    List<MemorySegment> parameters(Path file, List<TensorSpec> specs) {
        try {
            var content = Safetensors.read(file);
            var wanted = specs.stream().map(TensorSpec::name).toList();
            if (!List.copyOf(content.tensors().keySet()).equals(wanted)) {
                throw new RefusedException(Reason.BAD_PARAMETERS, "not the recipe's parameters");
            }
            var all = new ArrayList<MemorySegment>();
            for (var spec : specs) {
                all.add(copy(content.tensor(spec.name()), spec));
            }
            return all;
        } catch (MalformedMessageException | UncheckedIOException e) {
            throw new RefusedException(Reason.BAD_PARAMETERS, e);
        }
    }

    private MemorySegment copy(Tensor tensor, TensorSpec spec) {
        if (tensor.dtype() != Tensor.Dtype.F32 || !tensor.shape().equals(spec.shape())) {
            throw new RefusedException(
                    Reason.BAD_PARAMETERS, spec.name() + " is not F32 of shape " + spec.shape());
        }
        var memory = memory(tensor.data().remaining());
        memory.copyFrom(MemorySegment.ofBuffer(tensor.data()));
        pieces.read(
                memory,
                (_, values, count) -> {
                    if (!Pieces.allFinite(values, count)) {
                        throw new RefusedException(
                                Reason.BAD_PARAMETERS, spec.name() + " is not finite");
                    }
                });
        return memory;
    }

    /// The arguments that every method of a program begins with: all parameters and the sizes.
    NDList model(Recipe recipe, Path parameters, Optional<Path> frozen) {
        var inputs = new NDList();
        var specs = recipe.parameters();
        addList(inputs, "params", parameters(parameters, specs), specs);
        addFixed(inputs, "params", frozen(frozen, recipe), recipe.frozen());
        inputs.add(manager.create(recipe.sizes()));
        return inputs;
    }

    /// What the recipe does not train, from a file; nothing if it trains all.
    ///
    /// @throws RefusedException if the file is missing, or there although nothing is frozen
    List<MemorySegment> frozen(Optional<Path> file, Recipe recipe) {
        var specs = recipe.frozen();
        if (file.isPresent() == specs.isEmpty()) {
            throw new RefusedException(
                    Reason.BAD_PARAMETERS,
                    specs.isEmpty() ? "the recipe freezes nothing" : "no frozen base was given");
        }
        return file.map(f -> parameters(f, specs)).orElse(List.of());
    }

    /// Adds one list argument: a tensor of the parameter's shape over each memory.
    void addList(NDList inputs, String list, List<MemorySegment> memories, List<TensorSpec> specs) {
        for (int i = 0; i < memories.size(); i++) {
            inputs.add(named(list, placed(memories.get(i), shape(specs.get(i)))));
        }
    }

    /// The same for what no program changes, so that nothing is brought back.
    void addFixed(
            NDList inputs, String list, List<MemorySegment> memories, List<TensorSpec> specs) {
        for (int i = 0; i < memories.size(); i++) {
            var here = over(memories.get(i), DataType.FLOAT32, shape(specs.get(i)));
            inputs.add(named(list, placement.place(here)));
        }
    }

    private static long[] shape(TensorSpec spec) {
        return spec.shape().stream().mapToLong(Long::longValue).toArray();
    }

    /// Adds one argument: a scalar over the memory.
    void addScalar(NDList inputs, MemorySegment memory) {
        inputs.add(placed(memory));
    }

    private NDArray placed(MemorySegment memory, long... shape) {
        var here = over(memory, DataType.FLOAT32, shape);
        var there = placement.place(here);
        if (placement.copies()) {
            mirrors.add(new Mirror(there, memory));
            here.close();
        }
        return there;
    }

    /// Brings what the program changed into the memories that the lists were made over.
    void fetch() {
        for (var mirror : mirrors) {
            placement.fetch(mirror.there(), mirror.here());
        }
    }

    /// DJL gathers the inputs named NAME[] into one list argument, in their order.
    private static NDArray named(String list, NDArray tensor) {
        tensor.setName(list + "[]");
        return tensor;
    }

    @Override
    public void close() {
        manager.close();
        arena.close();
    }
}
