package hearth.hardware;

import hearth.hardware.desktop.Presence;

import java.time.Duration;
import java.util.Set;

/// Machine and person at one moment.
///
/// @param since how long the observer has been looking; it never goes back, whatever the clock does
/// @param programs those that run of the ones that somebody named
public record Observation(
        Duration since, Reading reading, Presence presence, Set<String> programs) {
    public Observation {
        programs = Set.copyOf(programs);
    }

    /// Where nobody asks for programs.
    public Observation(Duration since, Reading reading, Presence presence) {
        this(since, reading, presence, Set.of());
    }
}
