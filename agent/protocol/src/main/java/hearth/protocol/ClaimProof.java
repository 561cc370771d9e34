package hearth.protocol;

import java.util.HexFormat;
import java.util.List;

/// Proof that an account may claim up to a cumulative amount under the root of an epoch.
///
/// @param account `0x` and 40 hex digits
/// @param root 32 bytes, hex
/// @param proof sibling hashes from the leaf up, each 32 bytes as hex
public record ClaimProof(
        long epoch, String account, Wei cumulative, String root, List<String> proof) {
    public ClaimProof {
        proof = List.copyOf(proof);
    }

    public List<byte[]> proofBytes() {
        return proof.stream().map(HexFormat.of()::parseHex).toList();
    }
}
