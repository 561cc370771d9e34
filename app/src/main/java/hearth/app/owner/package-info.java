/// Jobs of an owner: from a folder of data to a published, funded job and the model that came out.
@NullMarked
package hearth.app.owner;

import org.jspecify.annotations.NullMarked;
