package hearth.coordinator;

/// What a request has to show before it is let in.
public enum Proof {
    /// A signature, by a key that need not be known yet.
    OF_ANY_KEY,
    /// A signature of a device that is known.
    SIGNATURE,
    /// The same, or the HMAC of a session that the device opened. For what moves no money.
    SIGNATURE_OR_SESSION;

    boolean mustBeKnown() {
        return this != OF_ANY_KEY;
    }
}
