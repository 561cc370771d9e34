package hearth.app.owner;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.protocol.RecipeConfig;
import hearth.trainer.Recipes;

import java.io.UncheckedIOException;
import java.nio.file.Path;

/// From a path to a job that is ready to be published.
public final class NewJob {
    private NewJob() {}

    /// Prepares the data, checks all of it, and lays the job down in the data folder.
    ///
    /// @throws CommandFailure with the first thing that is wrong
    public static JobFolder of(HearthHome home, Path source, JobPlan plan) {
        try {
            return JobFolder.make(home, plan, pieces(source, plan));
        } catch (DataException | IllegalArgumentException | ArithmeticException wrong) {
            throw new CommandFailure(
                    CommandFailure.FAILED, "This is no job: " + wrong.getMessage() + ".", wrong);
        } catch (UncheckedIOException unusable) {
            throw CommandFailure.ofFiles(unusable);
        }
    }

    /// The same for a job that asks a finished model.
    public static JobFolder of(HearthHome home, Path source, AskPlan plan) {
        try {
            return JobFolder.make(home, plan, Inputs.of(source, plan));
        } catch (DataException | IllegalArgumentException | ArithmeticException wrong) {
            throw new CommandFailure(
                    CommandFailure.FAILED, "This is no job: " + wrong.getMessage() + ".", wrong);
        } catch (UncheckedIOException unusable) {
            throw CommandFailure.ofFiles(unusable);
        }
    }

    private static Pieces pieces(Path source, JobPlan plan) throws DataException {
        RecipeConfig recipe = plan.recipe();
        var made = Recipes.of(recipe);
        int leases = plan.steps().leases();
        return switch (recipe.recipe()) {
            case "gpt", "lora" -> Texts.of(source, (int) recipe.size("context"), leases);
            case "cnn", "mlp" ->
                    Tables.of(
                            source,
                            Canvas.of(recipe, made.exampleBytes() - 1),
                            made.classes(),
                            leases);
            default -> throw new DataException("there is no recipe " + recipe.recipe());
        };
    }
}
