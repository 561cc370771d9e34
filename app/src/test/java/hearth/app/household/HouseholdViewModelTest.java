package hearth.app.household;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.agent.AgentFeed;
import hearth.app.fixture.Households;
import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.fixture.Snapshots;
import hearth.app.look.Tone;
import hearth.app.text.Speech;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

class HouseholdViewModelTest {
    private final SameThreadBackground background = new SameThreadBackground();
    private final InMemoryAgent agent = new InMemoryAgent(Snapshots.busy());
    private Instant now = Households.NOW;

    private HouseholdViewModel shown() {
        InstantSource time = () -> now;
        Clock clock = time.withZone(ZoneOffset.UTC);
        var feed = new AgentFeed(agent.links(), background);
        feed.open();
        var model = new HouseholdViewModel(feed, background, Speech.of(Locale.ENGLISH, clock));
        model.onShow();
        return model;
    }

    private static List<MachineLine> others(HouseholdViewModel model) {
        return model.others().get().orElseThrow();
    }

    @Test
    void knowsNoOtherMachineWhileAlone() {
        var model = shown();
        assertThat(others(model)).isEmpty();
        assertThat(model.paired().get()).isFalse();
        assertThat(model.said().get().text()).isEmpty();
    }

    @Test
    void tellsOfEachOtherMachineAndNotOfThisOne() {
        agent.household(Households.three());
        var model = shown();
        assertThat(others(model))
                .extracting(
                        MachineLine::name,
                        MachineLine::seen,
                        MachineLine::activity,
                        MachineLine::tone,
                        MachineLine::today)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "living room",
                                "Heard of just now · Processor",
                                "Working",
                                Tone.GOOD,
                                "0.75 EMBER today"),
                        org.assertj.core.groups.Tuple.tuple(
                                "old laptop",
                                "Last heard of 2 days ago",
                                "Away",
                                Tone.NEUTRAL,
                                "0 EMBER today"));
        assertThat(model.paired().get()).isTrue();
    }

    @Test
    void showsACodeUntilAnotherMachineHasUsedIt() {
        var model = shown();
        model.pair();
        assertThat(model.code().get().orElseThrow().text()).isEqualTo("7KD2P-M0XQ4");
        assertThat(model.code().get().orElseThrow().left()).contains("10 min");
        now = now.plusSeconds(70);
        background.tick();
        assertThat(model.code().get().orElseThrow().left()).contains("8 min 50 s");

        agent.household(Households.three());
        for (int i = 0; i < 4; i++) {
            background.tick();
        }
        assertThat(model.code().get()).isEmpty();
        assertThat(model.said().get().text()).isEqualTo("living room is paired with this machine.");
        assertThat(model.said().get().good()).isTrue();
    }

    @Test
    void takesACodeAwayThatIsOver() {
        var model = shown();
        model.pair();
        now = now.plusSeconds(600);
        background.tick();
        assertThat(model.code().get()).isEmpty();
        assertThat(model.said().get().text()).startsWith("The code is over");
        assertThat(model.said().get().good()).isFalse();
    }

    @Test
    void joinsWithACodeAndLeavesAgain() {
        var model = shown();
        model.join(" 7kd2p m0xq4 ");
        assertThat(agent.joined()).containsExactly("7kd2p m0xq4");
        assertThat(others(model)).hasSize(2);
        model.leave();
        assertThat(others(model)).as("nobody was asked").hasSize(2);
        model.askToLeave();
        assertThat(model.leaving().get()).isTrue();
        model.stay();
        model.leave();
        assertThat(others(model)).hasSize(2);
        model.askToLeave();
        model.leave();
        assertThat(model.leaving().get()).isFalse();
        assertThat(others(model)).isEmpty();
        assertThat(model.said().get().text()).contains("paired with no other");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7KD2P",
                "7KD2P-M0XQ4-7KD2P",
                "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
                "hollow gentle lantern oven river copper",
                "\u202e7KD2P-M0XQ4",
                "'; DROP TABLE pairing; --"
            })
    void sendsNothingThatCannotBeACode(String typed) {
        var model = shown();
        model.join(typed);
        assertThat(agent.joined()).isEmpty();
        assertThat(model.said().get().text()).startsWith("That is no code.");
        assertThat(model.said().get().good()).isFalse();
        assertThat(model.busy().get()).isFalse();
    }

    @Test
    void saysWhyACodeIsNotTakenAndKeepsWhatItKnows() {
        agent.household(Households.three());
        var model = shown();
        model.join("  ");
        assertThat(model.said().get().text()).startsWith("Type the code");
        agent.refuseHousehold(Optional.of("wrong-code"));
        model.join("00000-00000");
        assertThat(model.said().get().text()).startsWith("No machine shows this code now");
        assertThat(model.said().get().good()).isFalse();
        assertThat(model.busy().get()).isFalse();
        assertThat(others(model)).hasSize(2);
        agent.gone(true);
        model.pair();
        assertThat(model.said().get().text()).contains("does not answer");
        assertThat(model.code().get()).isEmpty();
    }

    @Test
    void looksForTheMachinesOnceTheAgentIsThereAndNotWhileHidden() {
        agent.gone(true);
        var model = shown();
        assertThat(model.others().get()).isEmpty();
        agent.gone(false);
        background.tick();
        assertThat(model.others().get()).isPresent();
        int ticking = background.ticking();
        model.onHide();
        assertThat(background.ticking()).isEqualTo(ticking - 1);
    }

    @Test
    void takesBackThatTheAgentIsSilentOnceItAnswers() {
        var model = shown();
        agent.gone(true);
        for (int i = 0; i < 30; i++) {
            background.tick();
        }
        assertThat(model.said().get().good()).isFalse();
        agent.gone(false);
        for (int i = 0; i < 30; i++) {
            background.tick();
        }
        assertThat(model.said().get().text()).isEmpty();
        model.join("nonsense");
        for (int i = 0; i < 30; i++) {
            background.tick();
        }
        assertThat(model.said().get().good()).as("what was typed is still wrong").isFalse();
    }
}
