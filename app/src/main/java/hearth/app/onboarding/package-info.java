/// First steps: wallet, this computer, share.
@NullMarked
package hearth.app.onboarding;

import org.jspecify.annotations.NullMarked;
