package hearth.app.settings;

import hearth.app.agent.AgentFeed;
import hearth.app.background.Background;
import hearth.app.network.Candidate;
import hearth.app.network.NetworkDesk;
import hearth.app.network.NetworkDesk.Found;
import hearth.app.network.Objection;
import hearth.app.text.Speech;
import hearth.worker.AgentLink;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Which network this computer works for, and the way to another one. The window is closed by a
/// change, and opens again on the other network.
public final class NetworkViewModel {
    /// How far the owner is.
    enum Step {
        RESTING,
        /// Says where the profile lies.
        NAMING,
        /// Compares what it says.
        COMPARING,
        LEAVING,
        /// Waits for the network, then for the agent.
        WORKING
    }

    private final ReadOnlyObjectWrapper<Step> step = new ReadOnlyObjectWrapper<>(Step.RESTING);
    private final ReadOnlyObjectWrapper<Optional<Candidate>> candidate =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyStringWrapper error = new ReadOnlyStringWrapper("");
    private final StringProperty file = new SimpleStringProperty("");
    private final NetworkDesk desk;
    private final AgentFeed agent;
    private final Background background;
    private final Speech speech;
    private final boolean joined;
    private final Runnable close;

    /// @param joined whether a deployed network is in use
    /// @param close closes the window
    public NetworkViewModel(
            NetworkDesk desk,
            AgentFeed agent,
            Background background,
            Speech speech,
            boolean joined,
            Runnable close) {
        this.desk = desk;
        this.agent = agent;
        this.background = background;
        this.speech = speech;
        this.joined = joined;
        this.close = close;
    }

    boolean isJoined() {
        return joined;
    }

    ReadOnlyObjectProperty<Step> step() {
        return step.getReadOnlyProperty();
    }

    /// What was found in the file; there while it is compared.
    ReadOnlyObjectProperty<Optional<Candidate>> candidate() {
        return candidate.getReadOnlyProperty();
    }

    /// What stands against the last wish, in words; empty if nothing.
    ReadOnlyStringProperty error() {
        return error.getReadOnlyProperty();
    }

    /// Where the profile lies, as it is typed.
    StringProperty file() {
        return file;
    }

    void begin() {
        go(Step.NAMING);
    }

    void askToLeave() {
        go(Step.LEAVING);
    }

    void cancel() {
        candidate.set(Optional.empty());
        go(Step.RESTING);
    }

    private void go(Step next) {
        error.set("");
        step.set(next);
    }

    /// Reads the file.
    void look() {
        // Enter in an empty field would look at the folder that Hearth was started in.
        String typed = file.get().strip();
        if (typed.isEmpty()) {
            refuse(Step.NAMING, Objection.MISSING);
            return;
        }
        Path profile;
        try {
            profile = Path.of(typed).toAbsolutePath();
        } catch (InvalidPathException notOne) {
            refuse(Step.NAMING, Objection.MISSING);
            return;
        }
        go(Step.WORKING);
        background.run(
                () -> desk.look(profile),
                found -> {
                    switch (found) {
                        case Found.Usable(var usable) -> {
                            candidate.set(Optional.of(usable));
                            go(Step.COMPARING);
                        }
                        case Found.Useless(var objection) -> refuse(Step.NAMING, objection);
                    }
                },
                failure -> fail(Step.NAMING));
    }

    /// Asks the network itself first, so that nothing is stopped for one that is not there.
    void join() {
        var chosen = candidate.get();
        if (chosen.isEmpty()) {
            return;
        }
        go(Step.WORKING);
        background.run(
                () -> desk.check(chosen.get()),
                objection ->
                        objection.ifPresentOrElse(
                                it -> refuse(Step.COMPARING, it),
                                () -> change(() -> desk.join(chosen.get()), Step.COMPARING)),
                failure -> fail(Step.COMPARING));
    }

    void leave() {
        go(Step.WORKING);
        change(desk::leave, Step.LEAVING);
    }

    /// One that does not answer has nothing to end.
    private void change(Callable<Optional<Objection>> change, Step before) {
        Runnable then =
                () ->
                        background.run(
                                change,
                                objection ->
                                        objection.ifPresentOrElse(
                                                it -> refuse(before, it), this::reopen),
                                failure -> fail(before));
        agent.tell(AgentLink::shutdown, then, then);
    }

    private void reopen() {
        desk.reopen();
        close.run();
    }

    private void refuse(Step back, Objection objection) {
        go(back);
        error.set(
                speech.text(
                        "networks.objection."
                                + objection.name().toLowerCase(Locale.ROOT).replace('_', '-')));
    }

    private void fail(Step back) {
        go(back);
        error.set(speech.text("networks.failed"));
    }
}
