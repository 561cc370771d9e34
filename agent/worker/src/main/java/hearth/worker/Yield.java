package hearth.worker;

import java.time.Duration;
import java.time.Instant;

/// One time that the machine was needed for something else while the trainer worked.
///
/// @param at when it was needed: the first input, or what else was seen or said
/// @param cause id of the first reason, such as `in-use`
/// @param untilStill from then until the trainer's last step had ended
/// @param untilFree from then until the trainer's process, and with it its memory, was gone
/// @param killed whether it had to be ended because it took too long
public record Yield(
        Instant at, String cause, Duration untilStill, Duration untilFree, boolean killed) {}
