package hearth.keys;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import hearth.protocol.MerkleTree;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/// An account or contract on an EVM chain, always in EIP-55 form: `0x` and 40 hex digits whose case
/// is the checksum.
public record Address(@JsonValue String value) implements Comparable<Address> {
    public static final int BYTES = 20;
    private static final int GROUP = 4;

    /// @throws IllegalArgumentException if the text is not exactly the EIP-55 form
    @JsonCreator
    public Address {
        if (!(read(value) instanceof AddressReading.Valid valid && valid.checksummed())) {
            throw new IllegalArgumentException("not an address in EIP-55 form");
        }
    }

    /// Reads what a person typed or pasted. Names (anything with a dot) are refused: resolving one
    /// would ask servers of other people where the money goes.
    public static AddressReading read(String text) {
        String trimmed = text.strip();
        if (trimmed.contains(".")) {
            return AddressReading.NAME;
        }
        if (!trimmed.matches("0x[0-9a-fA-F]{40}")) {
            return AddressReading.MALFORMED;
        }
        String digits = trimmed.substring(2);
        String lower = digits.toLowerCase(Locale.ROOT);
        String right = checksummed(lower);
        if (trimmed.equals(right)) {
            return new AddressReading.Valid(right, true);
        }
        boolean oneCase = digits.equals(lower) || digits.equals(digits.toUpperCase(Locale.ROOT));
        return oneCase ? new AddressReading.Valid(right, false) : AddressReading.WRONG_CHECKSUM;
    }

    /// Parses an address that a program wrote; one case without checksum is fine, a wrong checksum
    /// is not.
    ///
    /// @throws IllegalArgumentException if it is not an address
    public static Address of(String text) {
        return switch (read(text)) {
            case AddressReading.Valid valid -> valid.address();
            case AddressReading.Invalid invalid ->
                    throw new IllegalArgumentException("not an address: " + invalid.reason());
        };
    }

    static Address ofBytes(byte[] bytes) {
        return new Address(checksummed(HexFormat.of().formatHex(bytes)));
    }

    /// The account of a public key: 64 bytes, x then y.
    static Address ofPublicKey(byte[] publicKey) {
        byte[] hash = MerkleTree.keccak256(publicKey);
        return ofBytes(Arrays.copyOfRange(hash, hash.length - BYTES, hash.length));
    }

    private static String checksummed(String lower) {
        byte[] hash = MerkleTree.keccak256(lower.getBytes(StandardCharsets.US_ASCII));
        var out = new StringBuilder("0x");
        for (int i = 0; i < lower.length(); i++) {
            int nibble = hash[i / 2] >> (i % 2 == 0 ? 4 : 0) & 0xf;
            char c = lower.charAt(i);
            out.append(nibble >= 8 ? Character.toUpperCase(c) : c);
        }
        return out.toString();
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(value.substring(2).toLowerCase(Locale.ROOT));
    }

    /// The whole address in groups of four digits, for people to compare.
    public String grouped() {
        var out = new StringBuilder("0x");
        for (int i = 2; i < value.length(); i += GROUP) {
            out.append(' ').append(value, i, i + GROUP);
        }
        return out.toString();
    }

    /// Another address that looks alike when shortened: the first and last four digits agree. Such
    /// addresses are made on purpose to be copied by mistake.
    public boolean looksLike(Address other) {
        return !equals(other)
                && value.regionMatches(true, 0, other.value, 0, 2 + GROUP)
                && value.regionMatches(
                        true, value.length() - GROUP, other.value, value.length() - GROUP, GROUP);
    }

    @Override
    public int compareTo(Address other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
