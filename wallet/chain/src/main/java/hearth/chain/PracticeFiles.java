package hearth.chain;

import hearth.keys.OwnerOnlyFile;
import hearth.protocol.Json;
import hearth.protocol.Sha256;

import tools.jackson.core.JacksonException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// The folder of the practice chain: anvil's state with two older copies, the port, the process id,
/// the log.
final class PracticeFiles {
    private static final int MAX_STATE_BYTES = 1 << 29;
    private static final int MAX_SMALL_BYTES = 64;
    private static final long BYTES_PER_SECOND = 100_000;
    /// When the chain began, in microseconds since 1970: before and after its state was first
    /// copied.
    private static final String YOUNG = "beginning.us";

    private static final String GENESIS = "genesis.us";
    private static final Duration SAME_BEGINNING = Duration.ofMinutes(10);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final Path folder;
    private final OwnerOnlyFile copies;
    private Optional<Sha256> lastCopied = Optional.empty();

    /// @throws IOException if the folder cannot be made or written to
    PracticeFiles(Path folder) throws IOException {
        this.folder = folder.toAbsolutePath();
        OwnerOnlyFile.createDirectory(this.folder);
        if (!Files.isWritable(this.folder)) {
            throw new IOException("the folder is not writable");
        }
        this.copies = new OwnerOnlyFile(this.folder.resolve("chain-copy.json"), 1);
    }

    Path folder() {
        return folder;
    }

    Path state() {
        return folder.resolve("chain.json");
    }

    /// Seconds between two writes of the state. anvil writes all of it each time, even when nothing
    /// changed, so a large one is written seldomer.
    String stateInterval() throws IOException {
        long size = Files.exists(state()) ? Files.size(state()) : 0;
        return Long.toString(Math.clamp(size / BYTES_PER_SECOND, 5, 60));
    }

    Path log() {
        return folder.resolve("anvil.log");
    }

    /// Keeps the present state as a copy, if it is whole and another than the last one.
    synchronized void copyState() throws IOException {
        if (!Files.exists(state())) {
            return;
        }
        byte[] state = Files.readAllBytes(state());
        var hash = Optional.of(Sha256.of(state));
        if (!hash.equals(lastCopied) && isWhole(state)) {
            copies.write(state);
            keepBeginning();
            lastCopied = hash;
        }
    }

    /// Puts a whole state in the place where anvil will look: the present one, else the newest
    /// copy. A torn one is set aside.
    ///
    /// @param skip how many whole ones to pass over, because anvil refused them
    /// @return false if there is none left, and so a new chain begins
    synchronized boolean prepareState(int skip) throws IOException {
        int left = skip;
        if (Files.exists(state())) {
            boolean usable = isWhole(Files.readAllBytes(state()));
            if (usable && left-- == 0) {
                return true;
            }
            Files.move(
                    state(),
                    folder.resolve("chain-broken.json"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        for (int older = 0; older <= 1; older++) {
            var copy =
                    older == 0
                            ? copies.read(MAX_STATE_BYTES)
                            : copies.readOlder(older, MAX_STATE_BYTES);
            if (copy.isPresent() && isWhole(copy.get()) && left-- == 0) {
                new OwnerOnlyFile(state(), 0).write(copy.get());
                return true;
            }
        }
        return false;
    }

    /// When the chain that is about to start began. Without a state it begins now, unless it began
    /// a moment ago and died before its first state was kept: then it begins again as the same
    /// chain, and what was signed for it is sent to it again.
    synchronized Instant beginning(Instant now) throws IOException {
        var young = number(YOUNG).map(PracticeFiles::micros);
        if (Files.exists(state())) {
            var known = number(GENESIS).map(PracticeFiles::micros).or(() -> young);
            if (known.isPresent()) {
                return known.get();
            }
        } else if (young.filter(t -> t.isAfter(now.minus(SAME_BEGINNING))).isPresent()) {
            return young.get();
        }
        var begins = now.truncatedTo(ChronoUnit.MICROS);
        Files.deleteIfExists(folder.resolve(GENESIS));
        write(YOUNG, ChronoUnit.MICROS.between(Instant.EPOCH, begins));
        return begins;
    }

    private void keepBeginning() throws IOException {
        if (Files.exists(folder.resolve(YOUNG))) {
            Files.move(
                    folder.resolve(YOUNG),
                    folder.resolve(GENESIS),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Instant micros(long since1970) {
        return Instant.EPOCH.plus(since1970, ChronoUnit.MICROS);
    }

    private static boolean isWhole(byte[] json) {
        try (var parser = Json.mapper().createParser(json)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }

    OptionalInt port() throws IOException {
        return number("port").stream().mapToInt(Long::intValue).filter(p -> p > 0).findFirst();
    }

    void rememberPort(int port) throws IOException {
        write("port", port);
    }

    void rememberProcess(long pid) throws IOException {
        write("anvil.pid", pid);
        write("owner.pid", ProcessHandle.current().pid());
    }

    /// Ends an anvil that a killed Hearth left behind; it holds our port and would write our state.
    void endLeftover(Path anvil) throws IOException {
        var handle = number("anvil.pid").flatMap(ProcessHandle::of);
        if (handle.isEmpty() || !runs(handle.get(), anvil)) {
            return;
        }
        handle.get().destroy();
        try {
            handle.get().onExit().get(STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            handle.get().destroyForcibly();
        }
    }

    /// True while another Hearth runs this chain.
    boolean isInUse(Path anvil) throws IOException {
        var self = ProcessHandle.current();
        var owner =
                number("owner.pid")
                        .flatMap(ProcessHandle::of)
                        .filter(p -> !p.equals(self))
                        .filter(p -> p.info().command().equals(self.info().command()));
        var child = number("anvil.pid").flatMap(ProcessHandle::of).filter(p -> runs(p, anvil));
        return owner.isPresent() && child.isPresent();
    }

    /// Process ids are used again, so the program must be the same too.
    private static boolean runs(ProcessHandle process, Path program) {
        return process.info()
                .command()
                .map(Path::of)
                .filter(c -> c.getFileName().equals(program.getFileName()))
                .isPresent();
    }

    private Optional<Long> number(String name) throws IOException {
        return new OwnerOnlyFile(folder.resolve(name), 0)
                .read(MAX_SMALL_BYTES)
                .map(b -> new String(b, StandardCharsets.US_ASCII).strip())
                .filter(t -> t.matches("[0-9]{1,18}"))
                .map(Long::valueOf);
    }

    private void write(String name, long value) throws IOException {
        new OwnerOnlyFile(folder.resolve(name), 0)
                .write(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
    }
}
