/// Tests of this package.
@NullMarked
package hearth.app.onboarding;

import org.jspecify.annotations.NullMarked;
