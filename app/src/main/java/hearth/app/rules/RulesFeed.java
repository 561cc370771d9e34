package hearth.app.rules;

import hearth.app.agent.AgentFeed;
import hearth.worker.AgentLink;
import hearth.worker.AgentRefusedException;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The rules as the agent keeps them. A change shows at once and goes to the agent in the
/// background; if the agent does not take it, what it holds is shown again. State belongs to the
/// screen's thread.
public final class RulesFeed {
    private static final int MOST_UNDO = 50;
    private final ReadOnlyObjectWrapper<Optional<RuleBook>> book =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Trouble> trouble =
            new ReadOnlyObjectWrapper<>(Trouble.NONE);
    private final ReadOnlyBooleanWrapper undoable = new ReadOnlyBooleanWrapper();
    private final Deque<RuleBook> before = new ArrayDeque<>();
    private final AgentFeed agent;
    private Optional<RuleBook> kept = Optional.empty();
    private boolean busy;
    private Runnable onReset = () -> {};

    /// What stands between the owner and their rules.
    public enum Trouble {
        NONE,
        /// No agent answers, so nothing is known.
        UNREACHABLE,
        /// The agent does not understand what it keeps.
        UNREADABLE,
        /// The last change was not taken.
        NOT_SAVED
    }

    private sealed interface Answer {
        record Kept(RuleBook book) implements Answer {}

        record Unreadable() implements Answer {}
    }

    public RulesFeed(AgentFeed agent) {
        this.agent = agent;
    }

    /// Of rules that no agent keeps; none will take a change.
    public static RulesFeed unkept(AgentFeed nobody, RuleBook shown) {
        var feed = new RulesFeed(nobody);
        feed.kept = Optional.of(shown);
        feed.book.set(feed.kept);
        return feed;
    }

    /// Empty until the agent has answered, and while it does not understand its rules.
    public ReadOnlyObjectProperty<Optional<RuleBook>> book() {
        return book.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Trouble> trouble() {
        return trouble.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty undoable() {
        return undoable.getReadOnlyProperty();
    }

    /// Asks the agent what it keeps; another program may have changed it.
    public void refresh() {
        if (busy) {
            return;
        }
        busy = true;
        agent.ask(RulesFeed::read, this::heard, this::unheard);
    }

    private static Answer read(AgentLink link) {
        try {
            return new Answer.Kept(new RuleBook(link.rules(), link.limits()));
        } catch (AgentRefusedException unreadable) {
            return new Answer.Unreadable();
        }
    }

    private void heard(Answer answer) {
        busy = false;
        boolean changing = isChanging();
        switch (answer) {
            case Answer.Kept(RuleBook now) -> {
                if (!changing && !kept.equals(Optional.of(now))) {
                    forget();
                }
                kept = Optional.of(now);
                trouble.set(trouble.get() == Trouble.NOT_SAVED ? Trouble.NOT_SAVED : Trouble.NONE);
            }
            case Answer.Unreadable() -> {
                forget();
                kept = Optional.empty();
                trouble.set(Trouble.UNREADABLE);
            }
        }
        if (changing) {
            save();
        } else {
            book.set(kept);
        }
    }

    /// Whether the owner changed something that the agent does not have yet.
    private boolean isChanging() {
        return book.get().isPresent() && !book.get().equals(kept);
    }

    private void forget() {
        before.clear();
        undoable.set(false);
    }

    private void unheard() {
        busy = false;
        if (isChanging()) {
            unsaved();
        }
        trouble.set(Trouble.UNREACHABLE);
    }

    /// Changes what is shown, and has the agent keep it.
    public void change(UnaryOperator<RuleBook> change) {
        book.get()
                .ifPresent(
                        now -> {
                            RuleBook next = change.apply(now);
                            if (!next.equals(now)) {
                                remember(now);
                                book.set(Optional.of(next));
                                save();
                            }
                        });
    }

    private void remember(RuleBook now) {
        before.push(now);
        if (before.size() > MOST_UNDO) {
            before.removeLast();
        }
        undoable.set(true);
    }

    /// Takes the newest change back.
    void undo() {
        if (!before.isEmpty()) {
            book.set(Optional.of(before.pop()));
            undoable.set(!before.isEmpty());
            save();
        }
    }

    /// Back to what is usual, also where the agent does not understand what it keeps.
    ///
    /// @param onKept told once the agent keeps that; never if it does not take it
    void reset(Runnable onKept) {
        book.get().filter(now -> !now.equals(RuleBook.USUAL)).ifPresent(this::remember);
        book.set(Optional.of(RuleBook.USUAL));
        onReset = onKept;
        if (isChanging()) {
            save();
        } else {
            tellOfReset();
        }
    }

    private void tellOfReset() {
        Runnable told = onReset;
        onReset = () -> {};
        told.run();
    }

    /// One call after the other, so that the newest change is the one that stays.
    private void save() {
        if (busy || !isChanging()) {
            return;
        }
        busy = true;
        RuleBook next = book.get().orElseThrow();
        Optional<RuleBook> last = kept;
        agent.tell(link -> write(link, last, next), () -> saved(next), this::unsaved);
    }

    private static void write(AgentLink link, Optional<RuleBook> last, RuleBook next) {
        if (!last.map(RuleBook::rules).equals(Optional.of(next.rules()))) {
            link.rules(next.rules());
        }
        if (!last.map(RuleBook::transfers).equals(Optional.of(next.transfers()))) {
            link.limit(next.transfers());
        }
    }

    private void saved(RuleBook next) {
        busy = false;
        kept = Optional.of(next);
        trouble.set(Trouble.NONE);
        if (next.equals(RuleBook.USUAL)) {
            tellOfReset();
        }
        save();
    }

    private void unsaved() {
        busy = false;
        onReset = () -> {};
        forget();
        book.set(kept);
        trouble.set(Trouble.NOT_SAVED);
    }
}
