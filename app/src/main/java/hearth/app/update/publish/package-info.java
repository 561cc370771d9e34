/// The operator's side of updates: keys, metadata and releases of a repository.
@NullMarked
package hearth.app.update.publish;

import org.jspecify.annotations.NullMarked;
