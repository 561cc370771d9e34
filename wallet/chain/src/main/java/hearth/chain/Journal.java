package hearth.chain;

import hearth.keys.Address;
import hearth.keys.SignedTransaction;
import hearth.protocol.Wei;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the wallet wanted from one chain and what became of it, on disk before anything is sent
/// (SQLite, WAL, `synchronous=FULL`). Each change of state is one statement guarded by the old
/// state:
///
/// ```
/// PLANNED → SIGNED → INCLUDED → FINAL        REFUSED: before signing; may be planned again
///         ↘ REFUSED   ↓   ↑ (reorganisation)  REJECTED: signed, no node took it the first time;
///                  REVERTED | REPLACED         → INCLUDED | REPLACED (something has its nonce)
/// ```
/// What waits may be replaced by other bytes of the same nonce ({@link Attempts}); when those that
/// cancel are included, the entry is REPLACED with the refusal CANCELLED. Safe for use by several
/// threads and processes.
final class Journal implements AutoCloseable {
    private static final String SCHEMA =
            """
            CREATE TABLE IF NOT EXISTS intent (
              chain TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, sender TEXT NOT NULL,
              amount TEXT NOT NULL, counterparty TEXT, created_ms INTEGER NOT NULL,
              state TEXT NOT NULL CHECK (state IN ('PLANNED', 'SIGNED', 'INCLUDED', 'FINAL',
                'REFUSED', 'REJECTED', 'REVERTED', 'REPLACED')),
              nonce INTEGER, raw TEXT, hash TEXT, block INTEGER, block_hash TEXT, gas_used TEXT,
              refusal TEXT, network TEXT,
              PRIMARY KEY (chain, id)) STRICT\
            """;
    private static final String ONE_PER_NONCE =
            """
            CREATE UNIQUE INDEX IF NOT EXISTS one_per_nonce ON intent (chain, sender, nonce)
              WHERE state IN ('SIGNED', 'INCLUDED', 'FINAL', 'REVERTED')\
            """;
    private static final int CONSTRAINT = 19;

    private final Connection db;
    private final String chain;
    private final Optional<String> network;
    private final Movements movements;
    private final Attempts attempts;
    private final Preparations preparations;
    private final FeeBook fees;
    private final Spending spending;
    private final ContractConsents contracts;

    /// @param chain genesis hash; other chains in the same file stay untouched
    /// @param token of the network, of which there may be several on one chain; empty while there
    /// is none
    Journal(Path file, String chain, Optional<Address> token) {
        this.chain = chain;
        this.network = token.map(Address::value);
        try {
            this.db = JournalFile.open(file);
            try (var statement = db.createStatement()) {
                statement.execute(SCHEMA);
                statement.execute(ONE_PER_NONCE);
            }
            Movements.prepare(db);
            this.movements = new Movements(this, chain, network);
            this.attempts = new Attempts(db, chain, this);
            this.preparations = new Preparations(db, chain, this);
            this.fees = new FeeBook(db, chain, this);
            this.spending = new Spending(db, chain, this);
            this.contracts = new ContractConsents(db, chain, this);
        } catch (IOException | SQLException e) {
            throw new ChainException("the transaction journal cannot be opened", e);
        }
    }

    enum State {
        PLANNED,
        SIGNED,
        INCLUDED,
        FINAL,
        REFUSED,
        REJECTED,
        REVERTED,
        REPLACED
    }

    /// One line; what is not known yet is empty.
    record Entry(
            String id,
            Activity.Kind kind,
            Address sender,
            Wei amount,
            Optional<Address> counterparty,
            Instant created,
            State state,
            long nonce,
            String raw,
            String hash,
            long block,
            String blockHash,
            String gasUsed,
            Optional<Refusal> refusal) {
        /// Whether nothing was signed for it yet, or nothing that counts.
        boolean isOpen() {
            return state == State.PLANNED || state == State.REFUSED;
        }
    }

