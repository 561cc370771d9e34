package hearth.worker;

import hearth.protocol.MalformedMessageException;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/// What manifests say: of a job that was worked for, from what is here; else the coordinator is
/// asked, and believed by the hash alone.
record Datasheets(HashedFiles cache, CoordinatorReads reads) {
    private static final long MAX_MANIFEST = 1 << 20;

    /// Empty where it cannot be had now, or is of a form that this version does not know.
    Optional<Datasheet> of(Sha256 manifest) {
        return here(manifest).or(() -> asked(manifest)).map(Datasheet::of);
    }

    private Optional<Manifest> here(Sha256 manifest) {
        return cache.find(manifest)
                .flatMap(
                        file -> {
                            try {
                                return Files.size(file) <= MAX_MANIFEST
                                        ? Optional.of(Manifest.of(Files.readAllBytes(file)))
                                        : Optional.empty();
                            } catch (MalformedMessageException | NoSuchFileException notReadable) {
                                return Optional.empty();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
    }

    private Optional<Manifest> asked(Sha256 manifest) {
        return reads.manifest(manifest) instanceof Outcome.Ok<Manifest>(Manifest found)
                        && found.id().equals(manifest)
                ? Optional.of(found)
                : Optional.empty();
    }
}
