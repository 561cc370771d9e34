/// When this machine may work: a pure function of what is observed and what the owner wants.
@NullMarked
package hearth.worker.policy;

import org.jspecify.annotations.NullMarked;
