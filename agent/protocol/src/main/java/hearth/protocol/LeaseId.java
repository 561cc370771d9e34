package hearth.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// One lease, named by its coordinator.
public record LeaseId(@JsonValue String value) implements Comparable<LeaseId> {
    @JsonCreator
    public LeaseId {
        if (!Notation.isName(value)) {
            throw new IllegalArgumentException("not a lease id");
        }
    }

    @Override
    public int compareTo(LeaseId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
