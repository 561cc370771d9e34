/// Which network a data folder takes part in, and how it joins one and leaves it.
@NullMarked
package hearth.app.network;

import org.jspecify.annotations.NullMarked;
