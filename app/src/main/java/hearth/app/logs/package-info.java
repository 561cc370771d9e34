/// What Hearth writes down about itself: capped files without secrets, and the zip that a person
/// can read before sending it to anybody.
@NullMarked
package hearth.app.logs;

import org.jspecify.annotations.NullMarked;
