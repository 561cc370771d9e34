package hearth.app.network;

import java.nio.file.Path;
import java.util.Optional;

/// What the window can do about networks. Everything blocks.
public interface NetworkDesk {
    /// What a file turned out to be.
    sealed interface Found {
        record Usable(Candidate candidate) implements Found {}

        record Useless(Objection objection) implements Found {}
    }

    Found look(Path profile);

    /// Asks the network itself whether it is what its profile says; changes nothing.
    Optional<Objection> check(Candidate candidate);

    /// Takes part in it from the next start on, and takes its publisher's word. The agent of the
    /// network until now must have been told to end.
    Optional<Objection> join(Candidate candidate);

    /// Goes back to the practice network from the next start on, likewise.
    Optional<Objection> leave();

    /// Has the window opened again once it is closed.
    void reopen();
}
