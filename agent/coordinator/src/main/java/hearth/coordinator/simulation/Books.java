package hearth.coordinator.simulation;

import hearth.coordinator.Policy;
import hearth.protocol.Receipt;
import hearth.protocol.Wei;
import hearth.storage.Database;
import hearth.storage.Session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the devices of a simulated network can prove together, held against what the coordinator
/// wrote down: kept beside it, never read from it.
final class Books {
    private final Map<String, String> accountOf = new HashMap<>();
    private final Map<String, Wei> promised = new HashMap<>();

    /// A receipt that arrived; the same one again changes nothing.
    void took(String account, Receipt receipt) {
        var lease = receipt.content().lease().value();
        if (accountOf.putIfAbsent(lease, account) == null) {
            promised.merge(account, receipt.content().pay(), Wei::plus);
        }
    }

    long doublePaid(Database database) {
        long twice =
                database.read(
                        s ->
                                s.count(
                                        "SELECT count(*) AS n FROM (SELECT lease FROM result JOIN"
                                                + " ledger ON ledger.result = sequence GROUP BY"
                                                + " lease HAVING count(*) > 1) AS twice"));
        var booked = new HashMap<String, Wei>();
        database.read(s -> entries(s, ""))
                .forEach(e -> booked.merge(e.account(), e.pay(), Wei::plus));
        long more =
                booked.entrySet().stream()
                        .filter(
                                e ->
                                        e.getValue()
                                                        .compareTo(
                                                                promised.getOrDefault(
                                                                        e.getKey(), Wei.ZERO))
                                                > 0)
                        .count();
        return twice + more;
    }

    long lost(Database database) {
        var known =
                new HashSet<>(
                        database.<List<String>>read(
                                s -> s.all("SELECT lease FROM result", row -> row.text("lease"))));
        long results = accountOf.keySet().stream().filter(l -> !known.contains(l)).count();
        long jobs =
                database.read(
                        s ->
                                s.all("SELECT * FROM job", Books::isShort).stream()
                                        .filter(isShort -> isShort)
                                        .count());
        return results + jobs;
    }

    /// Where the newest root promises other than was released, and what was released before its
    /// hold-back was over, in words.
    static List<String> settlement(Database database, Policy policy) {
        var all = new ArrayList<>(early(database, policy));
        var released = database.read(s -> sum(s, "SELECT released AS wei FROM job"));
        var promised =
                database.read(
                        s ->
                                sum(
                                        s,
                                        "SELECT total AS wei FROM epoch WHERE total IS NOT NULL"
                                                + " ORDER BY number DESC LIMIT 1"));
        if (!promised.equals(released)) {
            all.add(
                    "the newest root promises what was released: it has "
                            + promised
                            + ", not "
                            + released);
        }
        return all;
    }

    private static Wei sum(Session session, String query) {
        return session.all(query, row -> row.wei("wei")).stream().reduce(Wei.ZERO, Wei::plus);
    }

    private static List<String> early(Database database, Policy policy) {
        return database.read(
                session ->
                        session.all(
                                "SELECT ledger.result FROM ledger JOIN result ON sequence ="
                                        + " ledger.result WHERE ledger.state = 'RELEASED' AND"
                                        + " (released_at < created_at + ? OR ? > (SELECT count(*)"
                                        + " FROM result AS newer JOIN ledger AS entry ON"
                                        + " entry.result = newer.sequence WHERE newer.device ="
                                        + " result.device AND newer.sequence > ledger.result))",
                                row -> "released before its time: " + row.number("result"),
                                policy.holdBack().toMillis(),
                                policy.holdBackCount()));
    }

    private static boolean isShort(hearth.storage.Row row) {
        var sum =
                row.wei("available")
                        .plus(row.wei("reserved"))
                        .plus(row.wei("held"))
                        .plus(row.wei("released"))
                        .plus(row.wei("slashed"))
                        .plus(row.wei("refunded"));
        return !sum.equals(row.wei("budget"));
    }

    /// One entry of the ledger that was not slashed.
    record Entry(String account, Wei pay) {}

    static List<Entry> entries(Session session, String condition) {
        return session.all(
                "SELECT account, amount FROM ledger WHERE state <> 'SLASHED'" + condition,
                row -> new Entry(row.text("account"), row.wei("amount")));
    }

    /// @return pay of these accounts as a share of all
    static double share(Database database, Set<String> accounts) {
        var all = Wei.ZERO;
        var theirs = Wei.ZERO;
        for (var entry : database.<List<Entry>>read(s -> entries(s, ""))) {
            all = all.plus(entry.pay());
            theirs = accounts.contains(entry.account()) ? theirs.plus(entry.pay()) : theirs;
        }
        return all.isZero() ? 0 : theirs.value().doubleValue() / all.value().doubleValue();
    }
}
