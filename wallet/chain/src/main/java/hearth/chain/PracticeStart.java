package hearth.chain;

import java.nio.file.Path;

/// What became of starting the practice chain.
public sealed interface PracticeStart {
    /// The caller closes the chain.
    record Started(PracticeChain chain) implements PracticeStart {}

    record BinaryMissing(Path anvil) implements PracticeStart {}

    /// Another program listens there, or another Hearth runs this very chain.
    record PortTaken(int port) implements PracticeStart {}

    record FolderUnwritable(Path folder) implements PracticeStart {}

    /// It started and did not answer, with any state or with none.
    ///
    /// @param log its own words
    record NotAnswering(Path log) implements PracticeStart {}
}
