package hearth.trainer.sandbox;

import java.io.IOException;
import java.util.List;

/// Windows: a job object around the running child, which ends it with its parent, lets it start no
/// process and limits its memory. It does not limit files or the network, so it is grade C.
/// Written from documentation, never run.
public record WindowsJob() implements Sandbox {
    @Override
    public String name() {
        return "job object";
    }

    @Override
    public List<String> command(Cell cell, List<String> program) {
        return program;
    }

    @Override
    public void confine(Process process, Limits limits) throws IOException {
        new JobObject().hold(process.pid(), limits.memoryBytes());
    }
}
