package hearth.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A content address: the SHA-256 of some bytes as 64 lower-case hex digits (FIPS 180-4).
public record Sha256(@JsonValue String hex) implements Comparable<Sha256> {
    static final int HEX_DIGITS = 64;
    private static final int COPY_BUFFER = 1 << 16;

    @JsonCreator
    public Sha256 {
        if (!Notation.isHex(hex, HEX_DIGITS)) {
            throw new IllegalArgumentException("not a SHA-256 in lower-case hex");
        }
    }

    public static Sha256 of(byte[] bytes) {
        return new Sha256(HexFormat.of().formatHex(digest().digest(bytes)));
    }

    public static Sha256 of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Sha256 ofFile(Path file) {
        var digest = digest();
        try (InputStream in = Files.newInputStream(file)) {
            var buffer = new byte[COPY_BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Sha256(HexFormat.of().formatHex(digest.digest()));
    }

    /// A digest to feed piece by piece; every Java platform has SHA-256.
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public int compareTo(Sha256 other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
