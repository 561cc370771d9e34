package hearth.coordinator.simulation;

/// The coordinator's process ends here.
final class CrashError extends Error {
    private static final long serialVersionUID = 1L;

    CrashError() {
        super("the coordinator crashed", null, false, false);
    }
}
