package hearth.app.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.Snapshots;
import hearth.app.fixture.Standings;
import hearth.app.look.Tone;
import hearth.app.text.Speech;
import hearth.protocol.Messages;
import hearth.protocol.Messages.StandingView;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

class StandingTest {
    private static final Speech SPEECH =
            Speech.of(Locale.ENGLISH, Clock.fixed(Snapshots.NOW, ZoneOffset.UTC));

    @Test
    void saysHowOftenAComputerIsCheckedThatIsKnownAndOneThatIsNew() {
        var standing = Standing.of(Optional.of(Standings.trusted()), SPEECH);

        assertThat(standing.note()).isEmpty();
        var known = standing.kinds().getFirst();
        assertThat(known.name()).isEqualTo("Language model · NVIDIA card");
        assertThat(known.tone()).isEqualTo(Tone.GOOD);
        assertThat(known.why())
                .isEqualTo("No result was refused. The more are accepted, the fewer are drawn.");
        assertThat(known.facts())
                .containsExactly(
                        new Meter.Line("Drawn to be repeated", "about 5 of 100"),
                        new Meter.Line("Loss measured", "about 25 of 100"),
                        new Meter.Line("Accepted so far", "95"),
                        new Meter.Line("Refused so far", "0"));
        var fresh = standing.kinds().getLast();
        assertThat(fresh.why())
                .isEqualTo(
                        "This computer is new at it, so every result is drawn. After 7 more"
                                + " accepted results only some are.");
        assertThat(fresh.facts().getFirst().value()).isEqualTo("every result");
    }

    @Test
    void tellsTheWayBackAfterARefusedResult() {
        var kind = Standing.of(Optional.of(Standings.afterAFailure()), SPEECH).kinds().getFirst();

        assertThat(kind.tone()).isEqualTo(Tone.WARN);
        assertThat(kind.badge()).isEqualTo("All, for now");
        assertThat(kind.why()).contains("The way back: after 6 more accepted results");
        assertThat(kind.facts())
                .contains(new Meter.Line("Last refused", "Nov 20, 2026, 12:42:10\u00a0PM"));

        var after = trusted(Standings.afterAFailure().standings().getFirst());
        assertThat(Standing.of(told(after), SPEECH).kinds().getFirst().why())
                .startsWith("10 were accepted since the last refused one.");
    }

    private static StandingView trusted(StandingView view) {
        return new StandingView(
                view.recipe(),
                view.deviceClass(),
                view.accepted() + 6,
                view.refused(),
                10,
                view.failedAt(),
                new BigDecimal("0.3333"),
                new BigDecimal("0.2500"),
                0);
    }

    @Test
    void saysWhatIsNotKnownAndNeverANought() {
        assertThat(Standing.of(Optional.empty(), SPEECH))
                .isEqualTo(new Standing("Not known yet: the coordinator has not told.", List.of()));
        assertThat(Standing.of(Optional.of(new Messages.Standings(List.of())), SPEECH))
                .isEqualTo(
                        new Standing(
                                "It begins with the first result that is decided.", List.of()));
    }

    /// The names come from a server.
    @Test
    void showsNothingOfAStrangersThatIsLongOrInvisible() {
        var view =
                new StandingView(
                        "\u202emarkup<b>\n" + "x".repeat(500),
                        "cpu",
                        1,
                        0,
                        1,
                        Optional.empty(),
                        BigDecimal.ONE,
                        BigDecimal.ONE,
                        9);
        var standing =
                Standing.of(
                        Optional.of(new Messages.Standings(Collections.nCopies(500, view))),
                        SPEECH);

        assertThat(standing.kinds()).hasSizeLessThan(50);
        assertThat(standing.kinds().getFirst().name())
                .startsWith("markup<b> xxx")
                .hasSizeLessThan(60)
                .doesNotContain("\n", "\u202e");
    }

    private static Optional<Messages.Standings> told(StandingView view) {
        return Optional.of(new Messages.Standings(List.of(view)));
    }
}
