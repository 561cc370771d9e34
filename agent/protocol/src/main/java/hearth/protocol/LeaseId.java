package hearth.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// One lease, named by its coordinator. Agents name folders by it, so it is never a name that an
/// operating system keeps for itself.
public record LeaseId(@JsonValue String value) implements Comparable<LeaseId> {
    @JsonCreator
    public LeaseId {
        if (!Notation.isName(value) || Notation.isDevice(value)) {
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
