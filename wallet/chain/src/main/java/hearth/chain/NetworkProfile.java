package hearth.chain;

import hearth.keys.Address;
import hearth.keys.OwnerOnlyFile;
import hearth.protocol.Json;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which chain and which contracts are ours: pinned, and compared before anything is signed.
///
/// @param genesisHash `0x` and 64 hex digits of block 0
/// @param rpc nodes, the first one is asked first
/// @param codeHashes Keccak-256 of each contract's code in hex, by contract name
/// @param confirmations blocks above a transaction after which it counts as final
/// @param contracts the others by name: escrow, governor, roundLog, timelock; a practice network
///     has governor and timelock
/// @param explorer where its transactions can be looked up, if anywhere
/// @param entrance whom its devices work for, once there is a coordinator
public record NetworkProfile(
        String name,
        long chainId,
        String genesisHash,
        List<URI> rpc,
        Address token,
        Address rewards,
        Address staking,
        SortedMap<String, String> codeHashes,
        int confirmations,
        SortedMap<String, Address> contracts,
        Optional<Explorer> explorer,
        Optional<Entrance> entrance) {
    private static final int MAX_BYTES = 1 << 16;
    private static final long DEVELOPER_CHAIN = 31337;

    public NetworkProfile {
        rpc = List.copyOf(rpc);
        codeHashes = Collections.unmodifiableSortedMap(new TreeMap<>(codeHashes));
        // Profiles that were written before there were others have none, nor what is optional.
        explorer = explorer == null ? Optional.empty() : explorer;
        entrance = entrance == null ? Optional.empty() : entrance;
        contracts =
                contracts == null
                        ? Collections.emptySortedMap()
                        : Collections.unmodifiableSortedMap(new TreeMap<>(contracts));
        if (chainId <= 0 || chainId == DEVELOPER_CHAIN || rpc.isEmpty() || confirmations < 0) {
            throw new IllegalArgumentException("not a network profile");
        }
        if (!codeHashes.keySet().containsAll(List.of("token", "rewards", "staking"))
                || !codeHashes.keySet().containsAll(contracts.keySet())) {
            throw new IllegalArgumentException("a code hash is missing");
        }
    }

    /// A network that has the three contracts of a wallet and no others.
    public NetworkProfile(
            String name,
            long chainId,
            String genesisHash,
            List<URI> rpc,
            Address token,
            Address rewards,
            Address staking,
            SortedMap<String, String> codeHashes,
            int confirmations) {
        this(
                name,
                chainId,
                genesisHash,
                rpc,
                token,
                rewards,
                staking,
                codeHashes,
                confirmations,
                Collections.emptySortedMap());
    }

    /// Without an explorer and a coordinator.
    public NetworkProfile(
            String name,
            long chainId,
            String genesisHash,
            List<URI> rpc,
            Address token,
            Address rewards,
            Address staking,
            SortedMap<String, String> codeHashes,
            int confirmations,
            SortedMap<String, Address> contracts) {
        this(
                name,
                chainId,
                genesisHash,
                rpc,
                token,
                rewards,
                staking,
                codeHashes,
                confirmations,
                contracts,
                Optional.empty(),
                Optional.empty());
    }

    /// The same network, with the place where it can be looked up.
    public NetworkProfile at(Explorer place) {
        return with(Optional.of(place), entrance);
    }

    /// The same network, with the coordinator that its devices work for.
    public NetworkProfile through(Entrance door) {
        return with(explorer, Optional.of(door));
    }

    /// Whether these are the same contracts on the same chain, whatever nodes, explorer or
    /// coordinator are named.
    public boolean isSameNetwork(NetworkProfile other) {
        return chainId == other.chainId
                && genesisHash.equals(other.genesisHash)
                && all().equals(other.all())
                && codeHashes.equals(other.codeHashes);
    }

    private NetworkProfile with(Optional<Explorer> pages, Optional<Entrance> door) {
        return new NetworkProfile(
                name,
                chainId,
                genesisHash,
                rpc,
                token,
                rewards,
                staking,
                codeHashes,
                confirmations,
                contracts,
                pages,
                door);
    }

    /// Every contract by name.
    SortedMap<String, Address> all() {
        var all = new TreeMap<>(contracts);
        all.put("token", token);
        all.put("rewards", rewards);
        all.put("staking", staking);
        return all;
    }

    /// What the network's nodes turn out to be now, each compared with what is pinned.
    ///
    /// @return the nodes that are on another chain or have other contracts
    /// @throws NodeUnreachableException if a node does not answer
    public List<URI> strangers() {
        var check = ChainCheck.of(this);
        return rpc.stream()
                .filter(
                        uri -> {
                            try (var node = new Node(uri)) {
                                return check.verdict(node) != ChainCheck.Verdict.SAME;
                            }
                        })
                .toList();
    }

    /// The profile in a file, or empty if there is none.
    ///
    /// @throws hearth.protocol.MalformedMessageException if the file is not a profile
    public static Optional<NetworkProfile> read(Path file) {
        try {
            return new OwnerOnlyFile(file, 0)
                    .read(MAX_BYTES)
                    .map(bytes -> Json.read(bytes, NetworkProfile.class));
        } catch (IOException e) {
            throw new ChainException("the network profile cannot be read", e);
        }
    }

    public void write(Path file) {
        try {
            new OwnerOnlyFile(file, 0).write(Json.pretty(this).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ChainException("the network profile cannot be written", e);
        }
    }
}
