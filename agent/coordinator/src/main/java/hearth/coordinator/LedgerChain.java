package hearth.coordinator;

import hearth.protocol.Json;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.Row;
import hearth.storage.Session;
import hearth.storage.Session.Change;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// What was settled between two frozen epochs, hashed onto the head of the epoch before
/// (`docs/decisions/0040-chains.md`). A link is SHA-256 over the link before and the canonical JSON
/// of its [Entry]; the first follows from a salt, so that nobody can try what an entry may be. The
/// head is public and stands in the leaf file: as an account that is owed nothing.
final class LedgerChain {
    /// Before the first head.
    static final Sha256 NONE = new Sha256("0".repeat(64));

    private static final byte[] SALTED =
            "hearth ledger salt 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEAD = "hearth ledger head 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int SALT_BYTES = 32;
    private static final int ADDRESS_DIGITS = 40;
    private static final int BATCH = 1000;
    private static final SecureRandom RANDOM = new SecureRandom();

    static final String COLUMNS =
            "result.sequence, result.lease, result.job, result.round, result.device,"
                    + " result.account, result.update_hash, result.received_at,"
                    + " result.receipts_head, ledger.amount, ledger.state AS ledger_state,"
                    + " ledger.epoch AS ledger_epoch, result.state AS result_state";

    private static final String SELECT =
            "SELECT " + COLUMNS + " FROM result LEFT JOIN ledger ON ledger.result = sequence ";

    /// What became of a result.
    enum Fate {
        RELEASED,
        SLASHED,
        REFUSED,
        LATE;

        boolean isInTheLedger() {
            return this == RELEASED || this == SLASHED;
        }
    }

    /// What is hashed of a result; none of it ever changes.
    ///
    /// @param amount of those in the ledger
    /// @param receipts hash of its device's receipts up to it
    record Entry(
            long result,
            Fate fate,
            String lease,
            String job,
            int round,
            String device,
            String account,
            Sha256 update,
            Instant receivedAt,
            Optional<Wei> amount,
            Optional<Sha256> receipts) {
        static Entry read(Row row, Fate fate) {
            return new Entry(
                    row.number("sequence"),
                    fate,
                    row.text("lease"),
                    row.text("job"),
                    row.integer("round"),
                    row.text("device"),
                    row.text("account"),
                    row.hash("update_hash"),
                    row.instant("received_at"),
                    row.optionalText("amount").map(Wei::of).filter(_ -> fate.isInTheLedger()),
                    row.optionalText("receipts_head").map(Sha256::new));
        }
    }

    /// @param hash over it and all before it in its epoch
    record Link(long result, Fate fate, Sha256 hash) {}

    private final long epoch;
    private final Sha256 previous;
    private final String salt;
    private final List<Link> links = new ArrayList<>();
    private Sha256 entries;

    private LedgerChain(long epoch, Sha256 previous, String salt) {
        this.epoch = epoch;
        this.previous = previous;
        this.salt = salt;
        this.entries = begin(salt);
    }

    /// Reads what an epoch settles that is frozen now; nothing is written.
    ///
    /// @param previous head; without one everything that was ever settled is part of this epoch
    /// @param released what it releases
    static LedgerChain draft(
            Session session,
            Optional<Sha256> previous,
            long epoch,
            List<PayableEntries.Entry> released) {
        var salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        var chain = new LedgerChain(epoch, previous.orElse(NONE), HexFormat.of().formatHex(salt));
        if (previous.isEmpty()) {
            chain.add(
                    session,
                    Fate.RELEASED,
                    "WHERE ledger.epoch < ? AND ledger.state = 'RELEASED' ORDER BY ledger.epoch,"
                            + " ledger.result",
                    epoch);
        }
        released.stream()
                .map(PayableEntries.Entry::result)
                .sorted(Comparator.naturalOrder())
                .forEach(result -> chain.add(session, Fate.RELEASED, "WHERE sequence = ?", result));
        chain.add(
                session,
                Fate.SLASHED,
                "WHERE ledger.state = 'SLASHED' AND ledger.linked IS NULL ORDER BY ledger.result");
        chain.add(session, Fate.REFUSED, unlinked("FINAL_BAD"));
        chain.add(session, Fate.LATE, unlinked("LATE"));
        return chain;
    }

