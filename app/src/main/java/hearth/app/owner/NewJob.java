package hearth.app.owner;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.protocol.RecipeConfig;

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
        }
    }

    private static Pieces pieces(Path source, JobPlan plan) throws DataException {
        RecipeConfig recipe = plan.recipe();
        return switch (recipe.recipe()) {
            case "gpt" -> Texts.of(source, (int) recipe.size("context"), plan.steps().leases());
            default ->
                    throw new DataException("recipe " + recipe.recipe() + " cannot be used here");
        };
    }
}
