package hearth.app.update.trust;

import hearth.protocol.Json;
import hearth.protocol.SigningKey;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/// Metadata and who signed it.
///
/// @param signatures Ed25519 signatures as hex, by public key
public record Signed<M extends Metadata>(SortedMap<String, String> signatures, M signed) {
    private static final int MOST_SIGNATURES = 64;

    public Signed {
        signatures = new TreeMap<>(signatures);
        if (signatures.size() > MOST_SIGNATURES) {
            throw new IllegalArgumentException("too many signatures");
        }
    }

    /// Nobody has signed it yet.
    public static <M extends Metadata> Signed<M> draft(M metadata) {
        return new Signed<>(new TreeMap<>(), metadata);
    }

    /// The same with one more signature.
    public Signed<M> by(SigningKey key) {
        var more = new TreeMap<>(signatures);
        more.put(key.publicHex(), key.sign(message()));
        return new Signed<>(more, signed);
    }

    /// The bytes that are signed.
    public byte[] message() {
        return Json.bytes(signed);
    }

    /// The bytes that are published.
    public byte[] bytes() {
        return Json.bytes(this);
    }

    /// Whether enough of these keys signed it.
    public boolean isSignedBy(Role role) {
        return role.isSatisfied(message(), signatures);
    }

    /// Reads exactly the bytes that [#bytes] writes.
    ///
    /// @throws UpdateRefused if they are anything else
    public static <M extends Metadata> Signed<M> read(byte[] bytes, Class<M> type) {
        JavaType form = Json.mapper().getTypeFactory().constructParametricType(Signed.class, type);
        Signed<M> read;
        try {
            read = Json.mapper().readValue(bytes, form);
        } catch (JacksonException e) {
            throw new UpdateRefused(Refusal.MALFORMED);
        }
        // Two readers must never see two things in the same bytes.
        if (read == null || !Arrays.equals(read.bytes(), bytes)) {
            throw new UpdateRefused(Refusal.MALFORMED);
        }
        return read;
    }
}
