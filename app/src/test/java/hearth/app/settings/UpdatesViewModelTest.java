package hearth.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryUpdates;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.fixture.Snapshots;
import hearth.app.look.Tone;
import hearth.app.settings.UpdatesViewModel.Shown;
import hearth.app.text.Notices;
import hearth.app.text.Speech;
import hearth.app.update.UpdateBook;
import hearth.app.update.UpdateChoices;
import hearth.app.update.UpdateDesk.Updates;
import hearth.app.update.UpdateStep;
import hearth.app.update.trust.Channel;
import hearth.app.update.trust.Refusal;
import hearth.app.update.trust.Version;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

class UpdatesViewModelTest {
    private final InMemoryUpdates desk = new InMemoryUpdates();
    private final SameThreadBackground background = new SameThreadBackground();
    private final Speech speech = Speech.of(Locale.US, Clock.fixed(Snapshots.NOW, ZoneOffset.UTC));
    private final UpdatesViewModel model =
            new UpdatesViewModel(
                    desk,
                    background,
                    speech,
                    new Notices() {
                        @Override
                        public void good(String text) {}

                        @Override
                        public void bad(String text) {}
                    });

    @BeforeEach
    void show() {
        model.onShow();
    }

    @Test
    void tellsWhatIsReadyAndWhatBecameOfEarlierVersions() {
        assertThat(shown().state()).isEqualTo("Version 0.3.0 is ready to be installed.");
        assertThat(shown().canInstall()).isTrue();
        assertThat(shown().history().getFirst().what())
                .isEqualTo("Taken back: it was started twice and did not come up.");
        model.install(false);
        assertThat(desk.told()).containsExactly("install when idle");
        assertThat(shown().state()).isEqualTo("Waits until the work in hand is done.");
        assertThat(shown().canInstall()).isFalse();
        desk.doing(UpdateStep.Doing.TRYING_OUT);
        background.tick();
        assertThat(shown().state()).isEqualTo("The new version is being tried out.");
    }

    @Test
    void onlyTellsWhereAPackageManagerInstalls() {
        desk.change(
                n ->
                        new Updates(
                                n.running(),
                                true,
                                true,
                                n.choices(),
                                n.book(),
                                n.ready(),
                                Optional.empty(),
                                Optional.empty()));
        background.tick();
        assertThat(shown().canInstall()).isFalse();
        assertThat(shown().remark()).startsWith("This installation belongs to a package.");
    }

    @Test
    void saysWhenNobodyAnswersAndWhenTheNewsIsOld() {
        trouble("offline", Duration.ofDays(6));
        assertThat(shown().remark()).doesNotContain("newest news");
        trouble("offline", Duration.ofDays(8));
        assertThat(shown().remark()).contains("the newest news is of Nov");
        assertThat(shown().tone()).isEqualTo(Tone.WARN);
    }

    @Test
    void hasASentenceForEveryReasonInEveryLanguage() {
        for (var language : List.of(Locale.US, Locale.GERMANY, Locale.of("es"))) {
            var words = Speech.of(language, Clock.systemUTC()).words();
            for (var reason : Refusal.values()) {
                assertThat(words.find("updates.why." + reason.id())).as(reason.id()).isPresent();
            }
            for (var step : UpdateStep.Doing.values()) {
                assertThat(words.find("updates.step." + key(step))).as(key(step)).isPresent();
            }
            for (var kind : UpdateBook.Kind.values()) {
                assertThat(words.find("updates.was." + key(kind))).as(key(kind)).isPresent();
            }
        }
    }

    @Test
    void changesWhatTheOwnerWants() {
        model.channel(Channel.BETA);
        model.automatic(false);
        model.whenIdle(true);
        assertThat(shown().choices())
                .isEqualTo(new UpdateChoices(false, UpdateChoices.Install.WHEN_IDLE, Channel.BETA));
        model.check();
        assertThat(desk.told()).containsExactly("check");
        model.onHide();
        assertThat(background.ticking()).isZero();
    }

    @Test
    void asksNobodyWithoutKeys() {
        desk.change(
                n ->
                        new Updates(
                                "development",
                                false,
                                false,
                                n.choices(),
                                n.book(),
                                Optional.empty(),
                                Optional.of(new Version("9.9.9")),
                                Optional.empty()));
        background.tick();
        assertThat(shown().canAsk()).isFalse();
        assertThat(shown().state()).startsWith("This build was made without keys");
    }

    private void trouble(String id, Duration age) {
        desk.change(
                n ->
                        new Updates(
                                n.running(),
                                true,
                                false,
                                n.choices(),
                                InMemoryUpdates.book(Snapshots.NOW.minus(age), id, List.of()),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
        background.tick();
    }

    private static String key(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Shown shown() {
        return model.shown().get().orElseThrow();
    }
}
