package hearth.trainer.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// An HTTP server on this computer that answers each request as scripted, wrongly if so told.
final class MisbehavingServer implements AutoCloseable {
    /// One answer; `from` is the first byte that was asked for.
    @FunctionalInterface
    interface Answer {
        void write(OutputStream out, Socket socket, int from) throws IOException;
    }

    private final ServerSocket socket;
    private final Queue<Answer> answers = new ArrayDeque<>();
    private final Queue<Integer> asked = new ConcurrentLinkedQueue<>();

    MisbehavingServer(Answer... answers) throws IOException {
        this.answers.addAll(List.of(answers));
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    Mirror mirror() {
        return new Mirror(URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/maven/"));
    }

    /// First byte of each request so far.
    List<Integer> asked() {
        return List.copyOf(asked);
    }

    /// The whole file, or the rest of it as asked.
    static Answer wellBehaved(byte[] file) {
        return (out, socket, from) -> {
            head(out, from, file.length, file.length - from);
            out.write(file, from, file.length - from);
        };
    }

    /// Right headers, and then only so many bytes before the connection ends in order.
    static Answer truncating(byte[] file, int bytes) {
        return (out, socket, from) -> {
            head(out, from, file.length, file.length - from);
            out.write(file, from, Math.min(bytes, file.length - from));
        };
    }

    /// Right headers, so many bytes, and a reset of the connection.
    static Answer resetting(byte[] file, int bytes) {
        return (out, socket, from) -> {
            head(out, from, file.length, file.length - from);
            out.write(file, from, Math.min(bytes, file.length - from));
            out.flush();
            socket.setSoLinger(true, 0);
        };
    }

    /// The whole file from its beginning, whatever was asked.
    static Answer ignoringRange(byte[] file) {
        return (out, socket, from) -> {
            head(out, 0, file.length, file.length);
            out.write(file);
        };
    }

    /// Another length in the header than the file has.
    static Answer sayingLength(byte[] file, int said) {
        return (out, socket, from) -> {
            head(out, from, said, said - from);
            out.write(file, from, Math.min(file.length, said) - from);
        };
    }

    /// No length at all, and bytes for as long as somebody listens.
    static Answer endless() {
        return (out, socket, from) -> {
            text(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            var zeros = new byte[1 << 16];
            while (true) {
                out.write(zeros);
            }
        };
    }

    /// Some bytes, and then nothing on an open connection.
    static Answer fallingSilent(byte[] file, int bytes) {
        return (out, socket, from) -> {
            head(out, from, file.length, file.length - from);
            out.write(file, from, bytes);
            out.flush();
            // Until the other side hangs up.
            int end = socket.getInputStream().read();
            if (end >= 0) {
                throw new IOException("unexpected request");
            }
        };
    }

    static Answer status(int code) {
        return (out, socket, from) ->
                text(
                        out,
                        "HTTP/1.1 "
                                + code
                                + " So\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }

    private static void head(OutputStream out, int from, int whole, int length) throws IOException {
        String range =
                from == 0
                        ? "HTTP/1.1 200 OK\r\n"
                        : "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes %d-%d/%d\r\n"
                                .formatted(from, whole - 1, whole);
        text(out, range + "Content-Length: " + length + "\r\nConnection: close\r\n\r\n");
    }

    private static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (var client = socket.accept()) {
                answer(client);
            } catch (IOException hungUp) {
                // The next one, then.
            }
        }
    }

    private void answer(Socket client) throws IOException {
        var in =
                new BufferedReader(
                        new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        int from = 0;
        for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.matches("(?i)range: bytes=\\d+-")) {
                from = Integer.parseInt(line.replaceAll("\\D", ""));
            }
        }
        asked.add(from);
        var answer = answers.size() > 1 ? answers.remove() : answers.element();
        var out = client.getOutputStream();
        answer.write(out, client, from);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
