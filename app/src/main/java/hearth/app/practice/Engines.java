package hearth.app.practice;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.hardware.OshiMachine;
import hearth.hardware.Reading;
import hearth.trainer.TrainerRuntime;
import hearth.trainer.engine.CardSurvey;
import hearth.trainer.engine.EngineCatalogue;
import hearth.trainer.engine.EngineChoice;
import hearth.trainer.engine.EngineException;
import hearth.trainer.engine.EngineStore;
import hearth.trainer.engine.EngineTrial;
import hearth.trainer.engine.HostPlatform;
import hearth.trainer.engine.ShippedEngine;

/// How this installation starts its training children.
public final class Engines {
    private Engines() {}

    /// On the processor. One half of the cores, at least one: the owner keeps the other half.
    public static TrainerRuntime runtime(Image image, HearthHome home) {
        return runtime(image, home, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }

    /// On one core of the processor, for several at once.
    public static TrainerRuntime singleThreaded(Image image, HearthHome home) {
        return runtime(image, home, 1);
    }

    private static TrainerRuntime runtime(Image image, HearthHome home, int threads) {
        try {
            return TrainerRuntime.of(
                    image.java(),
                    ShippedEngine.ready(store(home), image.trainerClassPath()),
                    image.recipes(),
                    threads);
        } catch (EngineException e) {
            throw new CommandFailure(CommandFailure.MISSING, e.problem().text(), e);
        }
    }

    public static EngineStore store(HearthHome home) {
        return EngineStore.at(home.engines());
    }

    /// The graphics cards of this computer.
    public static CardSurvey survey() {
        try (var machine = new OshiMachine()) {
            return CardSurvey.ofThisMachine(
                    machine.read().graphics().stream().map(Reading.Graphics::name).toList());
        }
    }

    public static EngineChoice choice(Image image, HearthHome home, CardSurvey survey) {
        return new EngineChoice(
                survey,
                EngineCatalogue.ofThisRelease(),
                HostPlatform.current(),
                store(home),
                image.trainerClassPath());
    }

    /// The best device of this computer on which a real step comes out right.
    ///
    /// @param processor what [#runtime] gives; it does what no other device can
    public static EngineChoice.Chosen choose(
            Image image, HearthHome home, CardSurvey survey, TrainerRuntime processor) {
        return choice(image, home, survey)
                .choose(new EngineTrial(processor, home.engines().resolve("trial")));
    }
}
