package hearth.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.SplittableRandom;

class PrivacyViewModelTest {
    @TempDir private Path home;
    private final Said said = new Said();

    private SettingsFeed feed() {
        var file = new SettingsFile(home);
        return new SettingsFeed(file, file.load().settings(), new SameThreadBackground());
    }

    private PrivacyViewModel open(long seed) {
        return new PrivacyViewModel(feed(), new SplittableRandom(seed), Said.speech(), said);
    }

    @Test
    void keepsThePictureAndTheWordsThatWereChosen() {
        var model = open(1);
        assertThat(model.canSave().getValue()).isFalse();
        assertThat(new HashSet<>(model.offered().get())).hasSize(6);
        var picture = model.offered().get().get(3);
        model.choose(picture);
        model.words().set("  the blue\tbarn ");
        model.save();
        assertThat(said.good()).hasSize(1);
        var later = open(2);
        assertThat(later.mark().getValue()).contains(picture.saying("the blue barn"));
        assertThat(later.words().get()).isEqualTo("the blue barn");
        later.others();
        assertThat(later.offered().get().getFirst().seed()).isEqualTo(picture.seed());
    }

    @Test
    void thePictureFollowsFromItsSeedAlone() {
        var mark = new PersonalMark("0123456789abcdef".repeat(2), "one");
        assertThat(mark.cells()).isDeepEqualTo(mark.saying("two").cells());
        assertThat(mark.cells())
                .isDeepEqualTo(
                        new int[][] {
                            {0, 0, 1, 0, 0},
                            {0, 2, 1, 2, 0},
                            {1, 2, 2, 2, 1},
                            {1, 0, 0, 0, 1},
                            {2, 2, 0, 2, 2}
                        });
        var random = new SplittableRandom(3);
        assertThat(PersonalMark.draw(random)).isNotEqualTo(PersonalMark.draw(random));
    }

    @Test
    void wordsAreOneLineAndNotLong() {
        var model = open(1);
        model.choose(model.offered().get().getFirst());
        model.words().set("w".repeat(80));
        model.save();
        assertThat(model.mark().getValue().map(PersonalMark::words))
                .isEqualTo(Optional.of("w".repeat(60)));
        assertThatThrownBy(() -> new PersonalMark("00", "")).isInstanceOf(RuntimeException.class);
        var seed = "00".repeat(16);
        assertThatThrownBy(() -> new PersonalMark(seed, "a\nb"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hidingAmountsIsRememberedAndLeavesThePicture() {
        var model = open(1);
        model.choose(model.offered().get().getFirst());
        model.save();
        model.hideAmounts(true);
        var kept = new SettingsFile(home).load().settings().privacy();
        assertThat(kept.amountsHidden()).isTrue();
        assertThat(kept.mark()).isPresent();
    }

    @Test
    void aPictureThatTheTerminalChoseMeanwhileIsNotWrittenOver() {
        var model = open(1);
        var chosen = PersonalMark.draw(new SplittableRandom(9)).saying("from the terminal");
        new SettingsFile(home)
                .change(now -> now.withPrivacy(now.privacy().withMark(chosen)), Settings.initial());
        model.hideAmounts(true);
        assertThat(model.mark().getValue()).contains(chosen);
        assertThat(new SettingsFile(home).load().settings().privacy())
                .isEqualTo(new Privacy(true, Optional.of(chosen)));
    }

    @Test
    void saysThatAPictureIsKeptOnlyOnceItIs() throws IOException {
        var model = open(1);
        model.choose(model.offered().get().getFirst());
        Files.createDirectory(home.resolve("settings.json.new"));
        model.save();
        assertThat(said.good()).isEmpty();
        assertThat(said.bad()).hasSize(1);
        assertThat(model.mark().getValue()).isEmpty();
    }

    @Test
    void wordsAreCutBetweenTwoCharacters() {
        assertThat(PersonalMark.fitting("w".repeat(59) + "\ud83d\udd25")).isEqualTo("w".repeat(59));
        assertThat(PersonalMark.fitting("w".repeat(58) + "\ud83d\udd25")).hasSize(60);
    }
}
