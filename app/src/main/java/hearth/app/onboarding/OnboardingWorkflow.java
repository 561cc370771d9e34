package hearth.app.onboarding;

/// Decides which page of the first steps shows.
///
/// | page | goes to |
/// |---|---|
/// | CHOOSE | WORDS (new wallet), RESTORE (one that exists) |
/// | WORDS | CHECK |
/// | CHECK | NEW_PASSWORD |
/// | RESTORE | NEW_PASSWORD |
/// | UNLOCK, NEW_PASSWORD | COMPUTER |
/// | COMPUTER | SHARE |
/// | SHARE | DONE |
///
/// A wallet that is there already begins at UNLOCK, one that is open at COMPUTER. From COMPUTER on
/// there is no way back: the wallet exists.
final class OnboardingWorkflow {
    /// One page; several make a step.
    enum Page {
        CHOOSE(1),
        WORDS(1),
        CHECK(1),
        RESTORE(1),
        NEW_PASSWORD(1),
        UNLOCK(1),
        COMPUTER(2),
        SHARE(3),
        DONE(3);

        private final int step;

        Page(int step) {
            this.step = step;
        }

        int step() {
            return step;
        }
    }

    /// Where the wallet comes from.
    enum Origin {
        FRESH,
        WRITTEN_DOWN
    }

    private final Origin origin;
    private final Page page;

    private OnboardingWorkflow(Origin origin, Page page) {
        this.origin = origin;
        this.page = page;
    }

    static OnboardingWorkflow begin(hearth.app.wallet.WalletState.Presence wallet) {
        return new OnboardingWorkflow(
                Origin.FRESH,
                switch (wallet) {
                    case NONE -> Page.CHOOSE;
                    case LOCKED -> Page.UNLOCK;
                    case UNLOCKED -> Page.COMPUTER;
                });
    }

    OnboardingWorkflow from(Origin chosen) {
        return new OnboardingWorkflow(chosen, chosen == Origin.FRESH ? Page.WORDS : Page.RESTORE);
    }

    /// The page after this one is done.
    OnboardingWorkflow next() {
        return to(
                switch (page) {
                    case CHOOSE -> Page.CHOOSE;
                    case WORDS -> Page.CHECK;
                    case CHECK, RESTORE -> Page.NEW_PASSWORD;
                    case NEW_PASSWORD, UNLOCK -> Page.COMPUTER;
                    case COMPUTER -> Page.SHARE;
                    case SHARE, DONE -> Page.DONE;
                });
    }

    OnboardingWorkflow back() {
        return to(
                switch (page) {
                    case WORDS, RESTORE, CHOOSE -> Page.CHOOSE;
                    case CHECK -> Page.WORDS;
                    case NEW_PASSWORD -> origin == Origin.FRESH ? Page.WORDS : Page.RESTORE;
                    case SHARE -> Page.COMPUTER;
                    case UNLOCK, COMPUTER, DONE -> page;
                });
    }

    boolean canGoBack() {
        return back().page != page;
    }

    Page page() {
        return page;
    }

    Origin origin() {
        return origin;
    }

    private OnboardingWorkflow to(Page next) {
        return new OnboardingWorkflow(origin, next);
    }
}
