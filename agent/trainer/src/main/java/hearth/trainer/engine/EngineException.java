package hearth.trainer.engine;

/// An engine is not to be had; `problem` says why.
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial")
    private final EngineProblem problem;

    public EngineException(EngineProblem problem) {
        super(problem.text());
        this.problem = problem;
    }

    public EngineProblem problem() {
        return problem;
    }
}
