package hearth.coordinator;

import hearth.protocol.Receipt;
import hearth.storage.BlobStore;
import hearth.storage.Database;
import hearth.storage.Session;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;

/// What the books say against what the devices hold in their hands; each number is counted.
///
/// @param receipts of different leases
/// @param paid entries of the ledger
/// @param lost receipts without a result in the books, with another one, or whose update is gone,
/// and good results that nobody was paid for
/// @param doubled leases with two different receipts or two results, and results with two entries
/// or for a shard that counted already
/// @param published rounds
/// @param publishedTwice rounds that more than one tenure has published
/// @param publishers processes that published rounds
/// @param violated invariants that do not hold
record Reckoning(
        int receipts,
        int results,
        int paid,
        int lost,
        int doubled,
        int published,
        int publishedTwice,
        int publishers,
        int violated) {
    private record Row(String lease, String state, String update, String pay, long entries) {}

    static Reckoning of(Database database, BlobStore blobs, List<Receipt> held) {
        var rows = database.read(Reckoning::rows);
        var byLease = new HashMap<String, Row>();
        int doubled = 0;
        int paid = 0;
        int lost = 0;
        for (var row : rows) {
            doubled += byLease.put(row.lease(), row) == null ? 0 : 1;
            doubled += row.entries() > 1 ? 1 : 0;
            paid += (int) row.entries();
            lost += row.state().equals("FINAL_OK") && row.entries() == 0 ? 1 : 0;
        }
        var receipts = new HashMap<String, Receipt>();
        for (var receipt : held) {
            var before = receipts.put(receipt.content().lease().value(), receipt);
            doubled += before == null || before.equals(receipt) ? 0 : 1;
        }
        for (var receipt : receipts.values()) {
            lost += isKept(receipt, byLease, blobs) ? 0 : 1;
        }
        doubled +=
                count(
                        database,
                        "SELECT count(*) AS n FROM (SELECT job FROM result WHERE state ="
                                + " 'FINAL_OK' AND counted = 1 GROUP BY job, shard, pass HAVING"
                                + " count(*) > 1) AS twice");
        return new Reckoning(
                receipts.size(),
                rows.size(),
                paid,
                lost,
                doubled,
                count(database, "SELECT count(*) AS n FROM round WHERE state = 'PUBLISHED'"),
                count(
                        database,
                        "SELECT count(*) AS n FROM (SELECT job FROM publisher GROUP BY job, round"
                                + " HAVING count(*) > 1) AS twice"),
                publishers(database),
                database.read(Invariants::violations).size());
    }

    private static boolean isKept(Receipt receipt, HashMap<String, Row> results, BlobStore blobs) {
        var row = results.get(receipt.content().lease().value());
        return row != null
                && row.update().equals(receipt.content().update().hex())
                && row.pay().equals(receipt.content().pay().toString())
                && blobs.get(receipt.content().update()).isPresent();
    }

    private static List<Row> rows(Session session) {
        return session.all(
                "SELECT lease, state, update_hash, pay, (SELECT count(*) FROM ledger WHERE"
                        + " ledger.result = result.sequence) AS entries FROM result",
                row ->
                        new Row(
                                row.text("lease"),
                                row.text("state"),
                                row.text("update_hash"),
                                row.text("pay"),
                                row.number("entries")));
    }

    private static int count(Database database, String query) {
        return Math.toIntExact(database.read(session -> session.count(query)));
    }

    private static int publishers(Database database) {
        var owners =
                database.read(
                        session ->
                                session.all(
                                        "SELECT owner FROM publisher", row -> row.text("owner")));
        var processes = new HashSet<String>();
        owners.forEach(owner -> processes.add(owner.substring(0, owner.indexOf('/'))));
        return processes.size();
    }

    /// The counters by their names, for whoever reads the test's report.
    TreeMap<String, String> byName() {
        var names = new TreeMap<String, String>();
        names.put("receipts", Integer.toString(receipts));
        names.put("results", Integer.toString(results));
        names.put("ledger entries", Integer.toString(paid));
        names.put("lost", Integer.toString(lost));
        names.put("doubled", Integer.toString(doubled));
        names.put("rounds published", Integer.toString(published));
        names.put("rounds published twice", Integer.toString(publishedTwice));
        names.put("processes that published", Integer.toString(publishers));
        names.put("invariants violated", Integer.toString(violated));
        return names;
    }
}
