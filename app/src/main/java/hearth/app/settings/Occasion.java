package hearth.app.settings;

/// When the desktop shows a note of Hearth. There are few, and each can be switched off.
public enum Occasion {
    /// The first result of this computer was accepted.
    FIRST_EARNING,
    /// Pay was released and can be claimed; at most once a day.
    RELEASED,
    /// Something has been wrong for half an hour.
    PROBLEM,
    /// A newer version is here and waits for its owner; once for each version.
    UPDATE
}
