/// Tests of database and blob store.
@NullMarked
package hearth.storage;

import org.jspecify.annotations.NullMarked;
