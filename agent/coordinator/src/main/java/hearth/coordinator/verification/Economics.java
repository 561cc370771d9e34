package hearth.coordinator.verification;

import hearth.coordinator.Checking;
import hearth.coordinator.Policy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/// Plays strategies against the rules of pay: how often a lease is repeated, what is held back, and
/// what a refusal takes. It assumes the worst of everything else: the cheap layers see nothing, a
/// name costs nothing, and the attacker knows the rules. A repetition by somebody who does not
/// collude finds the cheat. Units are leases; every one pays 1 and costs 1 of honest work.
public final class Economics {
    private final Checking checking;
    private final Policy policy;
    private final int days;
    private final int perDay;
    private final double falseRefusals;

    /// @param days that somebody works
    /// @param perDay leases of a day
    /// @param falseRefusals share of honest results that statistics refuse
    public Economics(Checking checking, Policy policy, int days, int perDay, double falseRefusals) {
        this.checking = checking;
        this.policy = policy;
        this.days = days;
        this.perDay = perDay;
        this.falseRefusals = falseRefusals;
    }

    /// What a strategy came to.
    ///
    /// @param work done, in honest leases
    /// @param earned paid out in the end, in leases
    /// @param perWork earned for each lease of work; 0 where nothing was earned
    /// @param error of that mean, one standard error
    /// @param caught cheats that were found, of all that were sent
    /// @param untilCaught cheated units before the first that was found
    public record Row(
            String strategy,
            double work,
            double earned,
            double perWork,
            double error,
            double caught,
            double untilCaught) {}

    /// The first row is honesty.
    public record Table(int days, int perDay, int people, long seed, List<Row> rows) {}

    public Table play(int people, long seed) {
        var rows = new ArrayList<Row>();
        rows.add(row(Strategy.HONEST, people, seed));
        for (var strategy : Strategy.all()) {
            rows.add(row(strategy, people, seed));
        }
        return new Table(days, perDay, people, seed, List.copyOf(rows));
    }

    private Row row(Strategy strategy, int people, long seed) {
        double work = 0;
        double earned = 0;
        double square = 0;
        long cheats = 0;
        long caught = 0;
        long first = 0;
        for (int i = 0; i < people; i++) {
            var life = new Life(strategy, new SplittableRandom(seed * 31 + i));
            life.live();
            work += life.work;
            earned += life.earned;
            square += life.earned * life.earned;
            cheats += life.cheats;
            caught += life.caught;
            first += life.first;
        }
        double mean = earned / people;
        double deviation = Math.sqrt(Math.max(0, square / people - mean * mean));
        double perWork = earned == 0 ? 0 : earned / work;
        return new Row(
                strategy.name(),
                work / people,
                mean,
                perWork,
                work == 0 ? 0 : deviation / Math.sqrt(people) / (work / people),
                cheats == 0 ? 0 : (double) caught / cheats,
                cheats == 0 ? 0 : (double) first / people);
    }

    /// One person, under one name after another.
    private final class Life {
        private final Strategy strategy;
        private final SplittableRandom random;
        private final Deque<Integer> held = new ArrayDeque<>();
        private long known;
        private int ofThisName;
        private double work;
        private double earned;
        private long cheats;
        private long caught;
        private long first;

        Life(Strategy strategy, SplittableRandom random) {
            this.strategy = strategy;
            this.random = random;
        }

        void live() {
            for (int unit = 0; unit < days * perDay; unit++) {
                if (cheats - caught >= strategy.stopsAfter() || isOver()) {
                    break;
                }
                if (ofThisName >= strategy.units()) {
                    leave();
                }
                one(unit);
                release(unit);
            }
            earned += held.size();
        }

        /// Who meant to leave leaves when caught.
        private boolean isOver() {
            return strategy.stopsAfter() != Integer.MAX_VALUE && caught > 0;
        }

        private void one(int unit) {
            ofThisName++;
            boolean cheats = known >= strategy.from() && random.nextDouble() < strategy.share();
            work += cheats ? strategy.cost() : 1;
            this.cheats += cheats ? 1 : 0;
            boolean repeated = random.nextDouble() < checking.repeated(known);
            if (cheats && repeated && random.nextDouble() >= strategy.colluding()) {
                found();
            } else if (!cheats && random.nextDouble() < falseRefusals) {
                known = 0;
            } else {
                known++;
                held.add(unit);
            }
        }

        private void found() {
            caught++;
            first = first == 0 ? cheats : first;
            held.clear();
            known = 0;
            if (strategy.renews()) {
                ofThisName = 0;
            }
        }

        /// What is held back is paid to who leaves, in the end.
        private void leave() {
            earned += held.size();
            held.clear();
            known = 0;
            ofThisName = 0;
        }

        /// Whatever is neither among the newest nor too young.
        private void release(int unit) {
            double day = policy.holdBack().toMinutes() / (24.0 * 60);
            while (held.size() > policy.holdBackCount() && held.getFirst() <= unit - day * perDay) {
                held.removeFirst();
                earned++;
            }
        }
    }
}
