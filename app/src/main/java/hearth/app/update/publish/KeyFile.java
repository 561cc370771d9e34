package hearth.app.update.publish;

import hearth.app.install.CommandFailure;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.SigningKey;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/// A signing key of an operator in a file that only its owner may read. It is not encrypted:
/// whoever keeps it keeps the medium under lock.
public record KeyFile(Path file) {
    /// @param publicKey to check that the file is whole
    record Content(String publicKey, String seed) {}

    /// Makes a key where there is no file yet.
    public SigningKey make(SecureRandom random) {
        var key = SigningKey.generate(random);
        var content = new Content(key.publicHex(), HexFormat.of().formatHex(key.seed()));
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        var owner =
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try (var out =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        owner)) {
            var rest = ByteBuffer.wrap(Json.bytes(content));
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        } catch (IOException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "The key cannot be written to " + file + "; a file that is there stays.",
                    e);
        }
        return key;
    }

    public SigningKey read() {
        try {
            var content = Json.read(Files.readAllBytes(file), Content.class);
            var key = SigningKey.ofSeed(HexFormat.of().parseHex(content.seed()));
            if (!key.publicHex().equals(content.publicKey())) {
                throw new CommandFailure(CommandFailure.FAILED, file + " is damaged.");
            }
            return key;
        } catch (IOException | MalformedMessageException | IllegalArgumentException e) {
            throw new CommandFailure(
                    CommandFailure.MISSING, "There is no readable key in " + file + ".", e);
        }
    }
}
