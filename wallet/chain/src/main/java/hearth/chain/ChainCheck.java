package hearth.chain;

import hearth.keys.Address;

import java.util.HashMap;
import java.util.Map;

/// Compares a node with what is pinned. Runs before each signature, so that a node that was
/// swapped, reset or reconfigured gets nothing signed.
///
/// @param codeHashes Keccak-256 of the code that must be at each address; empty before deployment
record ChainCheck(long chainId, String genesisHash, Map<Address, String> codeHashes) {
    /// What the node turned out to be.
    enum Verdict {
        SAME,
        OTHER_CHAIN,
        OTHER_GENESIS,
        OTHER_CODE
    }

    ChainCheck {
        codeHashes = Map.copyOf(codeHashes);
    }

    static ChainCheck of(NetworkProfile profile) {
        var codes = new HashMap<Address, String>();
        profile.all().forEach((name, at) -> codes.put(at, profile.codeHashes().get(name)));
        return new ChainCheck(profile.chainId(), profile.genesisHash(), codes);
    }

    /// @throws NodeUnreachableException if the node does not answer
    Verdict verdict(Node node) {
        if (node.chainId() != chainId) {
            return Verdict.OTHER_CHAIN;
        }
        if (!node.genesisHash().equals(genesisHash)) {
            return Verdict.OTHER_GENESIS;
        }
        boolean same =
                codeHashes.entrySet().stream()
                        .allMatch(
                                c ->
                                        node.codeHash(c.getKey())
                                                .filter(c.getValue()::equals)
                                                .isPresent());
        return same ? Verdict.SAME : Verdict.OTHER_CODE;
    }
}
