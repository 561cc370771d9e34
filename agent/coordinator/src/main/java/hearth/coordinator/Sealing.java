package hearth.coordinator;

import hearth.protocol.ProtocolVersion;
import hearth.protocol.ReplySeal;
import hearth.protocol.RequestSignature;
import hearth.protocol.Sha256;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerResponse;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.function.Function;

/// Seals every reply to a request that was let in, whatever it says, for senders that know it
/// (`docs/decisions/0041-sealed-replies.md`): a line without TLS may be somebody else's. What is
/// answered before that is nobody's word, and carries no seal. Belongs to the thread that answers.
final class Sealing implements Filter {
    private static final ScopedValue<Reply> UNDERWAY = ScopedValue.newInstance();
    private static final HeaderName PROTOCOL = HeaderNames.create(ProtocolVersion.HEADER);

    /// What shows that a reply is authentic.
    ///
    /// @param header of [ReplySeal]
    record Proof(String header, String value) {}

    /// The reply that this thread is at work on.
    private static final class Reply {
        private final Headers request;
        private ReplySeal.@Nullable Asked asked;
        private @Nullable Function<ReplySeal, Proof> proving;

        Reply(Headers request) {
            this.request = request;
        }
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (ProtocolVersion.sealsReplies(request.headers().first(PROTOCOL))) {
            ScopedValue.where(UNDERWAY, new Reply(request.headers())).run(chain::proceed);
        } else {
            chain.proceed();
        }
    }

    /// Whether the sender of this request wants its reply sealed, if it says who it is.
    static boolean isAsked() {
        return UNDERWAY.isBound();
    }

    /// The request was let in: from now on its reply is sealed.
    static void letIn(RequestSignature request, Function<ReplySeal, Proof> proving) {
        if (UNDERWAY.isBound()) {
            var reply = UNDERWAY.get();
            reply.asked =
                    ReplySeal.Asked.of(
                            request.server(),
                            request.device(),
                            request.nonce(),
                            headers(reply.request));
            reply.proving = proving;
        }
    }

    /// Sends a reply that is there as a whole; status and headers are set before.
    static void send(ServerResponse response, byte[] body) {
        seal(
                response,
                asked -> asked.answered(status(response), headers(response.headers()), body));
        if (body.length == 0) {
            response.send();
        } else {
            response.send(body);
        }
    }

    /// Before the first byte of content goes.
    ///
    /// @param name hash of all of it
    static void streams(ServerResponse response, Sha256 name) {
        seal(response, asked -> asked.streams(status(response), headers(response.headers()), name));
    }

    private static void seal(ServerResponse response, Function<ReplySeal.Asked, ReplySeal> made) {
        if (!UNDERWAY.isBound()) {
            return;
        }
        var asked = UNDERWAY.get().asked;
        var proving = UNDERWAY.get().proving;
        if (asked != null && proving != null) {
            var proof = proving.apply(made.apply(asked));
            response.header(HeaderNames.create(proof.header()), proof.value());
        }
    }

    private static int status(ServerResponse response) {
        return response.status().code();
    }

    private static Function<String, Optional<String>> headers(Headers all) {
        return name -> all.first(HeaderNames.create(name));
    }
}
