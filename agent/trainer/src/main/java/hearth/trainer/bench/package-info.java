/// Compares the trainer with plain C++ on the same libtorch: `hearth bench training`.
@NullMarked
package hearth.trainer.bench;

import org.jspecify.annotations.NullMarked;
