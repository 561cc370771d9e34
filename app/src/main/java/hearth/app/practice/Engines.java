package hearth.app.practice;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.trainer.TrainerRuntime;
import hearth.trainer.engine.EngineException;
import hearth.trainer.engine.EngineStore;
import hearth.trainer.engine.ShippedEngine;

/// How this installation starts its training children.
public final class Engines {
    private Engines() {}

    /// One half of the cores, at least one: the owner keeps the other half.
    public static TrainerRuntime runtime(Image image, HearthHome home) {
        try {
            return shipped(image, home);
        } catch (EngineException e) {
            throw new CommandFailure(CommandFailure.MISSING, e.problem().text(), e);
        }
    }

    private static TrainerRuntime shipped(Image image, HearthHome home) {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        return TrainerRuntime.of(
                image.java(),
                ShippedEngine.ready(EngineStore.at(home.engines()), image.trainerClassPath()),
                image.recipes(),
                threads);
    }
}
