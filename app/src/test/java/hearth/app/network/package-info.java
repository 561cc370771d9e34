@NullMarked
package hearth.app.network;

import org.jspecify.annotations.NullMarked;
