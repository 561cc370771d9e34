package hearth.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// A job, named by its coordinator.
public record JobId(@JsonValue String value) implements Comparable<JobId> {
    @JsonCreator
    public JobId {
        if (!Notation.isName(value)) {
            throw new IllegalArgumentException("not a job id");
        }
    }

    @Override
    public int compareTo(JobId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
