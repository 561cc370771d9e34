package hearth.trainer;

import java.util.Locale;

/// What a child's libtorch computes on.
public enum ComputeDevice {
    /// The processor; every installation has it.
    CPU,
    /// A graphics card of NVIDIA.
    CUDA,
    /// The graphics part of an Apple chip.
    MPS;

    /// The word for it on the wire, in commands and in files, such as `cuda`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException if no device has this word
    public static ComputeDevice ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
