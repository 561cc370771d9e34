package hearth.app.settings;

import hearth.app.look.Badge;
import hearth.app.look.FactLine;
import hearth.app.look.Rows;
import hearth.app.look.Switch;
import hearth.app.look.Tone;
import hearth.app.settings.UpdatesViewModel.Happened;
import hearth.app.settings.UpdatesViewModel.Shown;
import hearth.app.text.Speech;
import hearth.app.update.UpdateChoices.Install;
import hearth.app.update.trust.Channel;

import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Updates of Hearth, in the settings.
public final class UpdatesCard extends VBox {
    public UpdatesCard() {
        getStyleClass().add("card");
    }

    /// Shows that from now on.
    void connect(UpdatesViewModel model, Speech speech) {
        var shown = model.shown();
        var history = new VBox();
        history.getStyleClass().add("facts");
        Rows.showWhile(history, has(shown, s -> !s.history().isEmpty()));
        var facts = new VBox();
        facts.getStyleClass().add("facts");
        shown.subscribe(
                now ->
                        now.ifPresent(
                                s -> {
                                    facts.getChildren().setAll(facts(s, speech));
                                    history.getChildren()
                                            .setAll(
                                                    s.history().stream()
                                                            .map(UpdatesCard::line)
                                                            .toList());
                                }));
        getChildren()
                .addAll(
                        head(shown, speech),
                        remark(shown),
                        facts,
                        ways(model, speech),
                        channels(model, speech),
                        wish(
                                "automatic",
                                speech,
                                shown.map(o -> o.filter(s -> s.choices().automatic()).isPresent()),
                                model::automatic),
                        wish(
                                "when-idle",
                                speech,
                                shown.map(
                                        o ->
                                                o.filter(
                                                                s ->
                                                                        s.choices().install()
                                                                                == Install
                                                                                        .WHEN_IDLE)
                                                        .isPresent()),
                                model::whenIdle),
                        history);
    }

    private static Node head(ObservableValue<Optional<Shown>> shown, Speech speech) {
        var title = label(speech.text("updates.title"), "card-title");
        var gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        var head = new HBox(title, gap);
        head.getStyleClass().add("card-head");
        shown.subscribe(
                now ->
                        now.ifPresent(
                                s ->
                                        head.getChildren()
                                                .setAll(title, gap, badge(s.tone(), speech))));
        var state = label("", "muted");
        state.setId("updates-state");
        state.textProperty().bind(shown.map(o -> o.map(Shown::state).orElse("")));
        var both = new VBox(head, state);
        both.getStyleClass().add("rule-words");
        return both;
    }

    private static Badge badge(Tone tone, Speech speech) {
        String key =
                switch (tone) {
                    case ACCENT, GOOD, INFO -> "updates.badge.news";
                    case WARN, BAD -> "updates.badge.trouble";
                    case NEUTRAL -> "updates.badge.quiet";
                };
        return new Badge(speech.text(key), tone);
    }

    private static Node remark(ObservableValue<Optional<Shown>> shown) {
        var remark = label("", "small");
        remark.setId("updates-remark");
        remark.textProperty().bind(shown.map(o -> o.map(Shown::remark).orElse("")));
        Rows.showWhile(remark, remark.textProperty().isNotEmpty());
        return remark;
    }

    private static Node[] facts(Shown shown, Speech speech) {
        return new Node[] {
            new FactLine(speech.text("updates.running"), shown.running()),
            new FactLine(speech.text("updates.checked"), shown.checked())
        };
    }

    private static Node ways(UpdatesViewModel model, Speech speech) {
        var check = new Button(speech.text("updates.check"));
        check.setId("updates-check");
        check.disableProperty()
                .bind(
                        model.asking()
                                .or(
                                        Bindings.createBooleanBinding(
                                                () ->
                                                        model.shown()
                                                                .get()
                                                                .filter(Shown::canAsk)
                                                                .isEmpty(),
                                                model.shown())));
        check.setOnAction(event -> model.check());
        var idle = new Button(speech.text("updates.install.idle"));
        idle.setId("updates-install-idle");
        idle.getStyleClass().add("accent");
        idle.setOnAction(event -> model.install(false));
        var now = new Button(speech.text("updates.install.now"));
        now.setId("updates-install-now");
        now.setOnAction(event -> model.install(true));
        for (var button : new Button[] {idle, now}) {
            Rows.showWhile(button, has(model.shown(), Shown::canInstall));
        }
        var ways = new FlowPane(idle, now, check);
        ways.getStyleClass().add("terms-fields");
        return ways;
    }

    private static Node channels(UpdatesViewModel model, Speech speech) {
        var stable = new RadioButton(speech.text("updates.channel.stable"));
        stable.setId("updates-stable");
        var beta = new RadioButton(speech.text("updates.channel.beta"));
        beta.setId("updates-beta");
        var group = new ToggleGroup();
        Map.of(Channel.STABLE, stable, Channel.BETA, beta)
                .forEach(
                        (channel, button) -> {
                            button.setToggleGroup(group);
                            button.setOnAction(event -> model.channel(channel));
                            model.shown()
                                    .subscribe(
                                            now ->
                                                    now.ifPresent(
                                                            s ->
                                                                    button.setSelected(
                                                                            s.choices().channel()
                                                                                    == channel)));
                        });
        var choices = new FlowPane(stable, beta);
        choices.getStyleClass().add("choices");
        return choices;
    }

    private static Node wish(
            String name, Speech speech, ObservableValue<Boolean> on, Consumer<Boolean> choose) {
        var words =
                new VBox(
                        label(speech.text("updates." + name), "rule-title"),
                        label(speech.text("updates." + name + ".text"), "small"));
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        var toggle = new Switch();
        toggle.setId("updates-" + name);
        toggle.setAccessibleText(speech.text("updates." + name));
        on.subscribe(
                now -> {
                    if (toggle.isSelected() != now) {
                        toggle.setSelected(now);
                    }
                });
        toggle.selectedProperty()
                .subscribe(
                        wanted -> {
                            if (!wanted.equals(on.getValue())) {
                                choose.accept(wanted);
                            }
                        });
        var line = new HBox(words, toggle);
        line.getStyleClass().add("switch-line");
        return line;
    }

    private static Node line(Happened happened) {
        var words =
                new VBox(label(happened.version(), "rule-title"), label(happened.what(), "small"));
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        var when = label(happened.when(), "fact-line-value");
        when.setMinWidth(Region.USE_PREF_SIZE);
        var line = new HBox(words, when);
        line.getStyleClass().add("machine-line");
        return line;
    }

    private static ObservableValue<Boolean> has(
            ObservableValue<Optional<Shown>> shown, Function<Shown, Boolean> condition) {
        return shown.map(o -> o.map(condition).orElse(false));
    }

    private static Label label(String text, String styleClass) {
        var label = new Label(text);
        label.getStyleClass().add(styleClass);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }
}
