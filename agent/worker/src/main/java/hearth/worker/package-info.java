/// The always-on agent: lease, train, submit, remember.
@NullMarked
package hearth.worker;

import org.jspecify.annotations.NullMarked;
