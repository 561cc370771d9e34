package hearth.trainer.child;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;

import hearth.protocol.RecipeConfig;
import hearth.protocol.TensorSpec;
import hearth.trainer.RecipeArchive;
import hearth.trainer.Recipes;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Not a test: what the choices inside the recipes rest on. AdamW as one fused kernel against AdamW
/// of list operations, for two decoders; and products in float32 against bfloat16, casts included,
/// forward and backward. Each pair in turns; median times.
///
/// `main FOLDER THREADS` in this module, with the environment of a child
final class KernelSpeed {
    private static final int ROUNDS = 9;

    private KernelSpeed() {}

    public static void main(String[] args) throws IOException, MalformedModelException {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
        System.setProperty("ai.djl.pytorch.num_threads", args[1]);
        RecipeArchive.main(new String[] {"src/test/programs", args[0]});
        Programs.loadEngine();
        try (var optimiser = open(Path.of(args[0], "optimiser.pt"));
                var precision = open(Path.of(args[0], "precision.pt"))) {
            measure(new Program(optimiser, Placement.HERE), gpt(2, 64), 200);
            measure(new Program(optimiser, Placement.HERE), gpt(6, 384), 5);
            for (var product : List.of("linear", "convolution", "attention")) {
                measure(new Program(precision, Placement.HERE), product);
            }
        }
    }

    private static Model open(Path archive) throws IOException, MalformedModelException {
        var model = Model.newInstance("speed", Device.cpu(), "PyTorch");
        model.load(archive, null, Map.of("trainParam", "true"));
        return model;
    }

    private static void measure(Program program, String product) {
        int steps = 20;
        var times = new double[2][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            times[0][round] = time(program, product, 6, steps);
            times[1][round] = time(program, product, 15, steps);
        }
        Arrays.sort(times[0]);
        Arrays.sort(times[1]);
        System.out.printf(
                Locale.ROOT,
                "%s: fp32 %.0f µs, bf16 %.0f µs, ratio %.2f%n",
                product,
                times[0][ROUNDS / 2],
                times[1][ROUNDS / 2],
                times[0][ROUNDS / 2] / times[1][ROUNDS / 2]);
    }

    private static double time(Program program, String product, long type, int steps) {
        try (var call = program.newManager()) {
            var inputs =
                    new NDList(call.create(new long[] {type}), call.create(new long[] {steps}));
            long start = System.nanoTime();
            program.call(product, call, inputs);
            return (System.nanoTime() - start) / 1e3 / steps;
        }
    }

    private static List<TensorSpec> gpt(long depth, long width) {
        var shape = Map.of("depth", depth, "width", width, "heads", 4L, "context", 64L);
        return Recipes.parameters(new RecipeConfig("gpt", new TreeMap<>(shape)));
    }

    private static void measure(Program program, List<TensorSpec> specs, int steps) {
        try (var tensors = new SharedTensors(program)) {
            var fused = new Run(tensors, specs, steps);
            var foreach = new Run(tensors, specs, steps);
            var times = new double[2][ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                times[0][round] = fused.time(program, "fused");
                times[1][round] = foreach.time(program, "foreach");
            }
            Arrays.sort(times[0]);
            Arrays.sort(times[1]);
            System.out.printf(
                    Locale.ROOT,
                    "%,d parameters: fused %.0f µs, foreach %.0f µs a step, ratio %.2f; first"
                            + " parameters %.7f and %.7f%n",
                    specs.stream().mapToLong(TensorSpec::elements).sum(),
                    times[0][ROUNDS / 2],
                    times[1][ROUNDS / 2],
                    times[1][ROUNDS / 2] / times[0][ROUNDS / 2],
                    fused.first(),
                    foreach.first());
        }
    }

    private static final class Run {
        private final NDList inputs = new NDList();
        private final int steps;

        Run(SharedTensors tensors, List<TensorSpec> specs, int steps) {
            this.steps = steps;
            for (var list : List.of("params", "grads", "first", "second")) {
                var memories =
                        specs.stream()
                                .map(s -> tensors.memory(s.elements() * Float.BYTES))
                                .toList();
                if (list.equals("grads")) {
                    memories.forEach(m -> m.fill((byte) 0x3c));
                }
                tensors.addList(inputs, list, memories, specs);
            }
            tensors.addScalar(inputs, tensors.memory(Float.BYTES));
            var number = tensors.memory(Long.BYTES);
            number.set(ValueLayout.JAVA_LONG, 0, steps);
            inputs.add(tensors.over(number, DataType.INT64, 1));
        }

        /// Microseconds of a step.
        double time(Program program, String method) {
            try (var call = program.newManager()) {
                long start = System.nanoTime();
                program.call(method, call, inputs);
                return (System.nanoTime() - start) / 1e3 / steps;
            }
        }

        float first() {
            return inputs.getFirst().toFloatArray()[0];
        }
    }
}
