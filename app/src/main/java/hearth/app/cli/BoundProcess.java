package hearth.app.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/// A silent process that ends when this one does, also when a person interrupts it: an agent that a
/// measurement leaves behind would train on with nobody to see it.
final class BoundProcess {
    private BoundProcess() {}

    static Process start(ProcessBuilder builder) throws IOException {
        var process =
                builder.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(process::destroy));
        return process;
    }
}
