package hearth.app.window;

import hearth.app.agent.AgentFeed;
import hearth.app.agent.AgentState;
import hearth.app.settings.Settings;
import hearth.app.settings.Settings.Appearance;
import hearth.app.settings.SettingsFeed;
import hearth.app.text.Notices;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.worker.AgentSnapshot.Gpu;
import hearth.worker.AgentSnapshot.Hardware;

import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The frame around every screen: where the owner is, this computer, whether the agent answers.
public final class ShellViewModel {
    private static final int LONGEST_NAME = 40;
    private final ObjectProperty<Page> page = new SimpleObjectProperty<>(Page.HOME);
    private final ReadOnlyBooleanWrapper lost = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<Optional<Computer>> computer =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final SettingsFeed settings;
    private final Speech speech;
    private final Notices notices;

    ShellViewModel(AgentFeed agent, SettingsFeed settings, Speech speech, Notices notices) {
        this.settings = settings;
        this.speech = speech;
        this.notices = notices;
        agent.state().subscribe(this::show);
    }

    ObjectProperty<Page> page() {
        return page;
    }

    ReadOnlyBooleanProperty lost() {
        return lost.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Optional<Computer>> computer() {
        return computer.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Settings> settings() {
        return settings.current();
    }

    /// Goes from system to light to dark and around.
    void nextAppearance() {
        Appearance next =
                switch (settings.current().get().appearance()) {
                    case SYSTEM -> Appearance.LIGHT;
                    case LIGHT -> Appearance.DARK;
                    case DARK -> Appearance.SYSTEM;
                };
        settings.change(
                now -> now.withAppearance(next),
                () -> notices.bad(speech.text("settings.save.failed")));
    }

    void hideAmounts(boolean hidden) {
        settings.change(
                now -> now.withPrivacy(now.privacy().withAmountsHidden(hidden)),
                () -> notices.bad(speech.text("settings.save.failed")));
    }

    private void show(AgentState state) {
        lost.set(state instanceof AgentState.Lost);
        computer.set(
                state.newest()
                        .map(snapshot -> computer(snapshot.deviceName(), snapshot.hardware())));
    }

    private Computer computer(String name, Hardware hardware) {
        Optional<Gpu> gpu = hardware.gpus().stream().findFirst();
        Optional<Double> load = gpu.isPresent() ? gpu.get().load() : hardware.cpuLoad();
        var facts = new ArrayList<String>();
        load.ifPresent(share -> facts.add(speech.amounts().percent(share, 0)));
        gpu.map(Gpu::temperature)
                .orElse(hardware.cpuTemperature())
                .ifPresent(t -> facts.add(speech.amounts().decimal(t, 0) + " °C"));
        gpu.flatMap(Gpu::watts).ifPresent(w -> facts.add(speech.amounts().decimal(w, 0) + " W"));
        String part = gpu.map(Gpu::name).orElse(hardware.cpu());
        return new Computer(
                Words.plain(name, LONGEST_NAME),
                Words.plain(part, LONGEST_NAME),
                List.copyOf(facts),
                load);
    }

    /// This computer in the corner of the sidebar.
    ///
    /// @param facts load, temperature and power, as far as they are known
    record Computer(String name, String part, List<String> facts, Optional<Double> load) {}
}
