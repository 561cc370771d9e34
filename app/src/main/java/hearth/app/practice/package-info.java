/// The practice network: coordinator and local chain on this computer, with real training and test
/// tokens.
@NullMarked
package hearth.app.practice;

import org.jspecify.annotations.NullMarked;
