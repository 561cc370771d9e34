/// Which libtorch a child gets: finding the graphics cards, fetching, checking and choosing
/// engines.
@NullMarked
package hearth.trainer.engine;

import org.jspecify.annotations.NullMarked;
