package hearth.trainer.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// What a job might try. Each returns what it got, or throws because it was refused.
final class Attacks {
    private static final int SIGSTOP = 19;
    private static final int MIB = 1 << 20;
    private static final long PRIVATE_ANONYMOUS = 0x22;

    private final Kernel kernel = new Kernel();

    @SuppressWarnings("restricted")
    byte[] run(String attack, List<String> arguments) throws Exception {
        var first = arguments.isEmpty() ? "" : arguments.getFirst();
        return switch (attack) {
            case "read" -> Files.newInputStream(Path.of(first)).readNBytes(MIB);
            case "secret" -> secret(Path.of(first));
            case "list", "list-foreign" -> list(Path.of(first));
            case "write" ->
                    Files.write(
                                    Path.of(first),
                                    "hostile".getBytes(StandardCharsets.UTF_8),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE)
                            .toString()
                            .getBytes(StandardCharsets.UTF_8);
            case "environment" -> environment(first);
            case "descriptors" -> descriptors();
            case "call" -> call(arguments);
            case "path" -> callWithPaths(arguments);
            case "connect" ->
                    connected(
                            new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(first)));
            case "resolve" -> InetAddress.getByName(first).getAddress();
            case "program" ->
                    new ProcessBuilder(first, "-version").start().getInputStream().readAllBytes();
            case "raise" -> raise(Integer.parseInt(first));
            case "memory-bomb" -> memory();
            case "heap-bomb" -> heap();
            case "thread-bomb" -> threads();
            case "fill" -> fill(Path.of(first));
            case "files" -> files(Path.of(first));
            case "deep" -> deep(Path.of(first));
            case "log" -> log();
            case "spin" -> spin();
            case "sleep" -> sleep();
            case "stop" ->
                    call(
                            List.of(
                                    "kill",
                                    Long.toString(ProcessHandle.current().pid()),
                                    Integer.toString(SIGSTOP)));
            case "crash" ->
                    MemorySegment.ofAddress(8).reinterpret(8).toArray(ValueLayout.JAVA_BYTE);
            default -> throw new IllegalArgumentException(attack);
        };
    }

    private static byte[] secret(Path file) throws IOException {
        var text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (!text.contains("CANARY")) {
            throw new IOException("no secret in it");
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] list(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            var names = entries.map(Path::toString).filter(n -> !n.contains("hsperf")).toList();
            if (names.isEmpty()) {
                throw new IOException("empty");
            }
            return String.join("\n", names).getBytes(StandardCharsets.UTF_8);
        }
    }

    private static byte[] environment(String name) throws IOException {
        var value = System.getenv(name);
        if (value == null) {
            throw new IOException("no such variable");
        }
        return value.getBytes(StandardCharsets.UTF_8);
    }

    /// Java's own are files of the runtime.
    private static byte[] descriptors() throws IOException {
        var foreign = new ArrayList<String>();
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            for (var descriptor : open.toList()) {
                if (Integer.parseInt(descriptor.getFileName().toString()) > 2
                        && Files.isSymbolicLink(descriptor)) {
                    var target = Files.readSymbolicLink(descriptor).toString();
                    if (!target.startsWith("/hearth/") && !target.startsWith("/proc/")) {
                        foreign.add(target);
                    }
                }
            }
        }
        if (foreign.isEmpty()) {
            throw new IOException("none inherited");
        }
        return foreign.toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] call(List<String> words) throws IOException {
        long[] arguments =
                words.subList(1, words.size()).stream().mapToLong(Long::parseLong).toArray();
        return succeeded(kernel.call(words.getFirst(), arguments));
    }

    /// Words that are no numbers are paths.
    private byte[] callWithPaths(List<String> words) throws IOException {
        try (var arena = Arena.ofConfined()) {
            long[] arguments =
                    words.subList(1, words.size()).stream()
                            .mapToLong(
                                    word ->
                                            word.matches("-?\\d+")
                                                    ? Long.parseLong(word)
                                                    : arena.allocateFrom(word).address())
                            .toArray();
            return succeeded(kernel.call(words.getFirst(), arguments));
        }
    }

    private static byte[] succeeded(long result) throws IOException {
        if (result < 0) {
            throw new IOException("refused: " + result);
        }
        return ("result " + result).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] connected(Socket socket) throws IOException {
        try (socket) {
            return socket.getInetAddress().getAddress();
        }
    }

    private byte[] raise(int resource) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var unlimited = arena.allocate(16);
            unlimited.fill((byte) 0xff);
            return succeeded(kernel.call("prlimit64", 0, resource, unlimited.address(), 0));
        }
    }

    private byte[] memory() throws IOException {
        long total = 0;
        for (long at; (at = kernel.call("mmap", 0, 16 * MIB, 3, PRIVATE_ANONYMOUS, -1)) > 0; ) {
            touch(at);
            total += 16 * MIB;
        }
        throw new IOException("limit after " + total);
    }

    @SuppressWarnings("restricted")
    private static void touch(long address) {
        MemorySegment.ofAddress(address).reinterpret(16 * MIB).fill((byte) 1);
    }

    private static byte[] heap() {
        var all = new ArrayList<byte[]>();
        while (all.size() < MIB) {
            all.add(new byte[MIB]);
        }
        return all.getLast();
    }

    private static byte[] threads() throws IOException {
        var end = new CountDownLatch(1);
        int started = 0;
        try {
            while (true) {
                var thread = new Thread(null, () -> await(end), "bomb", 64 << 10);
                thread.setDaemon(true);
                thread.start();
                started++;
            }
        } catch (OutOfMemoryError e) {
            throw new IOException("limit after " + started, e);
        } finally {
            end.countDown();
        }
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] fill(Path file) throws IOException {
        try (var out =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            var block = ByteBuffer.allocateDirect(MIB);
            while (true) {
                out.write(block.clear());
            }
        }
    }

    private static byte[] files(Path folder) throws IOException {
        for (int i = 0; ; i++) {
            Files.createFile(folder.resolve("file" + i));
        }
    }

    private static byte[] deep(Path folder) throws IOException {
        var at = folder;
        for (int i = 0; i < 15; i++) {
            at = Files.createDirectory(at.resolve("d".repeat(250)));
        }
        return sleep();
    }

    private static byte[] log() {
        while (true) {
            System.err.println("x".repeat(1000));
        }
    }

    private static byte[] spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static byte[] sleep() {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
        return new byte[0];
    }
}
