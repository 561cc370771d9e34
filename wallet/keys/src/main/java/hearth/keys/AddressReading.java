package hearth.keys;

/// What a typed address turned out to be.
public sealed interface AddressReading {
    AddressReading NAME = new Invalid(Reason.NAME);
    AddressReading MALFORMED = new Invalid(Reason.MALFORMED);
    AddressReading WRONG_CHECKSUM = new Invalid(Reason.WRONG_CHECKSUM);

    /// @param eip55 the address in EIP-55 form
    /// @param checksummed false when it was typed in one case, so that a slip could not be noticed
    record Valid(String eip55, boolean checksummed) implements AddressReading {
        public Address address() {
            return new Address(eip55);
        }
    }

    record Invalid(Reason reason) implements AddressReading {}

    /// Why it is refused.
    enum Reason {
        NAME,
        MALFORMED,
        WRONG_CHECKSUM
    }
}