    private static String unlinked(String state) {
        return "WHERE result.state IN ('FINAL_BAD', 'LATE') AND result.linked IS NULL AND"
                + " result.state = '"
                + state
                + "' ORDER BY sequence";
    }

    private void add(Session session, Fate fate, String which, Object... values) {
        links.addAll(
                session.all(
                        SELECT + which,
                        row -> {
                            var entry = Entry.read(row, fate);
                            entries = next(entries, entry);
                            return new Link(entry.result(), fate, entries);
                        },
                        values));
    }

    /// Writes it down in the transaction that freezes the epoch.
    ///
    /// @return false, and all is to be taken back, if something of it has changed since it was read
    boolean write(Session session) {
        for (int from = 0; from < links.size(); from += BATCH) {
            var some = new ArrayList<List<Object>>();
            int to = Math.min(links.size(), from + BATCH);
            for (int place = from; place < to; place++) {
                var link = links.get(place);
                some.add(
                        List.of(
                                epoch,
                                place,
                                link.result(),
                                link.fate().name(),
                                link.hash().hex()));
            }
            session.each(
                    "INSERT INTO ledger_link (epoch, place, result, fate, hash) VALUES (?, ?, ?, ?,"
                            + " ?)",
                    some);
        }
        return mark(session, Fate.SLASHED, "ledger SET linked = ? WHERE result", "SLASHED")
                && mark(session, Fate.REFUSED, "result SET linked = ? WHERE sequence", "FINAL_BAD")
                && mark(session, Fate.LATE, "result SET linked = ? WHERE sequence", "LATE");
    }

    private boolean mark(Session session, Fate fate, String which, String state) {
        var rows =
                links.stream()
                        .filter(link -> link.fate() == fate)
                        .map(link -> List.<Object>of(epoch, link.result(), state))
                        .toList();
        var counts =
                session.each("UPDATE " + which + " = ? AND state = ? AND linked IS NULL", rows);
        return counts.stream().allMatch(n -> n == 1);
    }

    /// What the epoch's row says of it.
    Change note() {
        return Change.of(
                "UPDATE epoch SET salt = ?, entries = ?, head = ? WHERE number = ?",
                salt,
                entries,
                head(),
                epoch);
    }

    /// An epoch that never left is open again, and all after it.
    static void forget(Session session, long epoch) {
        session.update(
                "UPDATE ledger SET linked = NULL WHERE linked >= ? AND result IN (SELECT result"
                        + " FROM ledger_link WHERE epoch >= ? AND fate = 'SLASHED')",
                epoch,
                epoch);
        session.update(
                "UPDATE result SET linked = NULL WHERE linked >= ? AND sequence IN (SELECT result"
                        + " FROM ledger_link WHERE epoch >= ? AND fate IN ('REFUSED', 'LATE'))",
                epoch,
                epoch);
        session.update("DELETE FROM ledger_link WHERE epoch >= ?", epoch);
        session.update(
                "UPDATE epoch SET salt = NULL, entries = NULL, head = NULL WHERE number >= ?",
                epoch);
    }

    Sha256 head() {
        return head(previous, epoch, entries);
    }

    static Sha256 begin(String salt) {
        var digest = Sha256.digest();
        digest.update(SALTED);
        digest.update(HexFormat.of().parseHex(salt));
        return new Sha256(HexFormat.of().formatHex(digest.digest()));
    }

    static Sha256 next(Sha256 before, Entry entry) {
        var digest = Sha256.digest();
        digest.update(before.bytes());
        digest.update(Json.bytes(entry));
        return new Sha256(HexFormat.of().formatHex(digest.digest()));
    }

    static Sha256 head(Sha256 previous, long epoch, Sha256 entries) {
        var digest = Sha256.digest();
        digest.update(HEAD);
        digest.update(previous.bytes());
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, epoch));
        digest.update(entries.bytes());
        return new Sha256(HexFormat.of().formatHex(digest.digest()));
    }

    /// The account in a leaf file that stands for a head: nobody has its key.
    static String account(Sha256 head) {
        return "0x" + head.hex().substring(0, ADDRESS_DIGITS);
    }
}
