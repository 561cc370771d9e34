package hearth.trainer.child;

import hearth.protocol.MalformedMessageException;
import hearth.trainer.ComputeDevice;
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

    /// @param args folder of the packed recipes, word of the device
    public static void main(String[] args) {
        var out = new FileOutputStream(FileDescriptor.out);
        // A stray print must not end up between frames.
        System.setOut(System.err);
        var frames = new Frames(System.in, out);
        int status = 0;
        try {
            var placement = Placement.on(ComputeDevice.ofWord(args[1]));
            new Desk(frames, new Programs(Path.of(args[0]), placement)).serve();
        } catch (IOException | MalformedMessageException e) {
            status = BROKEN_PIPE;
        }
        // Not exit: a native call that still runs must not hold the process.
        Runtime.getRuntime().halt(status);
    }
}
