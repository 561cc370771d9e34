/// What whoever operates a coordinator runs: the coordinator itself, and its side of a chain.
@NullMarked
package hearth.app.operator;

import org.jspecify.annotations.NullMarked;
