package hearth.trainer.engine;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Arrays;

/// Version of a graphics driver, such as 550.54.14; compared number by number.
public record DriverVersion(@JsonValue String text) implements Comparable<DriverVersion> {
    @JsonCreator
    public DriverVersion {
        if (!text.matches("\\d{1,6}(\\.\\d{1,6}){0,4}")) {
            throw new IllegalArgumentException("not a driver version");
        }
    }

    @Override
    public int compareTo(DriverVersion other) {
        return Arrays.compare(numbers(), other.numbers());
    }

    private int[] numbers() {
        return Arrays.stream(text.split("\\.", -1)).mapToInt(Integer::parseInt).toArray();
    }

    @Override
    public String toString() {
        return text;
    }
}
