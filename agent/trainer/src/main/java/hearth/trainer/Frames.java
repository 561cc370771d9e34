package hearth.trainer;

import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;

/// Messages over a pair of pipes: four bytes of length, big-endian, then one type byte and JSON.
/// Any thread may write; one reads.
public final class Frames {
    /// Length of a frame without its four length bytes.
    public static final int MAX_BYTES = 1 << 20;

    private final DataInputStream in;
    private final DataOutputStream out;

    public Frames(InputStream in, OutputStream out) {
        this.in = new DataInputStream(new BufferedInputStream(in));
        this.out = new DataOutputStream(new BufferedOutputStream(out));
    }

    public void write(Message message) throws IOException {
        var frame = message.frame();
        if (frame.length > MAX_BYTES) {
            throw new IllegalArgumentException("message over 1 MiB");
        }
        synchronized (out) {
            out.writeInt(frame.length);
            out.write(frame);
            out.flush();
        }
    }

    /// The next message, or nothing once the other side has closed.
    ///
    /// @throws MalformedMessageException if the bytes are no message
    public Optional<Message> read() throws IOException {
        int length;
        try {
            length = in.readInt();
        } catch (EOFException e) {
            return Optional.empty();
        }
        if (length < 1 || length > MAX_BYTES) {
            throw new MalformedMessageException("frame has an impossible length", null);
        }
        var frame = in.readNBytes(length);
        if (frame.length < length) {
            return Optional.empty();
        }
        int type = frame[0];
        if (type < 0 || type >= Message.TYPES.size()) {
            throw new MalformedMessageException("frame has an unknown type", null);
        }
        var json = Arrays.copyOfRange(frame, 1, length);
        return Optional.of(Json.read(json, Message.TYPES.get(type)));
    }
}