    /// Writes the intent down unless something was signed under its id already; returns what is
    /// there.
    synchronized Entry plan(Intent intent, Instant now) {
        update(
                "INSERT INTO intent (chain, id, kind, sender, amount, counterparty, created_ms,"
                        + " network, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'PLANNED')"
                        + " ON CONFLICT DO UPDATE SET amount = excluded.amount,"
                        + " counterparty = excluded.counterparty, created_ms = excluded.created_ms"
                        + " WHERE state IN ('PLANNED', 'REFUSED') AND kind = excluded.kind"
                        + " AND sender = excluded.sender",
                chain,
                intent.id(),
                intent.kind().name(),
                intent.from().value(),
                intent.amount().toString(),
                intent.counterparty().map(Address::value).orElse(null),
                now.toEpochMilli(),
                network.orElse(null));
        var entry = find(intent.id()).orElseThrow();
        if (entry.kind() != intent.kind() || !entry.sender().equals(intent.from())) {
            throw new IllegalArgumentException("another intent has this id");
        }
        return entry;
    }

    /// What came of writing signed bytes down.
    ///
    /// @param isDone false if the intent was signed meanwhile, the nonce is taken, or it is refused
    record Writing(boolean isDone, Optional<Refusal> refusal) {}

    /// Writes signed bytes down, if with what any process has signed by now the owner's limits
    /// still allow the payment: looked at and written in one transaction of the file. Bytes that
    /// are not written down are to be forgotten.
    synchronized Writing signed(String id, SignedTransaction signed, Instant now) {
        execute("BEGIN IMMEDIATE");
        try {
            var refused = find(id).flatMap(e -> spending.refuses(e.kind(), e.amount(), now));
            return new Writing(refused.isEmpty() && write(id, signed, now), refused);
        } finally {
            execute("COMMIT");
        }
    }

    private void execute(String sql) {
        try (var statement = db.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new ChainException("the transaction journal cannot be written", e);
        }
    }

    /// It counts from now on, however long ago another signer was asked to sign it.
    private boolean write(String id, SignedTransaction signed, Instant now) {
        return change(
                "UPDATE intent SET state = 'SIGNED', nonce = ?, raw = ?, hash = ?, created_ms = ?,"
                        + " refusal = NULL"
                        + " WHERE chain = ? AND id = ? AND state IN ('PLANNED', 'REFUSED')",
                signed.nonce(),
                signed.raw(),
                signed.hash(),
                now.toEpochMilli(),
                chain,
                id);
    }

    synchronized boolean refused(String id, Refusal refusal) {
        return change(
                "UPDATE intent SET state = 'REFUSED', refusal = ?"
                        + " WHERE chain = ? AND id = ? AND state IN ('PLANNED', 'REFUSED')",
                refusal.name(),
                chain,
                id);
    }

    /// @param state REJECTED or REPLACED
    synchronized boolean gaveUp(String id, State state, Refusal refusal) {
        return change(
                "UPDATE intent SET state = ?, refusal = ?"
                        + " WHERE chain = ? AND id = ? AND state IN ('SIGNED', 'REJECTED')",
                state.name(),
                refusal.name(),
                chain,
                id);
    }

    /// What reverted in a block that is gone may succeed in another.
    ///
    /// @param attempt that is in the block
    /// @param moved what it moved by the contract's word; empty where that was known before
    synchronized boolean included(
            String id,
            Attempts.Attempt attempt,
            Node.Inclusion in,
            Optional<Wei> moved,
            boolean isFinal) {
        String state = isFinal ? "FINAL" : "INCLUDED";
        String refusal = null;
        if (attempt.cancels()) {
            state = "REPLACED";
            refusal = Refusal.CANCELLED.name();
        } else if (!in.succeeded()) {
            state = "REVERTED";
            refusal = Refusal.REVERTED.name();
        }
        return change(
                "UPDATE intent SET state = ?, raw = ?, hash = ?, block = ?, block_hash = ?,"
                        + " gas_used = ?, refusal = ?, amount = coalesce(?, amount) WHERE chain = ? AND id = ?"
                        + " AND state IN ('SIGNED', 'INCLUDED', 'REPLACED', 'REVERTED', 'REJECTED')",
                state,
                attempt.raw(),
                attempt.hash(),
                in.block(),
                in.blockHash(),
                in.gasUsed().toString(),
                refusal,
                moved.map(Wei::toString).orElse(null),
                chain,
                id);
    }

