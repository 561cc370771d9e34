package hearth.trainer.child;

import hearth.protocol.MalformedMessageException;
import hearth.trainer.Frames;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/// Entry of the child process. Standard input and output carry frames; logs go to standard error.
/// The process ends when its parent closes the pipe, however that came about.
public final class Main {
    private static final int BROKEN_PIPE = 74;

    private Main() {}

    /// @param args folder of the packed recipes, cache folder of the engine
    public static void main(String[] args) {
        var out = new FileOutputStream(FileDescriptor.out);
        // A stray print must not end up between frames.
        System.setOut(System.err);
        var frames = new Frames(System.in, out);
        int status = 0;
        try {
            new Desk(frames, Path.of(args[0]), Path.of(args[1])).serve();
        } catch (IOException | MalformedMessageException e) {
            status = BROKEN_PIPE;
        }
        // Not exit: a native call that still runs must not hold the process.
        Runtime.getRuntime().halt(status);
    }
}
