package hearth.trainer.bench;

/// The two sides of a comparison did not compute the same, so there is no ratio.
public final class DisagreementException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DisagreementException(String message) {
        super(message);
    }
}
