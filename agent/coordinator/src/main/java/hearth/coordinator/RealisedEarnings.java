package hearth.coordinator;

import hearth.protocol.RealisedRates;
import hearth.protocol.Wei;
import hearth.storage.Session;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// What an hour of work really earned in the last seven days, by recipe and what it was computed
/// with, and by the model of that, which is the devices' own word: the quartiles over devices, each
/// weighing one, and only where so many accounts stand behind them that nobody is seen.
final class RealisedEarnings {
    private static final Duration WINDOW = Duration.ofDays(7);
    private static final int FEWEST_ACCOUNTS = 5;
    private static final long MILLIS_PER_HOUR = Duration.ofHours(1).toMillis();

    private RealisedEarnings() {}

    private record Kind(String recipe, String deviceClass, String model)
            implements Comparable<Kind> {
        private static final String ANY = "";
        private static final Comparator<Kind> ORDER =
                Comparator.comparing(Kind::recipe)
                        .thenComparing(Kind::deviceClass)
                        .thenComparing(Kind::model);

        Kind ofAnyModel() {
            return new Kind(recipe, deviceClass, ANY);
        }

        boolean isOfAnyModel() {
            return model.equals(ANY);
        }

        @Override
        public int compareTo(Kind other) {
            return ORDER.compare(this, other);
        }
    }

    private record Worked(String account, BigInteger pay, long millis) {
        Worked plus(Worked other) {
            return new Worked(account, pay.add(other.pay), millis + other.millis);
        }

        Wei perHour() {
            return new Wei(
                    pay.multiply(BigInteger.valueOf(MILLIS_PER_HOUR))
                            .divide(BigInteger.valueOf(Math.max(1, millis))));
        }
    }

    /// How long a device worked. It asks for its next lease while it still works on one, so the
    /// times from grant to commit overlap; what overlaps is counted once.
    static final class WorkingTime {
        private final Map<String, Long> lastCommits = new HashMap<>();

        /// Milliseconds of one more lease, to be told in the order of commits.
        long of(String device, long granted, long committed) {
            long begun = Math.max(granted, lastCommits.getOrDefault(device, Long.MIN_VALUE));
            lastCommits.put(device, committed);
            return Math.max(1, committed - begun);
        }
    }

    /// Work that was refused or came late has its time and no pay; devices that were paid nothing
    /// at all are left out, or made-up ones could talk a card down.
    static RealisedRates of(Session session, Manifests manifests, Instant now) {
        var since = now.minus(WINDOW);
        var all = new TreeMap<Kind, Map<String, Worked>>();
        var times = new WorkingTime();
        session.all(
                "SELECT job.manifest, lease.class, lease.model, lease.device, result.account,"
                        + " ledger.amount, lease.granted_at, lease.committed_at FROM lease JOIN"
                        + " result ON result.lease = lease.id JOIN job ON job.id = lease.job"
                        + " LEFT JOIN ledger ON ledger.result ="
                        + " result.sequence AND ledger.state <> 'SLASHED' WHERE lease.role ="
                        + " 'TRAIN' AND lease.committed_at >= ? ORDER BY lease.committed_at",
                row -> {
                    var recipe = manifests.of(row.hash("manifest")).recipe().recipe();
                    var model = row.optionalText("model").orElse(Kind.ANY);
                    var kind = new Kind(recipe, row.text("class"), model);
                    var device = row.text("device");
                    var worked =
                            new Worked(
                                    row.text("account"),
                                    row.optionalText("amount")
                                            .map(BigInteger::new)
                                            .orElse(BigInteger.ZERO),
                                    times.of(
                                            device,
                                            row.number("granted_at"),
                                            row.number("committed_at")));
                    for (var of : new TreeSet<>(List.of(kind, kind.ofAnyModel()))) {
                        all.computeIfAbsent(of, _ -> new TreeMap<>())
                                .merge(device, worked, Worked::plus);
                    }
                    return kind;
                },
                since);
        all.values().forEach(devices -> devices.values().removeIf(w -> w.pay().signum() == 0));
        var groups = new ArrayList<RealisedRates.Rate>();
        var models = new ArrayList<RealisedRates.Rate>();
        all.forEach(
                (kind, devices) -> {
                    long accounts =
                            devices.values().stream().map(Worked::account).distinct().count();
                    if (accounts >= FEWEST_ACCOUNTS) {
                        var rate = rate(kind, List.copyOf(devices.values()));
                        (kind.isOfAnyModel() ? groups : models).add(rate);
                    }
                });
        return new RealisedRates(since, FEWEST_ACCOUNTS, groups, models);
    }

    private static RealisedRates.Rate rate(Kind kind, List<Worked> devices) {
        var sorted = devices.stream().map(Worked::perHour).sorted().toList();
        return new RealisedRates.Rate(
                kind.recipe(),
                kind.deviceClass(),
                Optional.of(kind.model()).filter(_ -> !kind.isOfAnyModel()),
                sorted.size(),
                quartile(sorted, 1),
                quartile(sorted, 2),
                quartile(sorted, 3));
    }

    /// The smallest value that at least so many quarters of all do not exceed.
    private static Wei quartile(List<Wei> sorted, int quarters) {
        return sorted.get((sorted.size() * quarters + 3) / 4 - 1);
    }
}
