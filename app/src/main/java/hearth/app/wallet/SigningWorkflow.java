package hearth.app.wallet;

import java.util.Optional;

/// Decides which page of a screen shows on the way from a wish to its signature.
///
/// | page | goes to |
/// |---|---|
/// | LIST | CONFIRM, when the owner wants something |
/// | CONFIRM | LIST (back), SENDING |
/// | SENDING | LIST (sent), CONFIRM (refused, so that it can be tried again) |
///
/// @param wish what is to be signed; present except on LIST
public record SigningWorkflow<W>(Page page, Optional<W> wish) {
    /// What shows.
    public enum Page {
        LIST,
        CONFIRM,
        SENDING
    }

    public static <W> SigningWorkflow<W> begin() {
        return new SigningWorkflow<>(Page.LIST, Optional.empty());
    }

    public SigningWorkflow<W> ask(W wanted) {
        return page == Page.SENDING
                ? this
                : new SigningWorkflow<>(Page.CONFIRM, Optional.of(wanted));
    }

    public SigningWorkflow<W> back() {
        return page == Page.SENDING ? this : begin();
    }

    public SigningWorkflow<W> confirm() {
        return page == Page.CONFIRM ? new SigningWorkflow<>(Page.SENDING, wish) : this;
    }

    public SigningWorkflow<W> sent() {
        return begin();
    }

    public SigningWorkflow<W> refused() {
        return page == Page.SENDING ? new SigningWorkflow<>(Page.CONFIRM, wish) : this;
    }
}
