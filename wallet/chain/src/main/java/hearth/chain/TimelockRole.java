package hearth.chain;

import hearth.protocol.MerkleTree;

import java.nio.charset.StandardCharsets;

/// The roles of the timelock that a deployment gives and takes; the admin's is that of every
/// contract.
enum TimelockRole {
    ADMIN(""),
    PROPOSER("PROPOSER_ROLE"),
    CANCELLER("CANCELLER_ROLE");

    private static final int ID_BYTES = 32;

    private final String name;

    TimelockRole(String name) {
        this.name = name;
    }

    /// 32 bytes: the name's Keccak-256, or zero for the admin.
    byte[] id() {
        return name.isEmpty()
                ? new byte[ID_BYTES]
                : MerkleTree.keccak256(name.getBytes(StandardCharsets.US_ASCII));
    }
}
