package hearth.worker;

import com.sun.net.httpserver.HttpExchange;

import hearth.protocol.DeviceId;
import hearth.protocol.ReplySeal;
import hearth.protocol.RequestSignature;
import hearth.protocol.SessionKey;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;

import java.util.Optional;

/// Seals the replies of a [FakeCoordinator] as a coordinator does.
///
/// @param open key of the session of the request, if it names one
record FakeSeal(HttpExchange exchange, SigningKey key, Optional<SessionKey> open, boolean isOn) {
    private static final String CONTENT = "/v1/blobs/";

    /// Sets the header, before the head of a reply is sent.
    void head(int status, byte[] body) {
        var asks = exchange.getRequestHeaders();
        boolean inSession = asks.containsKey(RequestSignature.MAC_HEADER);
        boolean isShown = inSession || asks.containsKey(RequestSignature.SIGNATURE_HEADER);
        if (!isOn || !isShown || (inSession && open.isEmpty())) {
            return;
        }
        var asked =
                ReplySeal.Asked.of(
                        key.serverId(),
                        new DeviceId(asks.getFirst(RequestSignature.DEVICE_HEADER)),
                        asks.getFirst(RequestSignature.NONCE_HEADER),
                        name -> Optional.ofNullable(asks.getFirst(name)));
        var path = exchange.getRequestURI().getPath();
        boolean isContent = path.startsWith(CONTENT) && (status == 200 || status == 206);
        var seal =
                isContent
                        ? asked.streams(
                                status,
                                name -> header(name, body),
                                new Sha256(path.substring(CONTENT.length())))
                        : asked.answered(status, name -> header(name, body), body);
        var replies = exchange.getResponseHeaders();
        if (inSession) {
            replies.set(ReplySeal.MAC_HEADER, seal.mac(open.orElseThrow()));
        } else {
            replies.set(ReplySeal.SIGNATURE_HEADER, seal.sign(key));
        }
    }

    private Optional<String> header(String name, byte[] body) {
        return name.equals("Content-Length") && body.length > 0
                ? Optional.of(Integer.toString(body.length))
                : Optional.ofNullable(exchange.getResponseHeaders().getFirst(name));
    }
}
