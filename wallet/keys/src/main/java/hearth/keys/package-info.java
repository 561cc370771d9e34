/// Recovery phrase, sealed keystore, unlocking and signing.
@NullMarked
package hearth.keys;

import org.jspecify.annotations.NullMarked;
