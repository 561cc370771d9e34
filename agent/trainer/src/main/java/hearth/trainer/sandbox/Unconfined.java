package hearth.trainer.sandbox;

import java.nio.file.Path;
import java.util.List;

/// No walls: a process of its own with an empty environment and copies of its inputs. What is left
/// where a system offers nothing better; only for our own signed recipes.
public record Unconfined() implements Sandbox {
    @Override
    public String name() {
        return "none";
    }

    @Override
    public Path seen(View view) {
        return view.host();
    }

    @Override
    public Path seen(JobFolder job) {
        return job.folder();
    }

    @Override
    public Path scratch(JobFolder job) {
        return job.scratch();
    }

    @Override
    public boolean changesUser() {
        return false;
    }

    @Override
    public List<String> command(Cell cell, List<String> program) {
        return program;
    }
}
