package hearth.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What the work has asked of this computer so far, and what went wrong on it.
///
/// @param since when the counting began
/// @param parts that have computed, the processor last
/// @param tallies of what went wrong, most frequent first
/// @param recent what went wrong last, newest first, at most 50
public record Health(Instant since, List<Part> parts, List<Tally> tallies, List<Incident> recent) {
    public Health {
        parts = List.copyOf(parts);
        tallies = List.copyOf(tallies);
        recent = List.copyOf(recent);
    }

    /// A graphics card or the processor.
    ///
    /// @param bands coolest first; only those in which it has worked, and none where it does not
    /// tell its temperature
    public record Part(String name, boolean graphics, List<Band> bands) {
        public Part {
            bands = List.copyOf(bands);
        }
    }

    /// @param fromCelsius where the ten degrees begin; the lowest band is all below 40 and says 0,
    /// the highest is all from 100
    /// @param time of training
    public record Band(int fromCelsius, Duration time) {}

    /// @param kind stable id: `thermal-throttle`, `driver-reset`, `driver-error`, or the id of a
    /// problem such as `trainer-hung`, `out-of-memory`, `disk-full`, `agent-fault`
    public record Tally(String kind, long count, Instant last) {}

    /// @param detail a number or a name, never text from a server; may be empty
    public record Incident(Instant at, String kind, String detail) {}

    /// Nothing yet.
    public static Health began(Instant since) {
        return new Health(since, List.of(), List.of(), List.of());
    }
}
