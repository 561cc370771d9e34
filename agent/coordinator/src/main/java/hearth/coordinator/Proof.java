package hearth.coordinator;

/// What a request has to show before it is let in.
public enum Proof {
    /// A signature, by a key that need not be known yet.
    OF_ANY_KEY,
    /// The same, or the HMAC of a session of a device.
    OF_ANY_KEY_OR_SESSION,
    /// A signature of a device that is known.
    SIGNATURE,
    /// The same, or the HMAC of a session that the device opened. For the work on its leases and
    /// what it reads: nothing that could turn pay to somebody else.
    SIGNATURE_OR_SESSION;

    boolean mustBeKnown() {
        return this == SIGNATURE || this == SIGNATURE_OR_SESSION;
    }

    boolean takesSessions() {
        return this == SIGNATURE_OR_SESSION || this == OF_ANY_KEY_OR_SESSION;
    }
}
