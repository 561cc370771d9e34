package hearth.keys;

/// What a key file of another wallet turned out to be.
public sealed interface V3Reading {
    /// The caller closes the key.
    record Opened(EthereumKey key) implements V3Reading {}

    record WrongPassword() implements V3Reading {}

    /// Not a Secret Storage file of version 3, or one that asks for too much memory or time.
    record NotAccepted() implements V3Reading {}
}
