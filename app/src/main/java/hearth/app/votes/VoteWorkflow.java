package hearth.app.votes;

import java.util.Optional;

/// Decides what the screen of the votes shows.
///
/// | page | goes to |
/// |---|---|
/// | LIST | CONFIRM, when the owner wants something |
/// | CONFIRM | LIST (back), SENDING |
/// | SENDING | LIST (sent), CONFIRM (refused, so that it can be tried again) |
///
/// @param wish what is to be signed; present except on LIST
record VoteWorkflow(Page page, Optional<Wish> wish) {
    enum Page {
        LIST,
        CONFIRM,
        SENDING
    }

    static VoteWorkflow begin() {
        return new VoteWorkflow(Page.LIST, Optional.empty());
    }

    VoteWorkflow ask(Wish wanted) {
        return page == Page.SENDING ? this : new VoteWorkflow(Page.CONFIRM, Optional.of(wanted));
    }

    VoteWorkflow back() {
        return page == Page.SENDING ? this : begin();
    }

    VoteWorkflow confirm() {
        return page == Page.CONFIRM ? new VoteWorkflow(Page.SENDING, wish) : this;
    }

    VoteWorkflow sent() {
        return begin();
    }

    VoteWorkflow refused() {
        return page == Page.SENDING ? new VoteWorkflow(Page.CONFIRM, wish) : this;
    }
}
