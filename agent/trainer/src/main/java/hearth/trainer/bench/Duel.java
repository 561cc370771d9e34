package hearth.trainer.bench;

import hearth.trainer.bench.Contestant.Turn;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Lets two live processes do the same steps in turns, in random order, so that whatever else the
/// computer does meets both alike. Several pairs may fight one after the other: where a process
/// happens to lie in memory makes it faster or slower by a percent or two for as long as it lives.
final class Duel {
    private final RandomGenerator random;
    private final List<Turn> baselineTurns = new ArrayList<>();
    private final List<Turn> ourTurns = new ArrayList<>();
    private double largestDifference;

    Duel(RandomGenerator random) {
        this.random = random;
    }

    /// Turns that do not count: caches fill, and the two are compared.
    ///
    /// @throws DisagreementException if the two did not compute the same
    void warmUp(Contestant baseline, Contestant ours) {
        compare(baseline.turn(), ours.turn());
    }

    /// Adds rounds of two processes to those of the pairs before them.
    ///
    /// @throws DisagreementException if the two did not compute the same
    void fight(Contestant baseline, Contestant ours, int rounds) {
        for (int r = 0; r < rounds; r++) {
            boolean baselineFirst = random.nextBoolean();
            var first = (baselineFirst ? baseline : ours).turn();
            var second = (baselineFirst ? ours : baseline).turn();
            baselineTurns.add(baselineFirst ? first : second);
            ourTurns.add(baselineFirst ? second : first);
            compare(baselineTurns.getLast(), ourTurns.getLast());
        }
    }

    private void compare(Turn baselineTurn, Turn ourTurn) {
        largestDifference =
                switch (Agreement.of(baselineTurn, ourTurn)) {
                    case Agreement.Same(double difference) ->
                            Math.max(largestDifference, difference);
                    case Agreement.Different(var sentence) ->
                            throw new DisagreementException(sentence);
                };
    }

    double largestDifference() {
        return largestDifference;
    }

    /// Baseline's time ÷ ours, round by round: above 1 ours is faster.
    Quartiles ratio() {
        var ratios = new ArrayList<Double>();
        for (int r = 0; r < ourTurns.size(); r++) {
            ratios.add(nanos(baselineTurns.get(r)) / nanos(ourTurns.get(r)));
        }
        return Quartiles.of(ratios);
    }

    Quartiles baselineMillis(int steps) {
        return millis(baselineTurns, steps);
    }

    Quartiles ourMillis(int steps) {
        return millis(ourTurns, steps);
    }

    private static Quartiles millis(List<Turn> turns, int steps) {
        return Quartiles.of(turns.stream().map(t -> nanos(t) / 1e6 / steps).toList());
    }

    private static double nanos(Turn turn) {
        return turn.took().toNanos();
    }
}
