package hearth.worker;

import hearth.protocol.Json;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Wei;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which part of this computer did the steps of each lease, and what it earned with them. The
/// coordinator is told the model of one that did a whole lease alone ([PartModel]), no more.
final class LeaseParts {
    private static final String COUNTED =
            """
            SELECT r.result, p.part, p.steps FROM result r
                LEFT JOIN lease_part p ON p.lease = json_extract(r.result, '$.lease')
                WHERE r.received_ms >= ? ORDER BY r.sequence, p.part""";

    private final JournalFile file;

    LeaseParts(JournalFile file) {
        this.file = file;
    }

    /// A training has left an update over all its steps so far, and this part did those of them
    /// that no other part did before. What a killed training did counts for the one that went on.
    ///
    /// @param steps of the lease that are done
    void did(LeaseId lease, String part, int steps) {
        file.transact(
                () -> {
                    int others = others(lease, part);
                    if (others >= steps) {
                        // Their progress was lost, and the training began anew.
                        file.change(
                                "DELETE FROM lease_part WHERE lease = ?",
                                s -> s.setString(1, lease.value()));
                        others = 0;
                    }
                    int own = steps - others;
                    return file.change(
                            "INSERT OR REPLACE INTO lease_part (lease, part, steps) VALUES (?, ?, ?)",
                            s -> {
                                s.setString(1, lease.value());
                                s.setString(2, part);
                                s.setInt(3, own);
                            });
                });
    }

    private int others(LeaseId lease, String part) {
        return file.rows(
                        "SELECT COALESCE(SUM(steps), 0) FROM lease_part"
                                + " WHERE lease = ? AND part <> ?",
                        s -> {
                            s.setString(1, lease.value());
                            s.setString(2, part);
                        },
                        r -> r.getInt(1))
                .getFirst();
    }

    /// The part that did all steps of a lease; absent where several did, and where it is not known.
    Optional<String> alone(LeaseId lease) {
        var parts =
                file.rows(
                        "SELECT part FROM lease_part WHERE lease = ? AND steps > 0 LIMIT 2",
                        s -> s.setString(1, lease.value()),
                        r -> r.getString(1));
        return parts.size() == 1 ? Optional.of(parts.getFirst()) : Optional.empty();
    }

    private record Share(ResultView result, String part, int steps) {}

    /// What each part earned with results since then, the one that earned most first. A result of
    /// several parts is divided by their steps.
    List<EarnedBy> since(Instant from) {
        var shares =
                file.rows(
                        COUNTED,
                        s -> s.setLong(1, from.toEpochMilli()),
                        r ->
                                new Share(
                                        Json.read(r.getString(1), ResultView.class),
                                        r.getString(2) == null ? EarnedBy.UNKNOWN : r.getString(2),
                                        Math.max(1, r.getInt(3))));
        Map<Long, List<Share>> results = new LinkedHashMap<>();
        for (var share : shares) {
            if (ResultTally.isPaid(share.result())) {
                results.computeIfAbsent(share.result().sequence(), _ -> new ArrayList<>())
                        .add(share);
            }
        }
        Map<String, EarnedBy> sums = new LinkedHashMap<>();
        results.values().forEach(of -> divide(of, sums));
        return sums.values().stream()
                .sorted(Comparator.comparing(EarnedBy::earned).reversed())
                .toList();
    }

    /// The last part gets what does not divide.
    private static void divide(List<Share> shares, Map<String, EarnedBy> sums) {
        var left = shares.getFirst().result().pay();
        int steps = shares.stream().mapToInt(Share::steps).sum();
        for (var share : shares) {
            var pay = share.equals(shares.getLast()) ? left : part(share, steps);
            left = left.minus(pay);
            sums.merge(share.part(), new EarnedBy(share.part(), pay, 1), EarnedBy::plus);
        }
    }

    private static Wei part(Share share, int steps) {
        return new Wei(
                share.result()
                        .pay()
                        .value()
                        .multiply(BigInteger.valueOf(share.steps()))
                        .divide(BigInteger.valueOf(steps)));
    }
}
