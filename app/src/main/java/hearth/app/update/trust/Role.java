package hearth.app.update.trust;

import hearth.protocol.Signatures;

import java.util.List;
import java.util.Map;

/// Who may sign a kind of metadata, and how many of them must.
///
/// @param keys public Ed25519 keys as hex, each once
public record Role(List<String> keys, int threshold) {
    private static final int MOST_KEYS = 32;

    public Role {
        keys = List.copyOf(keys);
        boolean sound =
                keys.size() <= MOST_KEYS
                        && keys.stream().distinct().count() == keys.size()
                        && keys.stream().allMatch(k -> k.matches("[0-9a-f]{64}"))
                        && threshold >= 1
                        && threshold <= keys.size();
        if (!sound) {
            throw new IllegalArgumentException("not a role");
        }
    }

    /// Whether enough of the keys signed; a key counts once, however often it signed.
    ///
    /// @param signatures by key
    boolean isSatisfied(byte[] message, Map<String, String> signatures) {
        return keys.stream()
                        .filter(
                                k ->
                                        signatures.containsKey(k)
                                                && Signatures.isValid(
                                                        k, message, signatures.get(k)))
                        .count()
                >= threshold;
    }
}