    /// The block that held the transaction is gone.
    synchronized boolean reorganised(String id) {
        return change(
                "UPDATE intent SET state = 'SIGNED', block = NULL, block_hash = NULL,"
                        + " gas_used = NULL, refusal = NULL WHERE chain = ? AND id = ?"
                        + " AND (state IN ('INCLUDED', 'FINAL', 'REVERTED')"
                        + " OR (state = 'REPLACED' AND refusal = 'CANCELLED'))",
                chain,
                id);
    }

    Movements movements() {
        return movements;
    }

    Attempts attempts() {
        return attempts;
    }

    Preparations preparations() {
        return preparations;
    }

    FeeBook fees() {
        return fees;
    }

    Spending spending() {
        return spending;
    }

    ContractConsents contracts() {
        return contracts;
    }

    /// The entry of an intent, or of any transaction that was ever signed for it.
    ///
    /// @param name intent id or hash
    synchronized Optional<Entry> named(String name) {
        return query(
                        "SELECT * FROM intent WHERE chain = ?1 AND (id = ?2 OR hash = ?2 OR id IN"
                                + " (SELECT id FROM attempt WHERE chain = ?1 AND hash = ?2))",
                        chain,
                        name)
                .stream()
                .findFirst();
    }

    synchronized Optional<Entry> find(String id) {
        return query("SELECT * FROM intent WHERE chain = ? AND id = ?", chain, id).stream()
                .findFirst();
    }

    /// Everything that is not final, and the newest final ones, by nonce: what a crash of this
    /// program or of the node may have left behind.
    synchronized List<Entry> unsettled(int finalOnes) {
        return query(
                "SELECT * FROM intent WHERE chain = ?1 AND (state IN"
                        + " ('SIGNED', 'INCLUDED', 'REJECTED') OR"
                        + " rowid IN (SELECT rowid FROM intent WHERE chain = ?1 AND (state IN"
                        + " ('FINAL', 'REVERTED') OR (state = 'REPLACED' AND refusal = 'CANCELLED'))"
                        + " ORDER BY block DESC LIMIT ?2)) ORDER BY sender, nonce",
                chain,
                finalOnes);
    }

    /// The lowest nonce from a given one on under which nothing was signed that may count.
    synchronized long freeNonce(Address sender, long from) {
        String taken =
                "SELECT * FROM intent WHERE chain = ? AND sender = ? AND nonce = ?"
                        + " AND state IN ('SIGNED', 'INCLUDED', 'FINAL', 'REVERTED')";
        long free = from;
        while (!query(taken, chain, sender.value(), free).isEmpty()) {
            free++;
        }
        return free;
    }

    private boolean change(String sql, @Nullable Object... values) {
        return update(sql, values) == 1;
    }

    private int update(String sql, @Nullable Object... values) {
        try (var statement = prepare(sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            if ((e.getErrorCode() & 0xff) == CONSTRAINT) {
                return 0;
            }
            throw new ChainException("the transaction journal cannot be written", e);
        }
    }

    /// The entries that a question about the table finds.
    synchronized List<Entry> query(String sql, @Nullable Object... values) {
        try (var statement = prepare(sql, values);
                var rows = statement.executeQuery()) {
            var entries = new ArrayList<Entry>();
            while (rows.next()) {
                entries.add(entry(rows));
            }
            return entries;
        } catch (SQLException e) {
            throw new ChainException("the transaction journal cannot be read", e);
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
        var statement = db.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getString("id"),
                Activity.Kind.valueOf(row.getString("kind")),
                new Address(row.getString("sender")),
                Wei.of(row.getString("amount")),
                Optional.ofNullable(row.getString("counterparty")).map(Address::new),
                Instant.ofEpochMilli(row.getLong("created_ms")),
                State.valueOf(row.getString("state")),
                row.getLong("nonce"),
                text(row, "raw"),
                text(row, "hash"),
                row.getLong("block"),
                text(row, "block_hash"),
                text(row, "gas_used"),
                Optional.ofNullable(row.getString("refusal")).map(Refusal::valueOf));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        String value = row.getString(column);
        return value == null ? "" : value;
    }

    @Override
    public synchronized void close() {
        try {
            db.close();
        } catch (SQLException e) {
            throw new ChainException("the transaction journal cannot be closed", e);
        }
    }
}
