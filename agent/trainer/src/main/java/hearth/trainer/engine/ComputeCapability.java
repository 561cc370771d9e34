package hearth.trainer.engine;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Comparator;

/// NVIDIA's number for what a graphics card can execute, such as 8.9 for the RTX 40 series.
public record ComputeCapability(int major, int minor) implements Comparable<ComputeCapability> {
    private static final Comparator<ComputeCapability> ORDER =
            Comparator.comparingInt(ComputeCapability::major)
                    .thenComparingInt(ComputeCapability::minor);

    /// @throws IllegalArgumentException if it is not two numbers and a dot
    @JsonCreator
    public static ComputeCapability of(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("not a compute capability: " + text);
        }
        return new ComputeCapability(
                Integer.parseInt(text.substring(0, dot)),
                Integer.parseInt(text.substring(dot + 1)));
    }

    /// Whether machine code for this capability runs on a card of the other: same generation, and
    /// not newer (CUDA C++ Programming Guide, binary compatibility).
    boolean runsOn(ComputeCapability card) {
        return major == card.major && minor <= card.minor;
    }

    @Override
    public int compareTo(ComputeCapability other) {
        return ORDER.compare(this, other);
    }

    @JsonValue
    @Override
    public String toString() {
        return major + "." + minor;
    }
}
