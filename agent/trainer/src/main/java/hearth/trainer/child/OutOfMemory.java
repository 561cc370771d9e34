package hearth.trainer.child;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Tells libtorch's want of memory from its other errors, which it puts into words alone: those of
/// `c10/core/CPUAllocator.cpp`, `c10/cuda/CUDACachingAllocator.cpp`, `aten/src/ATen/mps` and of the
/// libraries of the card.
final class OutOfMemory {
    private static final List<String> WORDS =
            List.of(
                    "out of memory",
                    "can't allocate memory",
                    "not enough memory",
                    "cublas_status_alloc_failed",
                    "cudnn_status_alloc_failed");

    private OutOfMemory() {}

    static boolean isOne(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            var text = Optional.ofNullable(cause.getMessage()).orElse("").toLowerCase(Locale.ROOT);
            if (WORDS.stream().anyMatch(text::contains)) {
                return true;
            }
        }
        return false;
    }
}
