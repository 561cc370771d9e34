package hearth.app.jobs;

import hearth.app.text.Speech;
import hearth.app.text.Words;

import java.math.BigDecimal;

/// The facts of a job in words.
///
/// @param speech of the window
public record JobWords(Speech speech) {
    private static final int LONGEST_RECIPE = 60;
    private static final double MILLION = 1e6;

    /// The kind of model; a recipe that this version does not know keeps its id.
    public String recipe(String recipe) {
        return speech.words()
                .find("recipe." + recipe)
                .orElseGet(() -> Words.plain(recipe, LONGEST_RECIPE));
    }

    /// @param nats mean held-out loss
    public String loss(BigDecimal nats) {
        return speech.amounts().decimal(nats.doubleValue(), 3);
    }

    /// How many numbers the model learns.
    public String parameters(long count) {
        return count >= MILLION
                ? speech.text("job.millions", speech.amounts().decimal(count / MILLION, 1))
                : speech.amounts().count(count);
    }
}
