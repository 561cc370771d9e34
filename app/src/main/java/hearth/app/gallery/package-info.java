/// Every part that screens are built from, in every state, on one page.
@NullMarked
package hearth.app.gallery;

import org.jspecify.annotations.NullMarked;
