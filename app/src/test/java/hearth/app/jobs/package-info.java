/// Tests of this package.
@NullMarked
package hearth.app.jobs;

import org.jspecify.annotations.NullMarked;
