package hearth.app.update.trust;

/// Which releases an owner wants.
public enum Channel {
    /// What is meant for everybody.
    STABLE,
    /// What is meant for those who try it first, and what is meant for everybody.
    BETA;

    /// Whether a release that was made for `other` is wanted here.
    public boolean takes(Channel other) {
        return this == BETA || other == STABLE;
    }
}
