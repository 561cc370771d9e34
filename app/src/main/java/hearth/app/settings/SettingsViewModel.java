package hearth.app.settings;

import hearth.app.agent.AgentFeed;
import hearth.app.settings.Settings.Appearance;
import hearth.app.text.Language;
import hearth.app.text.Notices;
import hearth.app.text.Speech;
import hearth.worker.AgentSnapshot;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.value.ObservableValue;

import java.net.URI;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/// Settings: how it looks, and where things are.
public final class SettingsViewModel {
    private static final String UNKNOWN = "–";
    private final SettingsFeed settings;
    private final AgentFeed agent;
    private final Path home;
    private final Speech speech;
    private final Notices notices;

    public SettingsViewModel(
            SettingsFeed settings, AgentFeed agent, Path home, Speech speech, Notices notices) {
        this.settings = settings;
        this.agent = agent;
        this.home = home;
        this.speech = speech;
        this.notices = notices;
    }

    ReadOnlyObjectProperty<Settings> settings() {
        return settings.current();
    }

    void look(Appearance appearance) {
        settings.change(
                now -> now.withAppearance(appearance),
                () -> notices.bad(speech.text("settings.save.failed")));
    }

    /// In force at once: the window is built anew in that language.
    void speak(Language language) {
        settings.change(
                now -> now.withLanguage(language),
                () -> notices.bad(speech.text("settings.save.failed")));
    }

    void note(Occasion occasion, boolean shown) {
        settings.change(
                now -> now.withNotes(occasion, shown),
                () -> notices.bad(speech.text("settings.save.failed")));
    }

    void size(UnaryOperator<View> change) {
        settings.change(
                now -> now.withView(change.apply(now.view())),
                () -> notices.bad(speech.text("settings.save.failed")));
    }

    /// Such as `125 %`.
    ObservableValue<String> zoom() {
        return settings.current().map(now -> speech.amounts().percent(now.view().zoom() / 100d, 0));
    }

    String folder() {
        return home.toAbsolutePath().toString();
    }

    void folderCopied() {
        notices.good(speech.text("settings.folder.copied"));
    }

    ObservableValue<String> version() {
        return agent.state().map(s -> s.newest().map(AgentSnapshot::version).orElse(UNKNOWN));
    }

    ObservableValue<String> coordinator() {
        return agent.state()
                .map(
                        s ->
                                s.newest()
                                        .map(AgentSnapshot::coordinator)
                                        .map(URI::getAuthority)
                                        .orElse(UNKNOWN));
    }

    /// Groups of eight digits, so that a long number can be read and may break over lines.
    private static String grouped(String digits) {
        return digits.replaceAll("(.{8})(?=.)", "$1 ");
    }

    ObservableValue<String> device() {
        return agent.state()
                .map(s -> s.newest().map(n -> grouped(n.device().value())).orElse(UNKNOWN));
    }
}
