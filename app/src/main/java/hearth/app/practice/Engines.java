package hearth.app.practice;

import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.trainer.TrainerRuntime;

/// How this installation starts its training children.
public final class Engines {
    private Engines() {}

    /// One half of the cores, at least one: the owner keeps the other half.
    public static TrainerRuntime runtime(Image image, HearthHome home) {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        return TrainerRuntime.of(
                image.java(),
                image.trainerClassPath(),
                image.recipes(),
                home.folder().resolve("cache/engine"),
                threads);
    }
}
