package hearth.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// One coordinator, the hex of its Ed25519 public key (32 bytes).
public record ServerId(@JsonValue String value) implements Comparable<ServerId> {
    @JsonCreator
    public ServerId {
        if (!Notation.isHex(value, Sha256.HEX_DIGITS)) {
            throw new IllegalArgumentException("not a server id");
        }
    }

    @Override
    public int compareTo(ServerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
