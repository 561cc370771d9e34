package hearth.worker;

import hearth.protocol.Lease;
import hearth.protocol.Receipt;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;

/// What this device still owes to each job whose codec needs error feedback. A residual belongs to
/// the update that left it: it is current once that update is on its way, stays so when the
/// coordinator counts the update, and is forgotten with an update that came to nothing
/// (docs/decisions, residuals). So neither a crash nor a pause can apply one twice: a lease that is
/// trained again begins with the same one, and no other lease gets it meanwhile.
final class Residuals {
    /// Counted updates of each job whose residuals stay: to go on from the newest, and to repeat
    /// it.
    private static final int KEPT = 2;

    /// Jobs whose residuals stay, those with the newest updates.
    private static final int JOBS = 8;

    /// An update that is finished and will be sent as it is.
    private static final String ON_ITS_WAY =
            """
            EXISTS (SELECT 1 FROM lease l WHERE l.id = r.lease AND l.ended_ms IS NULL
                AND l.state IN ('Trained', 'Committing', 'Revealing')
                AND json_extract(l.updated, '$.hash') = r.update_hash)""";

    /// Another lease that was left in its middle may be sent with an update from this residual, or
    /// trained to its end from it.
    private static final String CLAIMED =
            """
            EXISTS (SELECT 1 FROM residual p JOIN lease l ON l.id = p.lease
                WHERE p.before_hash = r.after_hash AND p.lease <> ? AND l.ended_ms IS NULL
                AND l.state NOT IN ('Trained', 'Committing', 'Revealing', 'Releasing')
                AND json_extract(l.updated, '$.hash') = p.update_hash)""";

    private final JournalFile journal;
    private final HashedFiles files;

    Residuals(JournalFile journal, HashedFiles files) {
        this.journal = journal;
        this.files = files;
    }

    /// What an update of this lease starts from; nothing where nothing is owed, where the debt is
    /// another lease's, or where the disk lost the file.
    Optional<Path> owedBefore(Lease lease) {
        return journal
                .rows(
                        "SELECT after_hash, "
                                + CLAIMED
                                + " AS claimed FROM residual r"
                                + " WHERE r.manifest = ? AND r.lease <> ? AND r.aggregated = 1"
                                + " AND (r.counted = 1 OR "
                                + ON_ITS_WAY
                                + ") ORDER BY r.sequence DESC LIMIT 1",
                        s -> {
                            s.setString(1, lease.id().value());
                            s.setString(2, lease.manifest().hex());
                            s.setString(3, lease.id().value());
                        },
                        r ->
                                r.getBoolean("claimed")
                                        ? Optional.<Sha256>empty()
                                        : Optional.of(new Sha256(r.getString("after_hash"))))
                .stream()
                .flatMap(Optional::stream)
                .findFirst()
                .flatMap(files::find);
    }

    /// Where the residual of an update of this lease is made.
    Path made(Lease lease) {
        return files.made(lease.id().value());
    }

    /// Keeps what an update leaves, file first, before anything knows of the update.
    ///
    /// @param update hash of it
    /// @param owed its residual, made at [#made]
    /// @param isAggregated whether the update stands for enough steps to be added to the checkpoint
    void keep(Lease lease, Sha256 update, UpdateFile.Owed owed, boolean isAggregated) {
        files.adopt(owed.residual());
        journal.write(
                """
                INSERT INTO residual
                    (update_hash, manifest, lease, before_hash, after_hash, aggregated)
                VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (update_hash) DO NOTHING""",
                s -> {
                    s.setString(1, update.hex());
                    s.setString(2, lease.manifest().hex());
                    s.setString(3, lease.id().value());
                    s.setString(4, owed.residuals().before().hex());
                    s.setString(5, owed.residuals().after().hex());
                    s.setBoolean(6, isAggregated);
                });
        forgetOld();
    }

    private void forgetOld() {
        journal.write(
                """
                DELETE FROM residual WHERE
                    counted = 0 AND NOT EXISTS (
                        SELECT 1 FROM lease l WHERE l.id = residual.lease AND l.ended_ms IS NULL)
                    OR counted = 1 AND sequence NOT IN (
                        SELECT sequence FROM (
                            SELECT sequence, ROW_NUMBER() OVER (
                                PARTITION BY manifest ORDER BY sequence DESC) AS place
                            FROM residual WHERE counted = 1)
                        WHERE place <= ?)
                    OR manifest NOT IN (
                        SELECT manifest FROM residual GROUP BY manifest
                        ORDER BY MAX(sequence) DESC LIMIT ?)""",
                s -> {
                    s.setInt(1, KEPT);
                    s.setInt(2, JOBS);
                });
        var needed = new HashSet<Sha256>();
        journal.rows(
                "SELECT before_hash FROM residual UNION SELECT after_hash FROM residual",
                _ -> {},
                r -> needed.add(new Sha256(r.getString(1))));
        files.trim(0, needed);
    }

    /// The coordinator signed for an update, in the transaction that keeps the receipt. One that
    /// came too late is signed for too, over nothing, and was not added to the checkpoint.
    static void settle(JournalFile journal, Receipt receipt) throws SQLException {
        var content = receipt.content();
        if (!content.pay().equals(Wei.ZERO)) {
            journal.change(
                    "UPDATE residual SET counted = 1 WHERE update_hash = ? AND aggregated = 1",
                    s -> s.setString(1, content.update().hex()));
        }
    }
}
