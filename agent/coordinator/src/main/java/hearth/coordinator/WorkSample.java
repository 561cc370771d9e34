package hearth.coordinator;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/// Some of the newest results, by which it is drawn who repeats others
/// (`docs/decisions/0033-auditors-by-work.md`): whoever did a tenth of the work is drawn for a
/// tenth of the repetitions, under however many names. Valid for one step of the draw; of one
/// thread.
///
/// @param <D> what a device is known by
public final class WorkSample<D> {
    /// The newest results among which the sample is: an hour of a million devices, and all that
    /// there ever was of most networks.
    public static final int WINDOW = 1 << 20;

    /// Results that are looked at in one step.
    private static final int SIZE = 1024;

    /// Of one device at the same time: the others would wait for it, though somebody else is there.
    private static final int MOST_OPEN = 4;

    /// Enough where most of those who are there may.
    private static final int TRIALS = 16;

    private final RandomGenerator random;
    private final List<Work<D>> there;
    private final Map<D, Integer> open = new HashMap<>();

    /// Work that counts: a whole lease, not a repetition, of a job whose results are repeated, that
    /// was accepted or waits for its repetition and has nothing else against it.
    ///
    /// @param flop of the lease
    /// @param known what [#known] says of its device
    /// @param isThere whether it asked for work lately
    /// @param open repetitions for which it was drawn and which it has not sent
    public record Work<D>(D device, long flop, long known, boolean isThere, int open) {}

    /// @param device that repeats it, if there is one
    /// @param open others that it repeats first
    /// @param isBusy whether there are such, but all of them have enough to repeat
    public record Drawn<D>(Optional<D> device, int open, boolean isBusy) {
        /// Nobody is asked.
        public static <D> Drawn<D> nobody() {
            return new Drawn<>(Optional.empty(), 0, false);
        }

        /// In which it has to fetch its lease: the time for one, and again for each before it.
        public Duration within(Checking checking) {
            return checking.auditorTime().multipliedBy(1L + open);
        }
    }

    /// @param work that is in the sample, in the order of [#numbers]
    public WorkSample(RandomGenerator random, Checking checking, List<Work<D>> work) {
        this.random = random;
        long bar = bar(checking, work);
        there = work.stream().filter(one -> one.isThere() && one.known() >= bar).toList();
        there.forEach(one -> open.put(one.device(), one.open()));
    }

    /// What a device is known for: results accepted since the last refused one; below 0 where the
    /// last one was refused, so that it repeats nobody.
    public static long known(long sinceFailure, long refused) {
        return sinceFailure == 0 && refused > 0 ? -1 : sinceFailure;
    }

    /// Which results are looked at.
    ///
    /// @param newest number of the newest result; 0 if there is none
    public static long[] numbers(RandomGenerator random, long newest) {
        if (newest <= SIZE) {
            return LongStream.rangeClosed(1, newest).toArray();
        }
        long window = Math.min(newest, WINDOW);
        return LongStream.generate(() -> newest - random.nextLong(window)).limit(SIZE).toArray();
    }

    /// A device repeats others once as many results of its own have been accepted as are all
    /// repeated. Where half of the work is that of younger ones, as in a new network, half of the
    /// work can be trusted no more than they: without them nobody would ever come so far.
    private static long bar(Checking checking, List<? extends Work<?>> work) {
        long[] known = work.stream().mapToLong(Work::known).sorted().toArray();
        long median = known.length == 0 ? 0 : known[known.length / 2];
        return Math.max(0, Math.min(checking.probation(), median));
    }

    /// Draws one by the work that it did. A result counts for as much as it is work, but for no
    /// more than what is to be repeated, so that a job of many tiny leases buys nobody a say in
    /// others.
    ///
    /// @param flop of the lease that is to be repeated
    /// @param may whether a device may repeat it
    public Drawn<D> draw(long flop, Predicate<D> may) {
        for (int i = 0; i < TRIALS && !there.isEmpty(); i++) {
            var one = there.get(random.nextInt(there.size()));
            double weight = weight(one, flop);
            if ((weight == 1 || random.nextDouble() < weight)
                    && isFree(one)
                    && may.test(one.device())) {
                return drawn(one);
            }
        }
        var free = there.stream().filter(one -> isFree(one) && may.test(one.device())).toList();
        if (free.isEmpty()) {
            boolean isBusy = there.stream().anyMatch(one -> may.test(one.device()));
            return new Drawn<>(Optional.empty(), 0, isBusy);
        }
        double all = free.stream().mapToDouble(one -> weight(one, flop)).sum();
        double at = random.nextDouble() * all;
        int place = 0;
        while (place < free.size() - 1 && at >= weight(free.get(place), flop)) {
            at -= weight(free.get(place++), flop);
        }
        return drawn(free.get(place));
    }

    private boolean isFree(Work<D> one) {
        return open.getOrDefault(one.device(), 0) < MOST_OPEN;
    }

    private Drawn<D> drawn(Work<D> one) {
        int before = open.merge(one.device(), 1, Integer::sum) - 1;
        return new Drawn<>(Optional.of(one.device()), before, false);
    }

    private static double weight(Work<?> one, long flop) {
        return Math.min(1, Math.max(1, one.flop()) / (double) Math.max(1, flop));
    }
}
