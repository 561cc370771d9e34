package hearth.app.text;

/// Short messages that lie over the screen for a few seconds.
public interface Notices {
    /// Something went well.
    void good(String text);

    /// Something did not; the text says what to do.
    void bad(String text);
}
