/// The contracts' Java clients, generated from the committed ABI at build time.
@NullMarked
package hearth.contracts;

import org.jspecify.annotations.NullMarked;
