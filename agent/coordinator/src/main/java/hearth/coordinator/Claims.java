package hearth.coordinator;

import hearth.protocol.ClaimProof;
import hearth.protocol.MerkleTree;
import hearth.protocol.PayoutLeaf;
import hearth.protocol.PendingClaim;
import hearth.protocol.Sha256;
import hearth.storage.BlobStore;
import hearth.storage.Database;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What accounts may claim: under the root that pays now, which is the newest one whose challenge
/// window is over, and under the one that will after it. Anybody may ask, so the leaves of these
/// two stay in memory with their trees: some 300 bytes an account each. Safe for use by many
/// threads.
final class Claims {
    private final Database database;
    private final BlobStore blobs;
    private final InstantSource clock;
    private volatile List<Kept> kept = List.of();

    private record Kept(Sha256 hash, LeafFile file, MerkleTree tree, String root) {
        static Kept of(Sha256 hash, LeafFile file) {
            var tree = file.tree();
            return new Kept(hash, file, tree, HexFormat.of().formatHex(tree.root()));
        }
    }

    Claims(Database database, BlobStore blobs, InstantSource clock) {
        this.database = database;
        this.blobs = blobs;
        this.clock = clock;
    }

    /// @param address `0x` and 40 hex digits
    Answer<ClaimProof> proof(String address) {
        var account = address.toLowerCase(Locale.ROOT);
        return roots().active()
                .map(this::kept)
                .flatMap(known -> proof(known, account))
                .map(Answer::done)
                .orElseGet(() -> Answer.refused(Refusal.NO_CLAIM));
    }

    /// What the next root adds, while its challenge window runs.
    Answer<PendingClaim> pending(String address) {
        var account = address.toLowerCase(Locale.ROOT);
        return roots().pending()
                .flatMap(
                        root -> {
                            var file = kept(root.leaves()).file();
                            return Optional.ofNullable(file.cumulative().get(account))
                                    .map(
                                            cumulative ->
                                                    new PendingClaim(
                                                            file.epoch(),
                                                            account,
                                                            cumulative,
                                                            root.claimableAt()));
                        })
                .map(Answer::done)
                .orElseGet(() -> Answer.refused(Refusal.NO_CLAIM));
    }

    private record Pending(Sha256 leaves, Instant claimableAt) {}

    private record Roots(Optional<Sha256> active, Optional<Pending> pending) {
        boolean has(Sha256 leaves) {
            return active.filter(leaves::equals).isPresent()
                    || pending.map(Pending::leaves).filter(leaves::equals).isPresent();
        }
    }

    /// By the rule of the contract: a root pays from its time on, until the next one does.
    private Roots roots() {
        var now = clock.instant();
        return database.read(
                session ->
                        new Roots(
                                session.first(
                                        "SELECT leaves FROM epoch WHERE state = 'FINAL' OR (state ="
                                                + " 'POSTED' AND claimable_at <= ?) ORDER BY"
                                                + " number DESC LIMIT 1",
                                        row -> row.hash("leaves"),
                                        now),
                                session.first(
                                        "SELECT leaves, claimable_at FROM epoch WHERE state ="
                                                + " 'POSTED' AND claimable_at > ? ORDER BY number"
                                                + " DESC LIMIT 1",
                                        row ->
                                                new Pending(
                                                        row.hash("leaves"),
                                                        row.instant("claimable_at")),
                                        now)));
    }

    private Kept kept(Sha256 hash) {
        return known(hash).orElseGet(() -> read(hash));
    }

    private Optional<Kept> known(Sha256 hash) {
        return kept.stream().filter(k -> k.hash().equals(hash)).findFirst();
    }

    /// However many ask at once, one reads.
    private synchronized Kept read(Sha256 hash) {
        var known = known(hash);
        if (known.isPresent()) {
            return known.get();
        }
        var now = roots();
        var next = Kept.of(hash, Epochs.leaves(blobs, hash));
        kept =
                Stream.concat(kept.stream().filter(k -> now.has(k.hash())), Stream.of(next))
                        .toList();
        return next;
    }

    private static Optional<ClaimProof> proof(Kept of, String account) {
        var file = of.file();
        return Optional.ofNullable(file.cumulative().get(account))
                .map(
                        cumulative -> {
                            var leaf =
                                    new PayoutLeaf(
                                            file.chainId(), file.rewards(), account, cumulative);
                            return new ClaimProof(
                                    file.epoch(),
                                    account,
                                    cumulative,
                                    of.root(),
                                    of.tree().proof(leaf.hash()).stream()
                                            .map(HexFormat.of()::formatHex)
                                            .toList());
                        });
    }
}
