package hearth.chain;

import hearth.keys.Address;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// What the journal has of the network in use, for lists and reports. Several networks share the
/// journal's file, also on one chain: each line belongs to the network whose token it was made for.
/// Lines of a Hearth that did not write that down belong to every network of their chain.
final class Movements {
    private static final String HERE =
            " chain = ?1 AND (?2 IS NULL OR network IS NULL OR network = ?2)";

    private static final String PAID =
            "SELECT * FROM intent WHERE kind = 'SEND' AND counterparty IS NOT NULL"
                    + " AND state IN ('SIGNED', 'INCLUDED', 'FINAL')";

    private final Journal journal;
    private final String chain;
    private final Optional<String> network;

    /// @param network token; empty for all of the chain
    Movements(Journal journal, String chain, Optional<String> network) {
        this.journal = journal;
        this.chain = chain;
        this.network = network;
    }

    /// Makes room in a file of an earlier Hearth.
    static void prepare(Connection db) throws SQLException {
        try (var statement = db.createStatement();
                var column =
                        statement.executeQuery(
                                "SELECT 1 FROM pragma_table_info('intent') WHERE name ="
                                        + " 'network'")) {
            if (column.next()) {
                return;
            }
        }
        try (var statement = db.createStatement()) {
            statement.execute("ALTER TABLE intent ADD COLUMN network TEXT");
        }
    }

    /// Newest first.
    List<Journal.Entry> newest(int limit) {
        return journal.query(
                "SELECT * FROM intent WHERE"
                        + HERE
                        + " ORDER BY created_ms DESC, rowid DESC LIMIT ?3",
                chain,
                network.orElse(null),
                limit);
    }

    /// Newest first, sent by an account or about it.
    List<Journal.Entry> newest(Address account, int limit) {
        return journal.query(
                "SELECT * FROM intent WHERE (sender = ?4 OR counterparty = ?4) AND"
                        + HERE
                        + " ORDER BY created_ms DESC, rowid DESC LIMIT ?3",
                chain,
                network.orElse(null),
                limit,
                account.value());
    }

    /// Everybody whom any account of this file ever paid here, or is paying.
    List<Address> paid() {
        return recipients(journal.query(PAID + " AND" + HERE, chain, network.orElse(null)));
    }

    /// The same on all networks.
    List<Address> paidAnywhere() {
        return recipients(journal.query(PAID));
    }

    private static List<Address> recipients(List<Journal.Entry> payments) {
        return payments.stream().flatMap(e -> e.counterparty().stream()).distinct().toList();
    }
}
