package hearth.trainer.engine;

import java.io.IOException;
import java.nio.file.Path;

/// A process of its own that unpacks the test engine.
final class UnpackingProcess {
    private UnpackingProcess() {}

    /// @param args folder that holds `installation` and gets `engines`
    public static void main(String[] args) throws IOException {
        var folder = Path.of(args[0]);
        var archives = new EngineArchives(folder.resolve("own-" + ProcessHandle.current().pid()));
        EngineStore.at(folder.resolve("engines")).ready(archives.content(), archives::find);
    }
}
