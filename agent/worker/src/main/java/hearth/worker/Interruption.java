package hearth.worker;

import java.time.Instant;

/// Why the machine is needed for something else, and since when.
///
/// @param cause id of the first reason
/// @param nanos of [System#nanoTime] at that moment, or earlier where the moment itself cannot be
/// told
/// @param at the same moment by the clock
record Interruption(String cause, long nanos, Instant at) {}
