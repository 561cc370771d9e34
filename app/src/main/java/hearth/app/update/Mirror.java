package hearth.app.update;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Where metadata and releases lie. Nothing that it says is believed.
public interface Mirror {
    /// Opens a file.
    ///
    /// @param path within the repository
    /// @param from how many bytes are here already; the mirror may begin earlier
    /// @return none if there is no such file
    /// @throws IOException if the mirror cannot be reached or breaks off
    Optional<Content> open(String path, long from) throws IOException;

    /// Bytes that arrive; whoever opened them closes them.
    ///
    /// @param from where in the file they begin
    record Content(InputStream body, long from) {}
}
