package hearth.coordinator.verification;

import hearth.coordinator.WorkSample;
import hearth.coordinator.WorkSample.Work;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

/// Some who do a share of a network's work under as many names, among others who are honest. Who
/// repeats a lease is drawn as the coordinator draws it, by the accepted work of all. Who has to
/// repeat a friend's lease copies it and is paid; what anybody repeats of the others is work that
/// is paid as any.
final class Group {
    /// A sweep looks at the results that there are; so many a day.
    private static final int SWEEPS = 4;

    /// All leases are as much work.
    private static final long FLOP = 1;

    private final Life.Rules rules;
    private final SplittableRandom random;
    private final List<Life> members = new ArrayList<>();

    /// Accepted results of each of the others since the last that was refused.
    private final long[] others;

    /// Whose result each accepted one is: a member, or one of the others behind them.
    private int[] accepted = new int[1 << 16];

    private int newest;
    private int unit;
    private Optional<WorkSample<Integer>> sample = Optional.empty();

    /// @param names of the group
    Group(Life.Rules rules, Strategy strategy, int names, SplittableRandom random) {
        this.rules = rules;
        this.random = random;
        for (int i = 0; i < names; i++) {
            members.add(new Life(rules, strategy, random.split(), this::friend));
        }
        others = new long[(int) Math.round(names * (1 / strategy.ofWork() - 1))];
    }

    /// @return its members, at the end
    List<Life> live() {
        for (unit = 0; unit < rules.units(); unit++) {
            if (unit % Math.max(1, rules.perDay() / SWEEPS) == 0) {
                sample = Optional.empty();
            }
            for (int i = 0; i < members.size(); i++) {
                if (members.get(i).step(unit)) {
                    accept(i);
                }
            }
            for (int i = 0; i < others.length; i++) {
                if (random.nextDouble() < rules.falseRefusals()) {
                    others[i] = 0;
                } else {
                    others[i]++;
                    accept(members.size() + i);
                }
            }
        }
        members.forEach(Life::end);
        return members;
    }

    private void accept(int device) {
        if (newest == accepted.length) {
            accepted = Arrays.copyOf(accepted, 2 * newest);
        }
        accepted[newest++] = device;
    }

    /// Where nobody is there, or all have enough to repeat, a stranger or the coordinator does.
    private Optional<Life> friend(Life of) {
        if (sample.isEmpty()) {
            sample = Optional.of(sample());
        }
        var drawn = sample.get().draw(FLOP, device -> !isOf(device, of)).device();
        var friend = drawn.filter(device -> device < members.size()).map(members::get);
        friend.ifPresent(one -> one.copy(unit));
        return friend;
    }

    private boolean isOf(int device, Life one) {
        return device < members.size() && Objects.equals(members.get(device), one);
    }

    private WorkSample<Integer> sample() {
        var work =
                Arrays.stream(WorkSample.numbers(random, newest))
                        .mapToInt(number -> accepted[(int) number - 1])
                        .mapToObj(device -> new Work<>(device, FLOP, known(device), true, 0))
                        .toList();
        return new WorkSample<>(random, rules.checking(), work);
    }

    /// Whose result was accepted and who is known for none has had one refused since.
    private long known(int device) {
        long known =
                device < members.size()
                        ? members.get(device).known()
                        : others[device - members.size()];
        return WorkSample.known(known, 1);
    }
}
