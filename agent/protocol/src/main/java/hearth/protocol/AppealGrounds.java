package hearth.protocol;

import hearth.protocol.Messages.ResultView;

import java.util.Set;

/// Which refusals are not certain: statistics, and the word of others. Only these can be appealed.
public final class AppealGrounds {
    /// Reason of a result whose repetition by somebody else came out differently.
    public static final String OTHER_WORK = "other-work";

    private static final String WAITING = "appeals-before ";
    private static final String DECIDED = "appeal-distance ";
    private static final String NOT_REPEATED = "appeal not repeated";

    private static final Set<String> DOUBTFUL =
            Set.of(
                    "norm-too-small",
                    "norm-too-large",
                    "against-the-others",
                    "duplicate",
                    "loss-rises",
                    "not-this-data",
                    OTHER_WORK);

    private AppealGrounds() {}

    public static boolean isDoubtful(String reason) {
        return DOUBTFUL.contains(reason);
    }

    /// Whether statistics say so, which refuse some honest work, too.
    public static boolean isStatistical(String reason) {
        return isDoubtful(reason) && !reason.equals(OTHER_WORK);
    }

    /// How far the appeal of a result is.
    public enum Standing {
        /// There is none, and none would be heard.
        NONE,
        POSSIBLE,
        WAITING,
        UPHELD,
        /// The coordinator found other work, too.
        DISMISSED,
        /// It ended without a repetition, such as with its round.
        NOT_REPEATED
    }

    /// As the evidence of a result tells it (the coordinator's decision record 8).
    public static Standing standing(ResultView result) {
        var evidence = result.evidence().orElse("");
        boolean isRefused = result.state().equals("FINAL_BAD");
        if (evidence.contains(WAITING)) {
            return Standing.WAITING;
        }
        if (evidence.contains(DECIDED)) {
            return isRefused ? Standing.DISMISSED : Standing.UPHELD;
        }
        if (evidence.contains(NOT_REPEATED)) {
            return Standing.NOT_REPEATED;
        }
        return isRefused && result.reason().filter(DOUBTFUL::contains).isPresent()
                ? Standing.POSSIBLE
                : Standing.NONE;
    }
}
