package hearth.coordinator.load;

import hearth.protocol.ProtocolVersion;
import hearth.protocol.RequestSignature;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// Over a kept connection, as a device of the newest version: every reply is sealed.
final class HttpWay implements Way {
    private static final int FAILED = 300;

    private final Line line;

    HttpWay(URI server) throws IOException {
        line = new Line(server);
    }

    @Override
    public byte[] send(Signed request) throws IOException {
        var content = request.content();
        var headers =
                RequestSignature.DEVICE_HEADER
                        + ": "
                        + content.device().value()
                        + "\r\n"
                        + RequestSignature.TIMESTAMP_HEADER
                        + ": "
                        + content.timestamp().toEpochMilli()
                        + "\r\n"
                        + RequestSignature.NONCE_HEADER
                        + ": "
                        + content.nonce()
                        + "\r\n"
                        + (request.mac().isEmpty()
                                ? RequestSignature.SIGNATURE_HEADER + ": " + request.signature()
                                : RequestSignature.MAC_HEADER + ": " + request.mac())
                        + "\r\n"
                        + RequestSignature.INSTANCE_HEADER
                        + ": "
                        + Sender.INSTANCE
                        + "\r\nHearth-Token: "
                        + request.token()
                        + "\r\n"
                        + ProtocolVersion.HEADER
                        + ": "
                        + ProtocolVersion.NEWEST
                        + "\r\n";
        var reply =
                line.send(Line.request(content.method(), content.path(), headers, request.body()));
        if (reply.status() >= FAILED) {
            throw new IOException(
                    reply.status() + " " + new String(reply.body(), StandardCharsets.UTF_8));
        }
        return reply.body();
    }

    @Override
    public boolean isHere() {
        return false;
    }

    @Override
    public void close() throws IOException {
        line.close();
    }
}
