package hearth.coordinator;

import hearth.coordinator.Settlement.Limits;
import hearth.protocol.JobId;
import hearth.protocol.Wei;
import hearth.storage.Row;
import hearth.storage.Session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Held entries whose hold-back is over, as far as the contracts let a root promise them: of a job
/// with a budget in the escrow what its next settlement may take and what was settled for slashed
/// pay that is held again, of all others together what else was paid in, and in all the most of one
/// epoch. What does not fit stays held and comes first the next time.
final class PayableEntries {
    record Entry(long result, JobId job, String account, Wei amount) {
        static Entry read(Row row) {
            return new Entry(
                    row.number("result"),
                    new JobId(row.text("job")),
                    row.text("account"),
                    row.wei("amount"));
        }
    }

    /// @param left entries that are due and wait for money or for the next epoch
    record Payable(List<Entry> entries, int left) {}

    private final Map<JobId, Room> ofBudgets = new HashMap<>();
    private final Set<JobId> over = new HashSet<>();
    private final Room ofOthers;
    private final Room ofEpoch;

    /// What may still be promised.
    private static final class Room {
        private Wei wei;

        Room(Wei wei) {
            this.wei = wei;
        }

        boolean has(Wei amount) {
            return wei.compareTo(amount) >= 0;
        }

        void take(Wei amount) {
            wei = wei.minus(amount);
        }
    }

    /// @param settled of the budget, as the escrow says
    /// @param isOpen whether more can be settled
    private record Budget(
            JobId job,
            Wei budget,
            Wei settled,
            Wei limit,
            Wei released,
            Wei slashed,
            boolean isOpen) {
        Wei accepted() {
            return released.plus(slashed);
        }

        /// What is to be handed over and was not yet.
        Wei owed() {
            return isOpen ? above(accepted(), settled) : Wei.ZERO;
        }

        /// More was settled than was released and slashed where slashed pay is held again.
        Wei room() {
            var rest = above(budget, settled);
            var more = isOpen ? rest.compareTo(limit) < 0 ? rest : limit : Wei.ZERO;
            return above(settled.plus(more), accepted());
        }

        /// What lies in the rewards and is nobody else's: what was slashed may be held again.
        Wei kept() {
            return above(settled.plus(owed()), released);
        }
    }

    private PayableEntries(Limits limits, List<Budget> budgets, Wei released) {
        var comes = limits.funded();
        var bound = released;
        for (var budget : budgets) {
            comes = comes.plus(budget.owed());
            bound = bound.plus(budget.kept());
            ofBudgets.put(budget.job(), new Room(budget.room()));
            if (!budget.isOpen()) {
                over.add(budget.job());
            }
        }
        ofOthers = new Room(above(comes, bound));
        ofEpoch = new Room(limits.epochCap());
    }

    private static Wei above(Wei one, Wei other) {
        return one.compareTo(other) > 0 ? one.minus(other) : Wei.ZERO;
    }

    /// @param limits read after the budgets, while nothing is on its way to the chain
    static Payable find(Session session, Policy policy, Limits limits, Instant now) {
        return new PayableEntries(limits, budgets(session, now), JobBooks.released(session))
                .fit(due(session, policy, limits, now));
    }

    private static List<Budget> budgets(Session session, Instant now) {
        return session.all(
                "SELECT escrow.job, escrow.budget, settled, epoch_limit, released, slashed, closed,"
                        + " closes_at FROM escrow JOIN job ON job.id = escrow.job",
                row ->
                        new Budget(
                                new JobId(row.text("job")),
                                row.wei("budget"),
                                row.wei("settled"),
                                row.wei("epoch_limit"),
                                row.wei("released"),
                                row.wei("slashed"),
                                row.integer("closed") == 0
                                        && row.instant("closes_at").isAfter(now)));
    }

    private Payable fit(List<Entry> due) {
        var entries = new ArrayList<Entry>();
        for (var entry : due) {
            var room = room(entry);
            if (room.has(entry.amount()) && ofEpoch.has(entry.amount())) {
                room.take(entry.amount());
                ofEpoch.take(entry.amount());
                entries.add(entry);
            }
        }
        return new Payable(entries, due.size() - entries.size());
    }

    /// What the budget of an ended job cannot pay any more somebody else may.
    private Room room(Entry entry) {
        return Optional.ofNullable(ofBudgets.get(entry.job()))
                .filter(own -> own.has(entry.amount()) || !over.contains(entry.job()))
                .orElse(ofOthers);
    }

    /// Those of [HoldBack#isOver], and all of jobs whose budgets can be settled for a short time
    /// only; these first. A device's entries are counted once, however many of them are held.
    private static List<Entry> due(Session session, Policy policy, Limits limits, Instant now) {
        var youngest = HoldBack.youngest(policy, now);
        var closing = now.plus(HoldBack.settling(policy, limits.window()));
        return session.all(
                """
                SELECT ledger.result, ledger.job, ledger.account, ledger.amount FROM ledger
                JOIN result ON result.sequence = ledger.result
                LEFT JOIN escrow ON escrow.job = ledger.job
                LEFT JOIN (SELECT device, (SELECT entry.result FROM result AS r
                    JOIN ledger AS entry ON entry.result = r.sequence
                    WHERE r.device = waiting.device ORDER BY r.sequence DESC LIMIT 1 OFFSET %d)
                    AS last FROM (SELECT DISTINCT result.device FROM ledger
                    JOIN result ON result.sequence = ledger.result
                    WHERE ledger.state = 'HELD' AND ledger.created_at <= ?) AS waiting) AS known
                  ON known.device = result.device
                WHERE ledger.state = 'HELD' AND ((ledger.created_at <= ?
                  AND (ledger.result <= known.last OR ledger.created_at < ?))
                  OR escrow.closes_at <= ?)
                ORDER BY CASE WHEN escrow.closes_at <= ? THEN 0 ELSE 1 END, ledger.result
                """
                        .formatted(policy.holdBackCount()),
                Entry::read,
                youngest,
                youngest,
                now.minus(HoldBack.LONGEST),
                closing,
                closing);
    }
}
