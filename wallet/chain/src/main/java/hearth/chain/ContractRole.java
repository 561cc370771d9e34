package hearth.chain;

import hearth.protocol.MerkleTree;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The powers that our contracts give and take, known by the hash of their name.
public enum ContractRole {
    /// Gives and takes the others; its id is zero.
    ADMIN(""),
    POSTER("POSTER_ROLE"),
    GUARDIAN("GUARDIAN_ROLE"),
    REWARDER("REWARDER_ROLE"),
    SLASHER("SLASHER_ROLE"),
    ARBITER("ARBITER_ROLE"),
    COORDINATOR("COORDINATOR_ROLE"),
    PROPOSER("PROPOSER_ROLE"),
    EXECUTOR("EXECUTOR_ROLE"),
    CANCELLER("CANCELLER_ROLE");

    private static final int ID_BYTES = 32;

    private final String name;

    ContractRole(String name) {
        this.name = name;
    }

    /// 32 bytes: the name's Keccak-256, or zero for the admin.
    byte[] id() {
        return name.isEmpty()
                ? new byte[ID_BYTES]
                : MerkleTree.keccak256(name.getBytes(StandardCharsets.US_ASCII));
    }

    /// The id as the number that a proposed call has.
    public BigInteger number() {
        return new BigInteger(1, id());
    }

    public static Optional<ContractRole> of(BigInteger number) {
        return Arrays.stream(values()).filter(role -> role.number().equals(number)).findFirst();
    }

    /// Finds a role by its name in lower case.
    public static Optional<ContractRole> of(String name) {
        return Arrays.stream(values())
                .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }
}
