package hearth.coordinator;

import hearth.protocol.RealisedRates;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.Row;
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

    /// Leases that are looked at.
    private static final int MOST_LEASES = 20_000;

    /// Where there were more: those of one device.
    private static final int MOST_OF_ONE = 16;

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
    ///
    /// Where there are more leases than can be looked at, those of some devices are: of those that
    /// sent evenly spaced results, the newest few of each. Who works more is among them more often,
    /// and weighs no more for it.
    static RealisedRates of(Session session, Manifests manifests, Instant now) {
        return of(session, manifests, now, MOST_LEASES);
    }

    static RealisedRates of(Session session, Manifests manifests, Instant now, int mostLeases) {
        var since = now.minus(WINDOW);
        var all = new TreeMap<Kind, Map<String, Worked>>();
        var times = new WorkingTime();
        for (var one : leases(session, since, mostLeases)) {
            var recipe = manifests.of(one.manifest()).recipe().recipe();
            var kind = new Kind(recipe, one.deviceClass(), one.model().orElse(Kind.ANY));
            var worked =
                    new Worked(
                            one.account(),
                            one.pay(),
                            times.of(one.device(), one.granted(), one.committed()));
            for (var of : new TreeSet<>(List.of(kind, kind.ofAnyModel()))) {
                all.computeIfAbsent(of, _ -> new TreeMap<>())
                        .merge(one.device(), worked, Worked::plus);
            }
        }
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

    private record Leased(
            Sha256 manifest,
            String deviceClass,
            Optional<String> model,
            String device,
            String account,
            BigInteger pay,
            long granted,
            long committed) {
        static Leased read(Row row) {
            return new Leased(
                    row.hash("manifest"),
                    row.text("class"),
                    row.optionalText("model"),
                    row.text("device"),
                    row.text("account"),
                    row.optionalText("amount").map(BigInteger::new).orElse(BigInteger.ZERO),
                    row.number("granted_at"),
                    row.number("committed_at"));
        }
    }

    private static final String LEASES =
            "SELECT job.manifest, lease.class, lease.model, lease.device, result.account,"
                    + " ledger.amount, lease.granted_at, lease.committed_at FROM result JOIN lease"
                    + " ON lease.id = result.lease JOIN job ON job.id = result.job LEFT JOIN ledger"
                    + " ON ledger.result = result.sequence AND ledger.state <> 'SLASHED' WHERE"
                    + " result.role = 'TRAIN' AND lease.committed_at >= ? AND result.sequence >= ? ";

    /// In the order of their commits.
    private static List<Leased> leases(Session session, Instant since, int most) {
        long last = session.count("SELECT coalesce(max(sequence), 0) AS n FROM result");
        long first = firstSince(session, since, last);
        var leases = new ArrayList<Leased>();
        if (last - first < most) {
            leases.addAll(session.all(LEASES, Leased::read, since, first));
        } else {
            var devices = new TreeSet<String>();
            long gap = Math.max(1, (last - first) / (most / MOST_OF_ONE));
            for (long next = first; next <= last; next += gap) {
                session.first(
                                "SELECT device FROM result WHERE sequence >= ? ORDER BY sequence"
                                        + " LIMIT 1",
                                row -> row.text("device"),
                                next)
                        .ifPresent(devices::add);
            }
            for (var device : devices) {
                leases.addAll(
                        session.all(
                                LEASES
                                        + "AND result.device = ? ORDER BY result.sequence DESC LIMIT"
                                        + " ?",
                                Leased::read,
                                since,
                                first,
                                device,
                                MOST_OF_ONE));
            }
        }
        leases.sort(Comparator.comparingLong(Leased::committed));
        return leases;
    }

    /// Number of the first result that came since then, as results are numbered in the order in
    /// which they come; one more than the last if none did.
    private static long firstSince(Session session, Instant since, long last) {
        long low = session.count("SELECT coalesce(min(sequence), 0) AS n FROM result");
        long high = last + 1;
        while (low < high) {
            long middle = Math.floorDiv(low + high, 2);
            boolean isBefore =
                    session.first(
                                    "SELECT received_at FROM result WHERE sequence >= ? ORDER BY"
                                            + " sequence LIMIT 1",
                                    row -> row.instant("received_at"),
                                    middle)
                            .filter(at -> at.isBefore(since))
                            .isPresent();
            if (isBefore) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
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
