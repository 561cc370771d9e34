package hearth.worker;

/// The agent is there and understood the call, and something stands against it. The id is stable,
/// such as `coordinator-unreachable` or the coordinator's problem id.
public final class AgentRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String id;

    public AgentRefusedException(String id) {
        super(id);
        this.id = id;
    }

    public String id() {
        return id;
    }
}
