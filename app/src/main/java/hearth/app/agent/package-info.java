/// The window's line to the agent: newest snapshot, loss and reconnection.
@NullMarked
package hearth.app.agent;

import org.jspecify.annotations.NullMarked;
