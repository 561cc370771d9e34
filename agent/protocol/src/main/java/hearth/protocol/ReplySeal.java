package hearth.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What a server vouches for when it answers a request that it let in: which request of which
/// device, the status, the headers that mean something, and the body. In a session an HMAC shows
/// it, under a key that no request uses; outside of one the server's signature. The parts are
/// joined by line feeds, which none of them may contain; where a header is not there, its line is
/// empty.
///
/// @param headers values of those that mean something; where the body is streamed, of others
/// @param body hash of the body; of one that is streamed its name, which its reader checks it by
public record ReplySeal(Asked asked, int status, List<String> headers, Sha256 body) {
    /// Reply header with the HMAC, 64 hex digits.
    public static final String MAC_HEADER = "Hearth-Reply-Mac";

    /// Reply header with the signature, 128 hex digits.
    public static final String SIGNATURE_HEADER = "Hearth-Reply-Signature";

    /// Reply header: seconds for which the server would rather not be visited without need.
    public static final String NEXT_CONTACT = "Hearth-Next-Contact";

    private static final List<String> HEADERS =
            List.of("Content-Type", "Retry-After", NEXT_CONTACT, "Location");

    /// Where content begins and how long it is.
    private static final List<String> OF_STREAM =
            List.of("Content-Type", "Content-Length", "Content-Range");

    /// Of a request, which its own proof does not cover.
    private static final List<String> OF_REQUEST =
            List.of(
                    RequestSignature.INSTANCE_HEADER,
                    "Hearth-Token",
                    DirectTransfer.HEADER,
                    "Range");

    private static final int NONCE_DIGITS = 32;

    public ReplySeal {
        headers = lines(headers);
    }

    private static List<String> lines(List<String> headers) {
        if (headers.stream().anyMatch(value -> value.indexOf('\n') >= 0)) {
            throw new IllegalArgumentException("a line feed in a header");
        }
        return List.copyOf(headers);
    }

    private static List<String> values(
            List<String> names, Function<String, Optional<String>> header) {
        return names.stream().map(name -> header.apply(name).orElse("")).toList();
    }

    /// The request that a reply answers, as the server read it: what one with changed headers
    /// brings is no answer to the one that was sent.
    ///
    /// @param nonce 32 hex digits, so that no reply answers another request
    /// @param headers of it
    public record Asked(ServerId server, DeviceId device, String nonce, List<String> headers) {
        public Asked {
            headers = lines(headers);
            if (!Notation.isHex(nonce, NONCE_DIGITS)) {
                throw new IllegalArgumentException("a nonce has 32 hex digits");
            }
        }

        /// @param header the first value of a header of the request by its name
        public static Asked of(
                ServerId server,
                DeviceId device,
                String nonce,
                Function<String, Optional<String>> header) {
            return new Asked(server, device, nonce, values(OF_REQUEST, header));
        }

        /// A reply that is there as a whole.
        ///
        /// @param header the first value of a header by its name
        public ReplySeal answered(
                int status, Function<String, Optional<String>> header, byte[] body) {
            return seal(status, HEADERS, header, Sha256.of(body));
        }

        /// Content that is streamed behind its head.
        ///
        /// @param header the first value of a header by its name
        /// @param name hash of all of the content
        public ReplySeal streams(
                int status, Function<String, Optional<String>> header, Sha256 name) {
            return seal(status, OF_STREAM, header, name);
        }

        private ReplySeal seal(
                int status,
                List<String> names,
                Function<String, Optional<String>> header,
                Sha256 body) {
            return new ReplySeal(this, status, values(names, header), body);
        }
    }

    private byte[] payload() {
        return String.join(
                        "\n",
                        headers.size() == HEADERS.size() ? "hearth-reply-1" : "hearth-stream-1",
                        asked.server().value(),
                        asked.device().value(),
                        asked.nonce(),
                        String.join("\n", asked.headers()),
                        Integer.toString(status),
                        String.join("\n", headers),
                        body.hex())
                .getBytes(StandardCharsets.UTF_8);
    }

    public String mac(SessionKey key) {
        return key.seal(payload());
    }

    public boolean hasMac(SessionKey key, String mac) {
        return key.isSeal(payload(), mac);
    }

    public String sign(SigningKey key) {
        return key.sign(payload());
    }

    /// Whether the server that it names signed it.
    public boolean isSigned(String signature) {
        return Signatures.isValid(asked.server().value(), payload(), signature);
    }
}
