package hearth.coordinator;

import hearth.protocol.ClaimProof;
import hearth.protocol.MerkleTree;
import hearth.protocol.PayoutLeaf;
import hearth.protocol.Sha256;
import hearth.storage.BlobStore;
import hearth.storage.Database;
import hearth.storage.Session;

import org.jspecify.annotations.Nullable;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// What accounts may claim, under the newest root that the chain knows. Anybody may ask, so the
/// leaves of that one root stay in memory with their tree: some 300 bytes an account. Safe for use
/// by many threads.
final class Claims {
    private final Database database;
    private final BlobStore blobs;
    private volatile @Nullable Kept kept;

    private record Kept(Sha256 hash, LeafFile file, MerkleTree tree, String root) {
        static Kept of(Sha256 hash, LeafFile file) {
            var tree = file.tree();
            return new Kept(hash, file, tree, HexFormat.of().formatHex(tree.root()));
        }
    }

    Claims(Database database, BlobStore blobs) {
        this.database = database;
        this.blobs = blobs;
    }

    /// @param address `0x` and 40 hex digits
    Answer<ClaimProof> proof(String address) {
        var account = address.toLowerCase(Locale.ROOT);
        return database.read(Claims::newest)
                .map(this::kept)
                .flatMap(known -> proof(known, account))
                .map(Answer::done)
                .orElseGet(() -> Answer.refused(Refusal.NO_CLAIM));
    }

    private static Optional<Sha256> newest(Session session) {
        return session.first(
                "SELECT leaves FROM epoch WHERE state IN ('POSTED', 'FINAL') ORDER BY number DESC"
                        + " LIMIT 1",
                row -> row.hash("leaves"));
    }

    private Kept kept(Sha256 hash) {
        var known = kept;
        return known != null && known.hash().equals(hash) ? known : read(hash);
    }

    /// However many ask at once, one reads.
    private synchronized Kept read(Sha256 hash) {
        var known = kept;
        if (known != null && known.hash().equals(hash)) {
            return known;
        }
        var next = Kept.of(hash, Epochs.leaves(blobs, hash));
        kept = next;
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
