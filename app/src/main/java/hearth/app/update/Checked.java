package hearth.app.update;

import hearth.app.update.trust.Refusal;
import hearth.app.update.trust.Release;

import java.time.Instant;
import java.util.Optional;

/// What came of asking for news.
public sealed interface Checked {
    /// Nothing newer is meant for this computer.
    ///
    /// @param withdrawn whether what runs now should be run no longer
    record UpToDate(boolean withdrawn) implements Checked {}

    /// A newer version can be installed.
    record Ready(Release release, boolean withdrawn) implements Checked {}

    /// Nobody answered.
    ///
    /// @param newsFrom when the newest known news was signed
    record Offline(Optional<Instant> newsFrom) implements Checked {}

    /// Somebody answered, and cannot be believed.
    record Refused(Refusal reason) implements Checked {}

    /// This build was made without a root of trust, so it believes nobody.
    record NoTrust() implements Checked {}

    /// Another process checks or installs.
    record Busy() implements Checked {}
}
