package hearth.app.window;

import hearth.app.home.HomeController;
import hearth.app.home.HomeViewModel;
import hearth.app.look.Fxml;
import hearth.app.look.Screen;
import hearth.app.onboarding.OnboardingController;
import hearth.app.onboarding.OnboardingViewModel;

import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/// Builds each screen when it is first shown, and keeps it.
final class Screens {
    private final Map<Page, Screen> built = new EnumMap<>(Page.class);
    private final Session session;
    private final Consumer<Page> go;

    /// @param go leads to another page
    Screens(Session session, Consumer<Page> go) {
        this.session = session;
        this.go = go;
    }

    Screen of(Page page) {
        return built.computeIfAbsent(page, this::build);
    }

    Screen onboarding(Runnable onDone) {
        var model =
                new OnboardingViewModel(
                        session.agent(),
                        session.wallet(),
                        session.settings(),
                        session.speech(),
                        new SecureRandom());
        var controller =
                new OnboardingController(
                        model,
                        session.wallet(),
                        session.speech(),
                        session.parts().networkName(),
                        onDone);
        return load(controller, "Onboarding");
    }

    private Screen build(Page page) {
        return switch (page) {
            case HOME, EARNINGS, WALLET, STAKING, SETTINGS -> home();
        };
    }

    private Screen home() {
        var model = new HomeViewModel(session.agent(), session.speech(), session.toasts());
        return load(
                new HomeController(
                        model,
                        session.speech(),
                        session.parts().networkName(),
                        () -> go.accept(Page.EARNINGS)),
                "Home");
    }

    private <C extends Screen> C load(C controller, String name) {
        return Fxml.load(controller, name, session.speech().words().bundle());
    }
}
