package hearth.app.update;

import hearth.app.update.trust.Refusal;
import hearth.app.update.trust.Version;

/// What came of installing.
public sealed interface Applied {
    /// The next start takes it.
    record Installed(Version version) implements Applied {}

    /// It was in place, did not work, and is gone again.
    ///
    /// @param reason id
    record RolledBack(Version version, String reason) implements Applied {}

    /// It did not work when tried out, and was never in place.
    ///
    /// @param reason id
    record NotHealthy(Version version, String reason) implements Applied {}

    /// There is nothing to install; why says what came of asking.
    record Nothing(Checked why) implements Applied {}

    /// The release cannot be believed.
    record Refused(Refusal reason) implements Applied {}

    /// Work is being done, and was not asked to end.
    record Working() implements Applied {}

    /// The package manager of this system keeps this installation.
    record Managed(Version version) implements Applied {}

    /// The disk has too little room; nothing was changed.
    record NoRoom(long neededBytes) implements Applied {}

    /// The line or the disk failed; nothing was changed.
    record Broken() implements Applied {}
}
