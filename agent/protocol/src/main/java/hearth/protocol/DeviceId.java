package hearth.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// One device of a contributor, the hex of its Ed25519 public key (32 bytes).
public record DeviceId(@JsonValue String value) implements Comparable<DeviceId> {
    @JsonCreator
    public DeviceId {
        if (!Notation.isHex(value, Sha256.HEX_DIGITS)) {
            throw new IllegalArgumentException("not a device id");
        }
    }

    @Override
    public int compareTo(DeviceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
