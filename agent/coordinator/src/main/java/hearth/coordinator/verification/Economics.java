package hearth.coordinator.verification;

import hearth.coordinator.Checking;
import hearth.coordinator.Policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Plays strategies against the rules of pay: how often a lease is repeated, what is held back, and
/// what a refusal takes. It assumes the worst of everything else: the cheap layers see nothing, a
/// name costs nothing, and the attacker knows the rules. A repetition by somebody who does not
/// belong to his group finds the cheat. Units are leases; every one pays 1 and costs 1 of honest
/// work.
public final class Economics {
    /// Of a group that works together.
    private static final int NAMES = 20;

    private final Life.Rules rules;

    /// @param days that somebody works
    /// @param perDay leases of a day
    /// @param falseRefusals share of honest results that statistics refuse
    public Economics(Checking checking, Policy policy, int days, int perDay, double falseRefusals) {
        rules = new Life.Rules(checking, policy, days, perDay, falseRefusals);
    }

    /// What a strategy came to.
    ///
    /// @param work done, in honest leases
    /// @param earned paid out in the end, in leases
    /// @param perWork earned for each lease of work; 0 where nothing was earned
    /// @param error of that mean, one standard error
    /// @param caught cheats that were found, of all that were sent
    /// @param untilCaught cheated units before the first that was found
    /// @param repeated repetitions of its leases, for each lease that it had
    /// @param byFriends share of those that its own group did
    public record Row(
            String strategy,
            double work,
            double earned,
            double perWork,
            double error,
            double caught,
            double untilCaught,
            double repeated,
            double byFriends) {}

    /// The first row is honesty.
    public record Table(int days, int perDay, int people, long seed, List<Row> rows) {}

    /// What each does who is alone, and then groups.
    ///
    /// @param groups share of the network's work of each size of group that is tried
    public Table play(int people, long seed, List<Double> groups) {
        var rows = new ArrayList<Row>();
        rows.add(alone(Strategy.HONEST, people, seed));
        for (var strategy : Strategy.all()) {
            rows.add(alone(strategy, people, seed));
        }
        groups.forEach(ofWork -> rows.addAll(groups(people, seed, ofWork)));
        return new Table(rules.days(), rules.perDay(), people, seed, List.copyOf(rows));
    }

    /// What they do whose members repeat each other's leases by copying them. The first row is that
    /// of those who do nothing else that is not honest.
    ///
    /// @param ofWork share of the network's work that each group does
    List<Row> groups(int people, long seed, double ofWork) {
        return Strategy.ofGroups(ofWork).stream()
                .map(strategy -> together(strategy, people, seed))
                .toList();
    }

    private Row alone(Strategy strategy, int people, long seed) {
        return row(
                strategy.name(),
                IntStream.range(0, people)
                        .mapToObj(i -> alone(strategy, new SplittableRandom(seed * 31 + i))));
    }

    private List<Life> alone(Strategy strategy, SplittableRandom random) {
        var life = new Life(rules, strategy, random, _ -> Optional.empty());
        for (int unit = 0; unit < rules.units(); unit++) {
            life.step(unit);
        }
        life.end();
        return List.of(life);
    }

    private Row together(Strategy strategy, int people, long seed) {
        return row(
                String.format(
                        Locale.ROOT,
                        "%s, a group of %.0f %% of the work",
                        strategy.name(),
                        100 * strategy.ofWork()),
                IntStream.range(0, people / NAMES)
                        .mapToObj(
                                i ->
                                        new Group(
                                                        rules,
                                                        strategy,
                                                        NAMES,
                                                        new SplittableRandom(seed * 31 + i))
                                                .live()));
    }

    /// @param plays each of as many people, independent of the others
    private static Row row(String name, Stream<List<Life>> plays) {
        int people = 0;
        int count = 0;
        double work = 0;
        double earned = 0;
        double square = 0;
        long cheats = 0;
        long caught = 0;
        long first = 0;
        long leases = 0;
        long repeated = 0;
        long copied = 0;
        for (var play : (Iterable<List<Life>>) plays::iterator) {
            double together = 0;
            for (var life : play) {
                people++;
                work += life.work();
                together += life.earned();
                cheats += life.cheats();
                caught += life.caught();
                first += life.first();
                leases += life.leases();
                repeated += life.repeated();
                copied += life.copied();
            }
            count++;
            earned += together;
            square += together * together;
        }
        double mean = earned / count;
        double deviation = Math.sqrt(Math.max(0, square / count - mean * mean));
        return new Row(
                name,
                work / people,
                earned / people,
                earned == 0 ? 0 : earned / work,
                work == 0 ? 0 : deviation / Math.sqrt(count) / (work / count),
                cheats == 0 ? 0 : (double) caught / cheats,
                cheats == 0 ? 0 : (double) first / people,
                (double) repeated / leases,
                repeated == 0 ? 0 : (double) copied / repeated);
    }
}
