package hearth.app.estimate;

import java.io.IOException;
import java.util.Optional;

/// Measures once what this computer would earn, for the window.
public interface EarningsCheck {
    /// Trains for about half a minute. Blocks; called once.
    ///
    /// @return empty if it was stopped
    /// @throws IOException if it could not be done
    Optional<Estimate> answer() throws IOException, InterruptedException;

    /// Ends it, whether it runs already or not; from any thread.
    void stop();
}
