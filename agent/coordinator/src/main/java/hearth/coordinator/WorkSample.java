package hearth.coordinator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Some of the newest results, by which it is drawn who repeats others
/// (`docs/decisions/0033-auditors-by-work.md`): whoever did a tenth of the work is drawn for a
/// tenth of the repetitions, under however many names. Valid for one step of the draw, and there
/// until it [#isSpent]; of one thread.
///
/// @param <D> what a device is known by
public final class WorkSample<D> {
    /// The newest results among which the sample is: some hours of a million devices, more than a
    /// round waits for, since what is not judged yet counts for nobody; and all that there ever was
    /// of most networks.
    public static final int WINDOW = 1 << 22;

    /// Results that are looked at together.
    private static final int SIZE = 1024;

    /// Repetitions that have to come of one sample for it to be worth the work of another.
    private static final int WORTH = SIZE / 64;

    /// Of one device at the same time: the others would wait for it, though somebody else is there.
    private static final int MOST_OPEN = 4;

    /// Enough where most of those who are there may.
    private static final int TRIALS = 16;

    private final RandomGenerator random;
    private final Map<D, Integer> open = new HashMap<>();

    /// Of devices that are known well enough.
    private final Pool known = new Pool();

    /// Of devices that are too new, but whose last result was not refused: for what all of the
    /// others have no time.
    private final Pool young = new Pool();

    private final int freeAtFirst;
    private int draws;

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
        for (var one : work) {
            if (one.isThere() && one.known() >= 0) {
                open.put(one.device(), one.open());
                (one.known() >= bar ? known : young).add(one);
            }
        }
        freeAtFirst = known.free.size() + young.free.size();
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
        var drawn = known.draw(flop, may);
        if (drawn.isPresent()) {
            return drawn(drawn.get());
        }
        if (known.all().noneMatch(one -> may.test(one.device()))) {
            return Drawn.nobody();
        }
        return young.draw(flop, may)
                .map(this::drawn)
                .orElseGet(() -> new Drawn<>(Optional.empty(), 0, true));
    }

    private Drawn<D> drawn(Work<D> one) {
        int before = open.merge(one.device(), 1, Integer::sum) - 1;
        draws++;
        return new Drawn<>(Optional.of(one.device()), before, false);
    }

    /// Whether most who were free have enough to repeat now, and were so many that others are
    /// likely to be found: then another sample goes on. So a sweep draws for as many as are there,
    /// and looks at no more results than a few for each that it draws.
    public boolean isSpent() {
        return draws >= WORTH && 2 * (known.free.size() + young.free.size()) < freeAtFirst;
    }

    private boolean isFree(Work<D> one) {
        return open.getOrDefault(one.device(), 0) < MOST_OPEN;
    }

    /// Work among which it is drawn.
    private final class Pool {
        /// Of devices that may have enough to repeat by now, but had not when last looked at.
        private final List<Work<D>> free = new ArrayList<>();

        /// Of devices that have.
        private final List<Work<D>> busy = new ArrayList<>();

        void add(Work<D> one) {
            (isFree(one) ? free : busy).add(one);
        }

        Stream<Work<D>> all() {
            return Stream.concat(busy.stream(), free.stream());
        }

        Optional<Work<D>> draw(long flop, Predicate<D> may) {
            for (int i = 0; i < TRIALS && !free.isEmpty(); i++) {
                int at = random.nextInt(free.size());
                var one = free.get(at);
                if (!isFree(one)) {
                    nowBusy(at);
                    continue;
                }
                double weight = weight(one, flop);
                if ((weight == 1 || random.nextDouble() < weight) && may.test(one.device())) {
                    return Optional.of(one);
                }
            }
            return search(flop, may);
        }

        /// The last one takes its place, so that nothing moves.
        private void nowBusy(int at) {
            busy.add(free.get(at));
            var last = free.removeLast();
            if (at < free.size()) {
                free.set(at, last);
            }
        }

        private Optional<Work<D>> search(long flop, Predicate<D> may) {
            var fit = free.stream().filter(one -> isFree(one) && may.test(one.device())).toList();
            if (fit.isEmpty()) {
                return Optional.empty();
            }
            double all = fit.stream().mapToDouble(one -> weight(one, flop)).sum();
            double at = random.nextDouble() * all;
            int place = 0;
            while (place < fit.size() - 1 && at >= weight(fit.get(place), flop)) {
                at -= weight(fit.get(place++), flop);
            }
            return Optional.of(fit.get(place));
        }
    }

    private static double weight(Work<?> one, long flop) {
        return Math.min(1, Math.max(1, one.flop()) / (double) Math.max(1, flop));
    }
}
