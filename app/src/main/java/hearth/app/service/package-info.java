/// The agent as a service of the signed-in user: started at login, again after a crash, without
/// administrator rights.
@NullMarked
package hearth.app.service;

import org.jspecify.annotations.NullMarked;
