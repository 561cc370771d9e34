package hearth.app.service;

/// Whether the agent begins when its user signs in. Every call blocks.
///
/// Throws [hearth.app.install.CommandFailure] where the system's file cannot be written or deleted.
public interface LoginStart {
    /// What the system says now.
    Registration.State state();

    /// Registers the agent and starts it; again does no harm.
    Registration.State install();

    /// Stops the agent that the system started, and takes it back; fine if there is none.
    Registration.State remove();
}
