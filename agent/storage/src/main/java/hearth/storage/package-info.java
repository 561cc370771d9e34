/// Opens the database and the blob store; knows no domain table.
@NullMarked
package hearth.storage;

import org.jspecify.annotations.NullMarked;
