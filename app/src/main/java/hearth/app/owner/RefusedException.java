package hearth.app.owner;

import hearth.app.install.CommandFailure;

import java.io.Serial;

/// The coordinator answered with a problem.
final class RefusedException extends CommandFailure {
    /// The answer of nobody knows whom.
    static final String UNPROVEN = "reply-not-authentic";

    @Serial private static final long serialVersionUID = 1L;

    private final String id;

    RefusedException(String id) {
        super(FAILED, inWords(id));
        this.id = id;
    }

    String id() {
        return id;
    }

    private static String inWords(String id) {
        return switch (id) {
            case "key-revoked" ->
                    "The key of this folder was revoked. hearth job revoke-key removes it; the next publish makes another.";
            case UNPROVEN ->
                    "What answered was not the coordinator, or somebody on the line changed its answer; nothing of it was believed. Try again, or from another network.";
            case "unfit-extent" ->
                    "The coordinator refused: unfit-extent. The job has expired or does not say how long its data is; make it anew: hearth job new.";
            default -> "The coordinator refused: " + id + ".";
        };
    }
}
