package hearth.app.update;

import hearth.app.update.trust.Version;

import java.nio.file.Path;

/// What a version says of itself when it is tried out.
sealed interface Health {
    record Healthy() implements Health {}

    /// @param reason stable id, such as `no-answer`
    record Sick(String reason) implements Health {}

    /// Starts a version and asks.
    interface Check {
        /// @param launcher what starts it
        /// @param version that it must be
        Health of(Path launcher, Version version) throws InterruptedException;
    }
}
