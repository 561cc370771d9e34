package hearth.trainer;

/// A task ended without a result; `failure` says why.
public final class TrainerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial")
    private final TrainerFailure failure;

    public TrainerException(TrainerFailure failure) {
        super(failure.toString());
        this.failure = failure;
    }

    public TrainerFailure failure() {
        return failure;
    }
}
