package hearth.coordinator.verification;

import java.util.ArrayList;
import java.util.List;

/// How somebody means to earn.
///
/// @param cost of a unit that is not honest work, as a share of one that is
/// @param seen share of its cheats that statistics refuse
/// @param share of the units that are not, once it cheats at all
/// @param from accepted results of its device, since the last failure, before it cheats
/// @param stopsAfter cheated units after which it never works again
/// @param renews whether it goes on under a new name after it was caught; otherwise it goes on
/// under the old one
/// @param units after which it goes on under a new name anyway
/// @param ofWork share of the network's work that is of a group which all do this, and repeat each
/// other's leases by copying them; 0 for one who is alone
public record Strategy(
        String name,
        double cost,
        double seen,
        double share,
        long from,
        int stopsAfter,
        boolean renews,
        int units,
        double ofWork) {
    private static final int NEVER = Integer.MAX_VALUE;

    static final Strategy HONEST = new Strategy("honest", 1, 0, 0, 0, NEVER, false, NEVER, 0);

    private static Strategy always(Attack attack) {
        return new Strategy(attack.label(), cost(attack), 0, 1, 0, NEVER, false, NEVER, 0);
    }

    /// Free work that no statistics see: the worst that there could be.
    private static Strategy free(String name, double share, long from) {
        return new Strategy(name, 0, 0, share, from, NEVER, false, NEVER, 0);
    }

    /// That statistics see nearly always, and sometimes not.
    private Strategy seen(double seen) {
        return new Strategy(
                name + ", seen in " + Math.round(100 * seen) + " %",
                cost,
                seen,
                share,
                from,
                stopsAfter,
                renews,
                units,
                ofWork);
    }

    private Strategy stopping(int after) {
        return new Strategy(name, cost, seen, share, from, after, renews, units, ofWork);
    }

    private Strategy renewing() {
        return new Strategy(name, cost, seen, share, from, stopsAfter, true, units, ofWork);
    }

    private Strategy leavingAfter(int some) {
        return new Strategy(name, cost, seen, share, from, stopsAfter, renews, some, ofWork);
    }

    private Strategy together(double share) {
        return new Strategy(name, cost, seen, this.share, from, stopsAfter, renews, units, share);
    }

    /// Work that an attack still costs.
    static double cost(Attack attack) {
        return switch (attack) {
            case ZERO, NOISE, COPY, COPY_NOISE, AVERAGE, REPLAY -> 0;
            case COPY_WORK, REPLAY_WORK, LAZY_10 -> 0.1;
            case LAZY_50, LAZY_50_RESCALED -> 0.5;
            case OTHER_DATA, STALE_BASE, FLIP, TRIPLE, FIVE_FLIP, BACKDOOR -> 1;
        };
    }

    /// What a group does whose members repeat each other, where it does so much of all work.
    static List<Strategy> ofGroups(double share) {
        var all =
                List.of(
                        HONEST,
                        free("1 % once trusted", 0.01, TRUSTED),
                        free("5 % once trusted", 0.05, TRUSTED),
                        free("once trusted", 1, TRUSTED),
                        free("20 % free work", 0.2, 0));
        return all.stream().map(strategy -> strategy.together(share)).toList();
    }

    /// All that one alone may try against honesty.
    static List<Strategy> all() {
        var all = new ArrayList<Strategy>();
        for (var attack : Attack.values()) {
            all.add(always(attack));
        }
        for (int percent : List.of(1, 5, 20, 50)) {
            all.add(free(percent + " % free work", percent / 100.0, 0));
        }
        all.add(free("free work once trusted", 1, TRUSTED));
        for (int percent : List.of(1, 5, 20)) {
            all.add(free(percent + " % once trusted", percent / 100.0, TRUSTED));
        }
        for (double seen : List.of(0.5, 0.9, 0.99)) {
            all.add(free("20 % once trusted", 0.2, TRUSTED).seen(seen));
            all.add(free("all once trusted", 1, TRUSTED).seen(seen));
            all.add(free("50 % free work", 0.5, 0).seen(seen));
        }
        all.add(
                new Strategy(
                        "half the work, 20 % once trusted",
                        0.5, 0, 0.2, TRUSTED, NEVER, false, NEVER, 0));
        for (int units : List.of(1, 20, 64)) {
            all.add(free("exit after 500 with " + units, 1, 500).stopping(units));
            all.add(free("exit after 2000 with " + units, 1, 2000).stopping(units));
        }
        all.add(free("new name when caught, 5 %", 0.05, 0).renewing());
        all.add(free("new name when caught, once trusted", 1, TRUSTED).renewing());
        for (int units : List.of(10, 30, 65, 130)) {
            all.add(free("new name every " + units + ", 20 %", 0.2, 0).leavingAfter(units));
            all.add(free("new name every " + units + ", rest free", 1, 10).leavingAfter(units));
        }
        return all;
    }

    /// From so many accepted results on a device is looked at as seldom as any.
    private static final long TRUSTED = 245;
}
