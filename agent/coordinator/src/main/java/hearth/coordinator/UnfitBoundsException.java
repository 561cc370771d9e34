package hearth.coordinator;

/// A job that would judge its contributors by bounds that are its owner's alone. The message names
/// the field, such as `verification.repeat.same`, and what it may be.
public final class UnfitBoundsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String sentence;

    UnfitBoundsException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
