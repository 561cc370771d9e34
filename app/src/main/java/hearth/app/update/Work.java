package hearth.app.update;

/// The work of this computer, which an update must not cut off.
public interface Work {
    /// Whether a lease is held.
    boolean isUnderWay();

    /// Nothing new is begun until [#goOn]; what is held was brought to its end.
    ///
    /// @return whether it came to its end
    boolean finish() throws InterruptedException;

    /// Ends what [#finish] began; a new version starts where it is started by a service.
    ///
    /// @param replaced whether another version is in place
    void goOn(boolean replaced);
}
