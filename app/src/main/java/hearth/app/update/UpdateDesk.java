package hearth.app.update;

import hearth.app.update.trust.Version;

import java.util.Optional;
import java.util.function.UnaryOperator;

/// Updates as the window sees them. Calls block.
public interface UpdateDesk {
    /// What is known now, without asking anybody.
    Updates updates();

    /// Asks for news; what comes of it is in [#updates].
    void check();

    /// Changes what the owner wants; durable before this returns.
    void choose(UnaryOperator<UpdateChoices> change);

    /// Starts to install what is ready, in a process that outlives this one.
    ///
    /// @param atOnce whether work ends after its step instead of at its end
    void install(boolean atOnce);

    /// @param running version of this process
    /// @param isTrusting false in a build without a root of trust
    /// @param isManaged whether the package manager of this system keeps this installation
    /// @param nextStart the version that is in place and does not run yet
    /// @param step what an update that runs now is doing
    record Updates(
            String running,
            boolean isTrusting,
            boolean isManaged,
            UpdateChoices choices,
            UpdateBook book,
            Optional<Version> ready,
            Optional<Version> nextStart,
            Optional<UpdateStep.Doing> step) {}
}
