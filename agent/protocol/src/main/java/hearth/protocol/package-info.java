/// What the processes of Hearth say to each other: records, signatures, content addresses, tensors
/// on disk.
@NullMarked
package hearth.protocol;

import org.jspecify.annotations.NullMarked;
