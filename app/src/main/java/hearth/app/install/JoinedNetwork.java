package hearth.app.install;

import hearth.keys.OwnerOnlyFile;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.ServerId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// The deployed network that a data folder takes part in, as its owner joined it: what an agent
/// needs of it, so that an agent reads nothing of chains. The rest is in the sealed profile.
///
/// @param name of the network: a-z, 0-9 and -
/// @param coordinator base address
/// @param server the coordinator's key
public record JoinedNetwork(String name, URI coordinator, ServerId server) {
    private static final String FILE = "network.json";
    private static final int LONGEST = 64;

    public JoinedNetwork {
        if (!name.matches("[a-z0-9-]{1," + LONGEST + "}") || name.equals(HearthHome.PRACTICE)) {
            throw new IllegalArgumentException("not the name of a network that can be joined");
        }
    }

    /// What a data folder takes part in; empty for its own practice network.
    ///
    /// @throws CommandFailure if the file cannot be understood: silently working for another
    ///     network would be worse
    static Optional<JoinedNetwork> read(Path home) {
        var file = home.resolve(FILE);
        try {
            return Optional.of(Json.read(Files.readAllBytes(file), JoinedNetwork.class));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (MalformedMessageException | IOException unreadable) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    file
                            + " cannot be read, so it is not known which network this data folder takes part in."
                            + " Join it again (hearth network join) or go back to the practice network (hearth network leave).",
                    unreadable);
        }
    }

    /// Whole or not at all.
    void write(Path home) {
        try {
            new OwnerOnlyFile(home.resolve(FILE), 0).write(Json.bytes(this));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void forget(Path home) {
        try {
            Files.deleteIfExists(home.resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
