package hearth.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryLoginStart;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;

import org.junit.jupiter.api.Test;

import java.util.Optional;

class LoginStartViewModelTest {
    private final InMemoryLoginStart system = new InMemoryLoginStart();
    private final LoginStartViewModel model =
            new LoginStartViewModel(() -> system, new SameThreadBackground(), Said.speech());

    @Test
    void registersTheAgentAndTakesItBack() {
        assertThat(model.shown().get().isKnown()).isFalse();
        model.onShow();
        assertThat(model.shown().get().isOn()).isFalse();
        assertThat(model.shown().get().said()).isEqualTo("Hearth begins when you open it.");

        model.turn(true);
        assertThat(system.isInstalled()).isTrue();
        assertThat(model.shown().get().isOn()).isTrue();
        assertThat(model.shown().get().said()).startsWith("Registered with systemd: /home/ann");

        model.turn(false);
        assertThat(system.isInstalled()).isFalse();
        assertThat(model.shown().get().isOn()).isFalse();
    }

    @Test
    void saysWhichCommandTheSystemDidNotTake() {
        model.onShow();
        system.fail(Optional.of("systemctl --user daemon-reload"));
        model.turn(true);
        assertThat(model.shown().get().isGood()).isFalse();
        assertThat(model.shown().get().isOn()).as("the file is there").isTrue();
        assertThat(model.shown().get().said()).contains("systemctl --user daemon-reload");
    }

    @Test
    void leavesItAsItWasWhereItCannotBeChanged() {
        model.onShow();
        system.readOnly();
        model.turn(true);
        assertThat(model.shown().get().isOn()).isFalse();
        assertThat(model.shown().get().isBusy()).isFalse();
        assertThat(model.shown().get().isGood()).isFalse();
        assertThat(model.shown().get().said()).startsWith("The system’s file could not be changed");
    }
}
