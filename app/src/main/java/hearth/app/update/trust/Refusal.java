package hearth.app.update.trust;

import java.util.Locale;

/// Why news or a release was not believed. Nothing has changed then. Screens have a sentence for
/// each; nothing that a server wrote is part of it.
public enum Refusal {
    /// Not the form that metadata has, or not its canonical bytes.
    MALFORMED,
    /// Fewer keys signed than must.
    TOO_FEW_SIGNATURES,
    /// Longer than it may be.
    ENDLESS,
    /// Snapshot or targets that do not belong to the timestamp.
    MIXED,
    /// A version number so far ahead that no later news could follow it.
    FAST_FORWARD,
    /// News that is no longer valid.
    FROZEN,
    /// News older than what is known already.
    ROLLBACK,
    /// The line gives too little to ever end.
    SLOW,
    /// A file that is not the one that was signed for.
    WRONG_CONTENT,
    /// Something that the repository names and does not have.
    ABSENT,
    /// An archive that would write where it must not.
    UNSAFE_ARCHIVE,
    /// A version that is not newer than the one that runs.
    DOWNGRADE;

    /// Stable name, for bundles and scripts.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
