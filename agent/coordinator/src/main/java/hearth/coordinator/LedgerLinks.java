package hearth.coordinator;

import static hearth.coordinator.DifferenceException.require;

import hearth.coordinator.LedgerChain.Entry;
import hearth.coordinator.LedgerChain.Fate;
import hearth.protocol.Sha256;
import hearth.storage.Row;
import hearth.storage.Session;

import java.util.List;
import java.util.Optional;

/// Computes a [LedgerChain] again from the rows as they are now.
final class LedgerLinks {
    private static final int PAGE = 1000;

    private final Session session;

    LedgerLinks(Session session) {
        this.session = session;
    }

    /// @param salt absent, as all the others are, in an epoch from before there was a chain
    private record Epoch(
            long number, Optional<String> salt, Optional<Sha256> entries, Optional<Sha256> head) {
        static Epoch read(Row row) {
            return new Epoch(
                    row.number("number"),
                    row.optionalText("salt"),
                    row.optionalText("entries").map(Sha256::new),
                    row.optionalText("head").map(Sha256::new));
        }
    }

    /// A link with what its result is now.
    private record Found(
            long place,
            long result,
            Fate fate,
            Sha256 hash,
            Optional<Entry> entry,
            boolean isStill,
            boolean isUndone) {
        static Found read(Row row) {
            var fate = Fate.valueOf(row.text("fate"));
            boolean isThere =
                    row.optionalText("lease").isPresent()
                            && (!fate.isInTheLedger() || row.optionalText("amount").isPresent());
            return new Found(
                    row.number("place"),
                    row.number("linked_result"),
                    fate,
                    row.hash("hash"),
                    isThere ? Optional.of(Entry.read(row, fate)) : Optional.empty(),
                    isThere && isStill(row, fate),
                    row.integer("undone") == 1);
        }

        private static boolean isStill(Row row, Fate fate) {
            return switch (fate) {
                case RELEASED ->
                        row.optionalText("ledger_state").filter("RELEASED"::equals).isPresent()
                                && row.optionalNumber("ledger_epoch")
                                        .filter(n -> n <= row.number("linked_epoch"))
                                        .isPresent();
                case SLASHED ->
                        row.optionalText("ledger_state").filter("SLASHED"::equals).isPresent();
                case REFUSED -> row.text("result_state").equals("FINAL_BAD");
                case LATE -> row.text("result_state").equals("LATE");
            };
        }

        /// An appeal gives back what was taken, and makes good what was refused.
        boolean isPossible() {
            return isStill || (isUndone && (fate == Fate.SLASHED || fate == Fate.REFUSED));
        }
    }

    /// @throws DifferenceException with the first entry that is not what it was
    void verify() {
        var epochs =
                session.all(
                        "SELECT number, salt, entries, head FROM epoch WHERE state <> 'OPEN' ORDER"
                                + " BY number",
                        Epoch::read);
        var head = LedgerChain.NONE;
        boolean hasBegun = false;
        long last = 0;
        for (var epoch : epochs) {
            require(
                    !hasBegun || epoch.head().isPresent(),
                    "epoch " + epoch.number() + " does not say what was settled until it");
            if (epoch.head().isPresent()) {
                verify(epoch, head);
                head = epoch.head().get();
                hasBegun = true;
                last = epoch.number();
            }
        }
        if (hasBegun) {
            findAdded(last);
        }
    }

    private void verify(Epoch epoch, Sha256 previous) {
        var where = "epoch " + epoch.number();
        var before = LedgerChain.begin(epoch.salt().orElse(""));
        long place = 0;
        List<Found> page;
        do {
            page = page(epoch.number(), place);
            for (var link : page) {
                var what = where + ": result " + link.result() + ", which was " + link.fate();
                require(link.place() == place, where + ": its link " + place + " is gone");
                require(link.entry().isPresent(), what + ", is gone");
                require(
                        LedgerChain.next(before, link.entry().get()).equals(link.hash()),
                        what + ", is another one than was hashed");
                require(link.isPossible(), what + ", is so no more");
                before = link.hash();
                place++;
            }
        } while (page.size() == PAGE);
        require(
                epoch.entries().filter(before::equals).isPresent(),
                where + " settled something else than its links");
        require(
                LedgerChain.head(previous, epoch.number(), before)
                        .equals(epoch.head().orElseThrow()),
                where + " does not follow from the head of the epoch before");
    }

    private List<Found> page(long epoch, long from) {
        return session.all(
                "SELECT link.epoch AS linked_epoch, link.place, link.result AS linked_result,"
                        + " link.fate, link.hash, CASE WHEN EXISTS (SELECT 1 FROM appeal WHERE"
                        + " appeal.device = result.device AND appeal.state <> 'WANTED') THEN 1 ELSE"
                        + " 0 END AS undone, "
                        + LedgerChain.COLUMNS
                        + " FROM ledger_link AS link LEFT JOIN result ON result.sequence ="
                        + " link.result LEFT JOIN ledger ON ledger.result = link.result WHERE"
                        + " link.epoch = ? AND link.place >= ? ORDER BY link.place LIMIT "
                        + PAGE,
                Found::read,
                epoch,
                from);
    }

    /// What is settled by now without a link.
    ///
    /// @param last epoch
    private void findAdded(long last) {
        session.first(
                        "SELECT result FROM ledger WHERE state = 'RELEASED' AND epoch <= ? EXCEPT"
                                + " SELECT result FROM ledger_link WHERE fate = 'RELEASED' ORDER BY"
                                + " result LIMIT 1",
                        row -> row.number("result"),
                        last)
                .ifPresent(result -> differ(result, "released"));
        session.first(
                        "SELECT result FROM (SELECT result FROM ledger WHERE state = 'SLASHED' AND"
                                + " linked IS NOT NULL UNION ALL SELECT sequence AS result FROM"
                                + " result WHERE state IN ('FINAL_BAD', 'LATE') AND linked IS NOT"
                                + " NULL) AS settled EXCEPT SELECT result FROM ledger_link WHERE"
                                + " fate <> 'RELEASED' ORDER BY result LIMIT 1",
                        row -> row.number("result"))
                .ifPresent(result -> differ(result, "settled"));
    }

    private static void differ(long result, String what) {
        throw new DifferenceException(
                "result " + result + " is " + what + ", and no epoch has a link for it");
    }
}
