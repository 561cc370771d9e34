package hearth.coordinator.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One kept connection that sends ready-made requests; as light as a sender can be, because it
/// shares the machine with what it measures.
final class Line implements AutoCloseable {
    private static final int BUFFER = 1 << 14;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;

    Line(URI server) throws IOException {
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        out = socket.getOutputStream();
    }

    @SuppressWarnings("ArrayRecordComponent") // read once
    record Reply(int status, byte[] body) {}

    Reply send(byte[] request) throws IOException {
        out.write(request);
        var status = line();
        int length = 0;
        for (var header = line(); !header.isEmpty(); header = line()) {
            var lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring("content-length:".length()).strip());
            }
        }
        var code = status.split(" ", 3);
        return new Reply(Integer.parseInt(code[1]), in.readNBytes(length));
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the coordinator hung up");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /// The bytes of a request.
    static byte[] request(String method, String path, String headers, byte[] body) {
        var head =
                (method + " " + path + " HTTP/1.1\r\nHost: load\r\n" + headers)
                        + "Content-Length: "
                        + body.length
                        + "\r\n\r\n";
        var start = head.getBytes(StandardCharsets.US_ASCII);
        var all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
