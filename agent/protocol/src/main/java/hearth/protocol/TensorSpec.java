package hearth.protocol;

import java.util.List;

/// Name and shape of one parameter of a model.
public record TensorSpec(String name, List<Long> shape) {
    public TensorSpec {
        shape = List.copyOf(shape);
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.]{0,127}")) {
            throw new IllegalArgumentException("not a parameter name");
        }
    }

    public long elements() {
        return Tensor.elements(shape);
    }
}
