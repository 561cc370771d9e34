package hearth.coordinator.verification;

import hearth.coordinator.Belief;
import hearth.coordinator.Checking;
import hearth.coordinator.Policy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/// One person who follows a strategy, under one name after another.
final class Life {
    /// The rules of pay, and how long somebody lives by them.
    ///
    /// @param days that somebody works
    /// @param perDay leases of a day
    /// @param falseRefusals share of honest results that statistics refuse
    record Rules(Checking checking, Policy policy, int days, int perDay, double falseRefusals) {
        int units() {
            return days * perDay;
        }
    }

    private final Rules rules;
    private final Strategy strategy;
    private final SplittableRandom random;

    /// The friend who is drawn to repeat a lease, if one is; he says what is wanted.
    private final Function<Life, Optional<Life>> friends;

    private final Deque<Integer> held = new ArrayDeque<>();
    private boolean isOver;
    private long known;
    private int ofThisName;
    private double work;
    private double earned;
    private long cheats;
    private long caught;
    private long first;
    private long leases;
    private long repeated;
    private long copied;

    Life(
            Rules rules,
            Strategy strategy,
            SplittableRandom random,
            Function<Life, Optional<Life>> friends) {
        this.rules = rules;
        this.strategy = strategy;
        this.random = random;
        this.friends = friends;
    }

    /// @return whether a result was accepted
    boolean step(int unit) {
        isOver |= cheats - caught >= strategy.stopsAfter() || isFoundOut();
        if (isOver) {
            return false;
        }
        if (ofThisName >= strategy.units()) {
            leave();
        }
        boolean accepted = one(unit);
        release(unit);
        return accepted;
    }

    /// What is still held back is paid in the end.
    void end() {
        earned += held.size();
        held.clear();
    }

    /// Is paid for a repetition that it copied.
    void copy(int unit) {
        held.add(unit);
    }

    /// Who meant to leave leaves when caught.
    private boolean isFoundOut() {
        return strategy.stopsAfter() != Integer.MAX_VALUE && caught > 0;
    }

    private boolean one(int unit) {
        ofThisName++;
        leases++;
        boolean isCheat = known >= strategy.from() && random.nextDouble() < strategy.share();
        work += isCheat ? strategy.cost() : 1;
        cheats += isCheat ? 1 : 0;
        if (random.nextDouble() < (isCheat ? strategy.seen() : rules.falseRefusals())) {
            known = Belief.afterDoubt(known);
            return false;
        }
        var checking = rules.checking();
        if (Belief.isDrawn(random, checking, known)) {
            var friend = repeat();
            if (friend.isEmpty() && isCheat) {
                found();
                return false;
            }
            if (Belief.isCanary(random, checking, false, 1, known)
                    && repeat().isEmpty()
                    && isCheat) {
                friend.ifPresent(Life::lose);
                found();
                return false;
            }
        }
        known++;
        held.add(unit);
        return true;
    }

    private Optional<Life> repeat() {
        var friend = friends.apply(this);
        repeated++;
        copied += friend.isPresent() ? 1 : 0;
        return friend;
    }

    private void lose() {
        held.clear();
        known = 0;
    }

    private void found() {
        caught++;
        first = first == 0 ? cheats : first;
        lose();
        if (strategy.renews()) {
            ofThisName = 0;
        }
    }

    /// What is held back is paid to who leaves, in the end.
    private void leave() {
        end();
        known = 0;
        ofThisName = 0;
    }

    /// Whatever is neither among the newest nor too young.
    private void release(int unit) {
        var policy = rules.policy();
        double day = policy.holdBack().toMinutes() / (24.0 * 60);
        while (held.size() > policy.holdBackCount()
                && held.getFirst() <= unit - day * rules.perDay()) {
            held.removeFirst();
            earned++;
        }
    }

    /// Results accepted since the last that was refused.
    long known() {
        return known;
    }

    /// Done, in honest leases.
    double work() {
        return work;
    }

    /// Paid out, in leases.
    double earned() {
        return earned;
    }

    long cheats() {
        return cheats;
    }

    long caught() {
        return caught;
    }

    /// Cheated units before the first that was found.
    long first() {
        return first;
    }

    long leases() {
        return leases;
    }

    /// Repetitions of its leases.
    long repeated() {
        return repeated;
    }

    /// Those that a friend copied.
    long copied() {
        return copied;
    }
}
