package hearth.coordinator;

import static hearth.coordinator.Proof.OF_ANY_KEY_OR_SESSION;

import hearth.protocol.DeviceId;
import hearth.protocol.DirectTransfer;
import hearth.protocol.Sha256;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Content over HTTP, streamed from the disk and from any byte on (RFC 9110, `Range:
/// bytes=N-`; other ranges get the whole). The name is the hash, so the entity tag never changes
/// and the reader checks what it got.
final class BlobReplies {
    private static final Pattern FROM = Pattern.compile("bytes=(\\d{1,18})-");

    private static final HeaderName DIRECT = HeaderNames.create(DirectTransfer.HEADER);

    /// Not worth another connection.
    private static final long SMALL = 1 << 16;

    private static final Sha256 NOTHING = Sha256.of(new byte[0]);
    private static final String PUBLIC = "public, max-age=31536000, immutable";
    private static final String PRIVATE = "private, no-store";

    private final Coordinator coordinator;
    private final RequestGate gate;

    BlobReplies(Coordinator coordinator, RequestGate gate) {
        this.coordinator = coordinator;
        this.gate = gate;
    }

    /// Who asks is looked at only where not everybody may have it; whoever may not is told that
    /// there is nothing.
    void answer(ServerRequest request, ServerResponse response) throws IOException {
        var hash = new Sha256(HttpInterface.parameter(request, "sha256"));
        switch (coordinator.published(hash)) {
            case Answer.Done<Long>(Long length) -> {
                var refused = gate.named(request, NOTHING);
                if (refused.isPresent()) {
                    HttpInterface.problem(response, refused.get());
                } else {
                    send(request, response, hash, length, PUBLIC);
                }
            }
            case Answer.Refused<Long> refused -> {
                switch (shown(request, hash)) {
                    case Answer.Done<Long>(Long length) ->
                            send(request, response, hash, length, PRIVATE);
                    case Answer.Refused<Long>(var reason, var _) ->
                            HttpInterface.problem(
                                    response, isSessionLost(reason) ? reason : refused.reason());
                }
            }
        }
    }

    /// Whoever wants a sealed reply in a session that is not known has to hear of that first.
    private static boolean isSessionLost(Refusal reason) {
        return reason == Refusal.UNKNOWN_SESSION && Sealing.isAsked();
    }

    private Answer<Long> shown(ServerRequest request, Sha256 hash) {
        return switch (gate.admit(request, _ -> Answer.done(NOTHING), OF_ANY_KEY_OR_SESSION)) {
            case Answer.Refused<DeviceId> refused -> Answer.refused(refused.reason());
            case Answer.Done<DeviceId>(var key) -> coordinator.shownTo(key, hash);
        };
    }

    private void send(
            ServerRequest request, ServerResponse response, Sha256 hash, long length, String cache)
            throws IOException {
        var at =
                length > SMALL && isDirect(request)
                        ? coordinator.blobs().readAt(hash)
                        : Optional.<URI>empty();
        if (at.isPresent()) {
            sendTo(response, at.get());
        } else {
            send(response, hash, length, from(request).filter(n -> n < length), cache);
        }
    }

    /// Whether the device fetches and puts content where it is told to.
    static boolean isDirect(ServerRequest request) {
        return request.headers().first(DIRECT).filter(DirectTransfer.YES::equals).isPresent();
    }

    /// The address is good for a while, and only for this one.
    private static void sendTo(ServerResponse response, URI at) {
        response.status(Status.TEMPORARY_REDIRECT_307);
        response.header(HeaderNames.LOCATION, at.toString());
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Sealing.send(response, new byte[0]);
    }

    private static Optional<Long> from(ServerRequest request) {
        return request.headers()
                .first(HeaderNames.RANGE)
                .map(FROM::matcher)
                .filter(Matcher::matches)
                .map(range -> Long.parseLong(range.group(1)));
    }

    private void send(
            ServerResponse response, Sha256 hash, long length, Optional<Long> from, String cache)
            throws IOException {
        long begin = from.orElse(0L);
        response.header(HeaderNames.CONTENT_TYPE, "application/octet-stream");
        response.header(HeaderNames.CACHE_CONTROL, cache);
        response.header(HeaderNames.ETAG, "\"" + hash + "\"");
        response.header(HeaderNames.ACCEPT_RANGES, "bytes");
        response.header(HeaderNames.CONTENT_LENGTH, Long.toString(length - begin));
        if (from.isPresent()) {
            response.status(Status.PARTIAL_CONTENT_206);
            response.header(
                    HeaderNames.CONTENT_RANGE,
                    "bytes " + begin + "-" + (length - 1) + "/" + length);
        }
        Sealing.streams(response, hash);
        try (var in = coordinator.blobs().open(hash, begin);
                var out = response.outputStream()) {
            in.transferTo(out);
        }
    }
}
