package hearth.hardware.desktop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The server's side of one Wayland connection: offers what it was told to, answers that a request
/// was seen, and says what a test has it say.
final class ScriptedCompositor implements AutoCloseable {
    private final Path socket = Programs.temporary().resolve("wayland-0");
    private final ServerSocketChannel server;
    private final List<Offer> offers;
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final CompletableFuture<SocketChannel> client = new CompletableFuture<>();

    record Offer(String kind, int version) {}

    /// @param arguments words of a request other than those for the registry
    record Request(int object, int opcode, List<Integer> arguments) {}

    ScriptedCompositor(Offer... offers) {
        this.offers = List.of(offers);
        try {
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    Path socket() {
        return socket;
    }

    /// The next request for a rest, in the order in which they came.
    Request next() throws InterruptedException {
        var request = requests.poll(20, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("nothing was asked for");
        }
        return request;
    }

    void say(int object, int opcode, int... words) {
        var message = ByteBuffer.allocate(8 + 4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(object).putInt(message.capacity() << 16 | opcode);
        for (int word : words) {
            message.putInt(word);
        }
        send(message.flip());
    }

    void sendRaw(int... words) {
        var bytes = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            bytes.putInt(word);
        }
        send(bytes.flip());
    }

    private void send(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                client.join().write(bytes);
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private void serve() {
        try {
            client.complete(server.accept());
            while (true) {
                var header = read(8);
                int object = header.getInt();
                int sizeAndOpcode = header.getInt();
                var arguments = read((sizeAndOpcode >>> 16) - 8);
                answer(object, sizeAndOpcode & 0xffff, arguments);
            }
        } catch (IOException | UncheckedIOException ended) {
            // The test is over.
        }
    }

    private void answer(int object, int opcode, ByteBuffer arguments) {
        if (object == 1 && opcode == 0) {
            say(arguments.getInt(), 0, 0);
        } else if (object == 1) {
            for (int name = 1; name <= offers.size(); name++) {
                offer(arguments.getInt(0), name, offers.get(name - 1));
            }
        } else if (object != 2) {
            var words = new ArrayList<Integer>();
            while (arguments.remaining() >= 4) {
                words.add(arguments.getInt());
            }
            requests.add(new Request(object, opcode, List.copyOf(words)));
        }
    }

    private void offer(int registry, int name, Offer offer) {
        var text = offer.kind().getBytes(StandardCharsets.US_ASCII);
        int padded = (text.length + 4) & ~3;
        var message = ByteBuffer.allocate(20 + padded).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(registry).putInt(message.capacity() << 16);
        message.putInt(name).putInt(text.length + 1).put(text);
        message.position(16 + padded).putInt(offer.version());
        send(message.flip());
    }

    private ByteBuffer read(int size) throws IOException {
        var bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (client.join().read(bytes) < 0) {
                throw new IOException("the client hung up");
            }
        }
        return bytes.flip();
    }

    @Override
    public void close() {
        try (server) {
            if (client.isDone()) {
                client.join().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
