package hearth.trainer.child;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;

/// A loaded recipe: a TorchScript program without parameters of its own. Trainer thread only.
final class Program {
    private final Model model;
    private final Placement placement;

    Program(Model model, Placement placement) {
        this.model = model;
        this.placement = placement;
    }

    /// Where the program's large inputs must lie.
    Placement placement() {
        return placement;
    }

    NDManager newManager() {
        return model.getNDManager().newSubManager();
    }

    /// Calls a method with autograd on. The answer belongs to `manager`.
    NDArray call(String method, NDManager manager, NDList inputs) {
        try (NDArray name = manager.create(0f)) {
            // The only public way to call a method other than `forward` outside inference mode.
            name.setName("module_method:" + method);
            var all = new NDList(inputs);
            all.add(name);
            var parameters = new ParameterStore(manager, false);
            return model.getBlock().forward(parameters, all, true).head();
        }
    }
}
