package hearth.worker;

import hearth.hardware.Machine;
import hearth.hardware.Reading;
import hearth.hardware.desktop.Fact;
import hearth.hardware.desktop.Presence;

import java.time.Duration;

/// A machine that its owner left an hour ago, and at which a game can begin.
final class GameDesk implements Machine {
    private volatile boolean game;

    void game(boolean fillsTheScreen) {
        game = fillsTheScreen;
    }

    @Override
    public Reading read() {
        return AgentFixture.MACHINE.read();
    }

    @Override
    public Presence presence() {
        var none = Presence.undetectable("not-here");
        return new Presence(
                Fact.known(Duration.ofHours(1)),
                none.gamepadIdle(),
                Fact.known(game),
                none.video(),
                none.locked(),
                none.sleeping(),
                none.metered(),
                none.seated());
    }
}
