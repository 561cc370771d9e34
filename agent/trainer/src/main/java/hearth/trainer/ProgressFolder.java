package hearth.trainer;

import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// The progress of one task on the disk: a folder for each checkpoint, `step-000050`, with its
/// parts as safetensors files and `progress.json`, which names the task and holds a checksum of
/// each part. A checkpoint gets its name only when it is whole, so killing the process leaves it
/// whole or absent. Files are not forced to the disk: after a power cut one may be torn, which its
/// checksum shows. Checkpoints at window boundaries stay, the others only until the next one.
/// One thread.
public final class ProgressFolder {
    /// Steps between two checkpoints that stay; divergence between machines is tiny over so few
    /// (agent/trainer/README.md).
    public static final int WINDOW = 50;

    /// Part: the parameters, as in a task's file.
    public static final String PARAMETERS = "parameters";

    /// Parts: AdamW's moments, as they are inside the optimiser.
    public static final String FIRST = "first";

    public static final String SECOND = "second";

    /// Part: `counts` (AdamW's step counts, one a parameter) and `losses` (one a step).
    public static final String STEPS = "steps";

    private static final System.Logger LOG = System.getLogger(ProgressFolder.class.getName());
    private static final List<String> PARTS = List.of(FIRST, PARAMETERS, SECOND, STEPS);
    private static final String MARK = "progress.json";
    private static final Pattern NAME = Pattern.compile("step-(\\d{6,9})");
    private static final String UNFINISHED = ".part";

    private final Path folder;
    private final Sha256 task;
    private final String computer;

    /// What makes a checkpoint one of this task, and of what computes it.
    record Mark(
            Sha256 task,
            String computer,
            int steps,
            Duration computing,
            SortedMap<String, Long> checksums) {}

    /// A checkpoint that lies on the disk.
    ///
    /// @param steps done there
    public record Kept(Path folder, int steps) {
        /// Safetensors file in the form of a task's parameters.
        public Path parameters() {
            return file(folder, PARAMETERS);
        }
    }

    /// @param task fingerprint of the task's numbers and of the content of its files
    /// @param computer names what computes, as far as that decides bits
    public ProgressFolder(Path folder, Sha256 task, String computer) {
        this.folder = folder;
        this.task = task;
        this.computer = computer;
    }

    /// The checkpoints that a folder holds, oldest first; they are checked only when resumed from.
    public static List<Kept> kept(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.flatMap(ProgressFolder::named)
                    .sorted(Comparator.comparingInt(Kept::steps))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Kept> named(Path file) {
        return NAME.matcher(file.getFileName().toString())
                .results()
                .filter(m -> file.endsWith(m.group()))
                .map(m -> new Kept(file, Integer.parseInt(m.group(1))));
    }

    /// The newest whole checkpoint of this task with at most so many steps. What is torn or of
    /// another task is removed, and said so in the log.
    public Optional<ProgressCheckpoint> newest(int atMost) {
        for (var kept : kept(folder).reversed()) {
            if (kept.steps() > atMost) {
                continue;
            }
            try {
                return Optional.of(read(kept.folder(), mark(kept)));
            } catch (IOException | UncheckedIOException | MalformedMessageException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "not resuming from {0}: {1}",
                        kept.folder().getFileName(),
                        String.valueOf(e.getMessage()));
                remove(kept.folder());
            }
        }
        return Optional.empty();
    }

    private Mark mark(Kept kept) throws IOException {
        var mark = mark(kept.folder(), task);
        if (!mark.computer().equals(computer)) {
            throw new MalformedMessageException("progress of another engine", null);
        }
        if (mark.steps() != kept.steps()) {
            throw new MalformedMessageException("progress of other steps", null);
        }
        return mark;
    }

    /// One checkpoint of a task, whatever computed it.
    ///
    /// @throws MalformedMessageException if it is torn or of another task
    public static ProgressCheckpoint read(Path checkpoint, Sha256 task) throws IOException {
        return read(checkpoint, mark(checkpoint, task));
    }

    private static Mark mark(Path checkpoint, Sha256 task) throws IOException {
        var mark = Json.read(Files.readAllBytes(checkpoint.resolve(MARK)), Mark.class);
        if (!mark.task().equals(task)) {
            throw new MalformedMessageException("progress of another task", null);
        }
        return mark;
    }

    private static ProgressCheckpoint read(Path checkpoint, Mark mark) {
        var state = new TreeMap<String, Safetensors.Content>();
        for (var part : PARTS) {
            var content = Safetensors.read(file(checkpoint, part));
            if (!Long.valueOf(checksum(content)).equals(mark.checksums().get(part))) {
                throw new MalformedMessageException("torn " + part, null);
            }
            state.put(part, content);
        }
        return new ProgressCheckpoint(mark.steps(), mark.computing(), state);
    }

    /// Writes a checkpoint, then removes the older ones between windows.
    public void keep(ProgressCheckpoint checkpoint) throws IOException {
        var place = folder.resolve(String.format("step-%06d", checkpoint.steps()));
        if (Files.exists(place)) {
            return;
        }
        var unfinished = folder.resolve(place.getFileName() + UNFINISHED);
        remove(unfinished);
        Files.createDirectories(unfinished);
        try {
            var checksums = new TreeMap<String, Long>();
            for (var part : PARTS) {
                var content = checkpoint.part(part);
                Safetensors.writeUnforced(file(unfinished, part), content);
                checksums.put(part, checksum(content));
            }
            var mark =
                    new Mark(task, computer, checkpoint.steps(), checkpoint.computing(), checksums);
            Files.write(unfinished.resolve(MARK), Json.bytes(mark));
            Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | UncheckedIOException e) {
            remove(unfinished);
            throw e;
        }
        for (var older : kept(folder)) {
            if (older.steps() < checkpoint.steps() && older.steps() % WINDOW != 0) {
                remove(older.folder());
            }
        }
    }

    private static Path file(Path checkpoint, String part) {
        return checkpoint.resolve(part + ".safetensors");
    }

    /// CRC-32C over names and data in file order: it is there to find accidents, not forgers, and
    /// costs little even in a client-compiled JVM, where SHA-256 would take seconds.
    static long checksum(Safetensors.Content content) {
        var checksum = new CRC32C();
        content.tensors()
                .forEach(
                        (name, tensor) -> {
                            checksum.update(name.getBytes(StandardCharsets.UTF_8));
                            checksum.update(tensor.data().duplicate());
                        });
        return checksum.getValue();
    }

    /// A checkpoint loses its mark first, so that a removal cut short leaves no whole one. What
    /// cannot be removed, such as a file that Windows still maps, stays for the next time.
    private static void remove(Path checkpoint) {
        try {
            if (!Files.exists(checkpoint)) {
                return;
            }
            Files.deleteIfExists(checkpoint.resolve(MARK));
            try (var files = Files.walk(checkpoint)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "old progress stays", e);
        }
    }
}
