package hearth.trainer.sandbox;

import java.util.Locale;

/// A rule that a child broke, seen by its parent. The child is killed for it.
public enum Breach {
    /// More bytes or files in its output folder than its task can need.
    OUTPUT_FLOOD,
    /// More lines on standard error than anybody would read.
    LOG_FLOOD,
    /// More messages than a child has to say.
    MESSAGE_FLOOD,
    /// A message that is none, or not one for now.
    GARBLED,
    /// Steps that run backwards, or more of them than were asked for.
    WRONG_STEPS,
    /// More time on the clock or of the processor than its task can need.
    TOO_LONG,
    /// It says that it is done, and the result is not there.
    RESULT_MISSING,
    /// The result is a link, a folder, a pipe or a device.
    RESULT_NOT_A_FILE,
    /// The result is not exactly as long as the recipe's tensors.
    RESULT_LENGTH,
    /// The result does not hold exactly the recipe's tensors.
    RESULT_TENSORS,
    /// The result holds numbers that are not finite.
    RESULT_NOT_FINITE;

    /// Stable, for logs and messages: `output-flood`.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
