package hearth.hardware;

import hearth.hardware.desktop.Presence;

import java.time.Duration;

/// Machine and person at one moment.
///
/// @param since how long the observer has been looking; it never goes back, whatever the clock does
public record Observation(Duration since, Reading reading, Presence presence) {}
