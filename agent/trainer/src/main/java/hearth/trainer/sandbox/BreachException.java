package hearth.trainer.sandbox;

/// What a child left behind is not what it was asked for.
public final class BreachException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Breach breach;

    public BreachException(Breach breach) {
        super(breach.id());
        this.breach = breach;
    }

    public Breach breach() {
        return breach;
    }
}
