package hearth.app.settings;

import hearth.app.background.Background;
import hearth.app.service.LoginStart;
import hearth.app.service.Registration.State;
import hearth.app.text.Speech;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// Whether the agent begins when its user signs in: what the system says of it, never what was
/// wished.
public final class LoginStartViewModel {
    private final ReadOnlyObjectWrapper<Shown> shown = new ReadOnlyObjectWrapper<>(Shown.UNKNOWN);
    private final Supplier<LoginStart> registration;
    private final Background background;
    private final Speech speech;

    /// @param isKnown whether the system has said
    /// @param isBusy while it is asked
    /// @param said how it stands, or what went wrong
    record Shown(boolean isKnown, boolean isBusy, boolean isOn, String said, boolean isGood) {
        static final Shown UNKNOWN = new Shown(false, false, false, "", true);
    }

    /// @param registration for the network that is in use now
    public LoginStartViewModel(
            Supplier<LoginStart> registration, Background background, Speech speech) {
        this.registration = registration;
        this.background = background;
        this.speech = speech;
    }

    void onShow() {
        if (!shown.get().isBusy()) {
            ask(() -> registration.get().state(), shown.get().isOn());
        }
    }

    void turn(boolean on) {
        if (shown.get().isBusy() || shown.get().isOn() == on) {
            return;
        }
        ask(
                () -> on ? registration.get().install() : registration.get().remove(),
                shown.get().isOn());
    }

    private void ask(Callable<State> question, boolean before) {
        boolean wasKnown = shown.get().isKnown();
        shown.set(new Shown(wasKnown, true, before, speech.text("login.busy"), true));
        background.run(
                question,
                state -> shown.set(told(state)),
                failure ->
                        shown.set(
                                new Shown(
                                        wasKnown,
                                        false,
                                        before,
                                        speech.text("login.refused"),
                                        false)));
    }

    private Shown told(State state) {
        String said =
                state.failed()
                        .map(
                                command ->
                                        speech.text(
                                                state.installed()
                                                        ? "login.failed.on"
                                                        : "login.failed.off",
                                                command,
                                                state.file()))
                        .orElseGet(
                                () ->
                                        state.installed()
                                                ? speech.text(
                                                        "login.on", state.kind(), state.file())
                                                : speech.text("login.off"));
        return new Shown(true, false, state.installed(), said, state.failed().isEmpty());
    }

    ReadOnlyObjectProperty<Shown> shown() {
        return shown.getReadOnlyProperty();
    }
}
