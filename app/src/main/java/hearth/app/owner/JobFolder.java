package hearth.app.owner;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.coordinator.JobTerms;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Manifest;
import hearth.protocol.OwnerMessages;
import hearth.protocol.OwnerMessages.Piece;
import hearth.protocol.OwnerMessages.Publication;
import hearth.protocol.Sha256;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A job on its owner's computer: `jobs/<id>/manifest.json` and its data by content address in
/// `jobs/<id>/data`. Written as a whole: the manifest comes last.
public final class JobFolder {
    private static final String MANIFEST = "manifest.json";
    private static final String DATA = "data";

    private final Path folder;
    private final Manifest manifest;

    private JobFolder(Path folder, Manifest manifest) {
        this.folder = folder;
        this.manifest = manifest;
    }

    static Path all(HearthHome home) {
        return home.folder().resolve("jobs");
    }

    /// Lays a job down; the same job again changes nothing.
    ///
    /// @throws IllegalArgumentException with a sentence that names what is wrong with the plan
    static JobFolder make(HearthHome home, JobPlan plan, Pieces pieces) {
        var shards = pieces.shards().stream().map(Sha256::of).toList();
        var manifest = plan.manifest(shards, Sha256.of(pieces.heldOut()));
        var contents = new ArrayList<>(pieces.shards());
        contents.add(pieces.heldOut());
        return make(home, manifest, plan.expires(), contents, plan.base().stream().toList());
    }

    /// The same for a job that asks a model.
    static JobFolder make(HearthHome home, AskPlan plan, List<byte[]> inputs) {
        int longest = inputs.stream().mapToInt(input -> input.length).max().orElseThrow();
        var asked = plan.asked(inputs.size(), longest);
        var contents = Inputs.shards(inputs, asked, plan.shards(inputs.size()));
        var manifest = plan.manifest(asked, contents.stream().map(Sha256::of).toList());
        var files = new ArrayList<>(List.of(plan.model()));
        plan.base().ifPresent(files::add);
        return make(home, manifest, plan.expires(), contents, files);
    }

    private static JobFolder make(
            HearthHome home,
            Manifest unsized,
            Instant expires,
            List<byte[]> contents,
            List<Path> files) {
        try {
            var pieces = new HashMap<Sha256, byte[]>();
            for (var content : contents) {
                pieces.put(Sha256.of(content), content);
            }
            for (var file : files) {
                var bytes = Files.readAllBytes(file);
                pieces.put(Sha256.of(bytes), bytes);
            }
            var manifest =
                    unsized.sized(name -> Objects.requireNonNull(pieces.get(name)).length, expires);
            JobTerms.checkSizes(manifest);
            var folder = all(home).resolve(OwnerMessages.idOf(manifest).value());
            var data = Files.createDirectories(folder.resolve(DATA));
            for (var piece : pieces.entrySet()) {
                write(data.resolve(piece.getKey().hex()), piece.getValue());
            }
            write(folder.resolve(MANIFEST), Json.bytes(manifest));
            return new JobFolder(folder, manifest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        var temporary = file.resolveSibling(file.getFileName() + ".part");
        Files.write(temporary, bytes);
        Files.move(
                temporary,
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /// The job of that name, or whose name begins so; without a name the newest one.
    public static JobFolder find(HearthHome home, Optional<String> name) {
        var found =
                folders(home).stream()
                        .filter(f -> f.getFileName().toString().startsWith(name.orElse("")))
                        .toList();
        var exact =
                found.stream()
                        .filter(f -> f.getFileName().toString().equals(name.orElse("")))
                        .findFirst();
        if (found.isEmpty()) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    name.map(n -> "There is no job " + n + " here.")
                            .orElse("There is no job here. Make one: hearth job new FOLDER."));
        }
        if (exact.isEmpty() && name.isPresent() && found.size() > 1) {
            throw new CommandFailure(
                    CommandFailure.USAGE, found.size() + " jobs begin with " + name.get() + ".");
        }
        return read(exact.orElse(found.getFirst()));
    }

    /// Newest first.
    private static List<Path> folders(HearthHome home) {
        if (!Files.isDirectory(all(home))) {
            return List.of();
        }
        try (var folders = Files.list(all(home))) {
            return folders.filter(f -> Files.isRegularFile(f.resolve(MANIFEST)))
                    .sorted(Comparator.comparing(JobFolder::madeAt).reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileTime madeAt(Path folder) {
        try {
            return Files.getLastModifiedTime(folder.resolve(MANIFEST));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JobFolder read(Path folder) {
        try {
            return new JobFolder(folder, Manifest.of(Files.readAllBytes(folder.resolve(MANIFEST))));
        } catch (MalformedMessageException none) {
            throw damaged(folder.resolve(MANIFEST));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JobId id() {
        return OwnerMessages.idOf(manifest);
    }

    public Manifest manifest() {
        return manifest;
    }

    Path folder() {
        return folder;
    }

    Path file(Sha256 content) {
        return folder.resolve(DATA).resolve(content.hex());
    }

    /// The same after a look at all of its bytes.
    ///
    /// @throws CommandFailure if they are other ones by now
    Path whole(Sha256 content) {
        var file = file(content);
        if (!Sha256.ofFile(file).equals(content)) {
            throw damaged(file);
        }
        return file;
    }

    private static CommandFailure damaged(Path file) {
        return new CommandFailure(
                CommandFailure.FAILED,
                file + " is damaged. Make the job once more: hearth job new, with the same words.");
    }

    /// The manifest and what it names, each content once.
    ///
    /// @throws CommandFailure if one is not there, or not as long as the manifest says
    Publication publication() {
        var contents = new LinkedHashSet<>(manifest.data().shards());
        manifest.data().heldOut().ifPresent(contents::add);
        manifest.inference().ifPresent(asked -> contents.add(asked.model()));
        manifest.frozen().ifPresent(contents::add);
        var pieces = new ArrayList<Piece>();
        for (var content : contents) {
            pieces.add(new Piece(content, length(content)));
        }
        return new Publication(manifest, pieces);
    }

    private long length(Sha256 content) {
        try {
            long there = Files.size(file(content));
            if (there > 0 && manifest.sizes().getOrDefault(content, there) == there) {
                return there;
            }
            throw damaged(file(content));
        } catch (NoSuchFileException gone) {
            throw damaged(file(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
