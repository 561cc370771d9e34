package hearth.app.update.trust;

/// News or a release is not believed.
public final class UpdateRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refusal reason;

    public UpdateRefused(Refusal reason) {
        super(reason.id());
        this.reason = reason;
    }

    public Refusal reason() {
        return reason;
    }
}
