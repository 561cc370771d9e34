package hearth.app.settings;

import hearth.app.text.Notices;
import hearth.app.text.Speech;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Whether money is shown, and the owner's own picture and words.
public final class PrivacyViewModel {
    private static final int OFFERED = 6;
    private final ReadOnlyObjectWrapper<List<PersonalMark>> offered =
            new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<Optional<PersonalMark>> chosen =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final StringProperty words = new SimpleStringProperty("");
    private final SettingsFeed settings;
    private final RandomGenerator random;
    private final Speech speech;
    private final Notices notices;

    public PrivacyViewModel(
            SettingsFeed settings, RandomGenerator random, Speech speech, Notices notices) {
        this.settings = settings;
        this.random = random;
        this.speech = speech;
        this.notices = notices;
        mark().getValue().ifPresent(own -> words.set(own.words()));
        chosen.set(mark().getValue());
        others();
    }

    /// The mark in force.
    public ObservableValue<Optional<PersonalMark>> mark() {
        return settings.current().map(now -> now.privacy().mark());
    }

    ObservableValue<Boolean> amountsHidden() {
        return settings.current().map(now -> now.privacy().amountsHidden());
    }

    void hideAmounts(boolean hidden) {
        change(now -> now.withAmountsHidden(hidden), () -> {});
    }

    /// Offers other pictures; the one that is chosen stays among them.
    void others() {
        var drawn = Stream.generate(() -> PersonalMark.draw(random));
        offered.set(Stream.concat(chosen.get().stream(), drawn).limit(OFFERED).toList());
    }

    void choose(PersonalMark picture) {
        chosen.set(Optional.of(picture));
    }

    /// Whether there is a picture to keep.
    ObservableValue<Boolean> canSave() {
        return chosen.map(Optional::isPresent);
    }

    /// Keeps the chosen picture with the words that are typed.
    void save() {
        String fitting = PersonalMark.fitting(words.get());
        words.set(fitting);
        chosen.get()
                .ifPresent(
                        picture ->
                                change(
                                        now -> now.withMark(picture.saying(fitting)),
                                        () -> notices.good(speech.text("personal.saved"))));
    }

    private void change(UnaryOperator<Privacy> change, Runnable onSaved) {
        settings.change(
                now -> now.withPrivacy(change.apply(now.privacy())),
                onSaved,
                () -> notices.bad(speech.text("settings.save.failed")));
    }

    ReadOnlyObjectProperty<List<PersonalMark>> offered() {
        return offered.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Optional<PersonalMark>> chosen() {
        return chosen.getReadOnlyProperty();
    }

    StringProperty words() {
        return words;
    }
}
