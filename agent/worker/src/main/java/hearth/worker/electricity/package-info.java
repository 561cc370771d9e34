/// What training costs in electricity: tariffs, a meter of the watts above idle, and its book.
@NullMarked
package hearth.worker.electricity;

import org.jspecify.annotations.NullMarked;
