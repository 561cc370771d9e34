package hearth.worker;

import hearth.protocol.Wei;

/// What one part of this computer earned.
///
/// @param part id of a graphics card, `cpu`, another kind of device where the engine does not say
/// which one it is, or [#UNKNOWN]
/// @param earned held or released
/// @param results in which it had a part
public record EarnedBy(String part, Wei earned, long results) {
    /// Of results from before this was written down.
    public static final String UNKNOWN = "unknown";

    EarnedBy plus(EarnedBy more) {
        return new EarnedBy(part, earned.plus(more.earned), results + more.results);
    }
}
