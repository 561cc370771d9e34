/// Tests of this package.
@NullMarked
package hearth.app.agent;

import org.jspecify.annotations.NullMarked;
