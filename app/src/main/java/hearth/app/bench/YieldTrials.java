package hearth.app.bench;

import hearth.app.bench.YieldRun.Attempt;
import hearth.app.bench.YieldRun.Trial;
import hearth.hardware.ProcessUse;
import hearth.protocol.Messages;
import hearth.worker.AgentLink;
import hearth.worker.AgentSnapshot;
import hearth.worker.Yield;
import hearth.worker.policy.RunRules;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Interrupts an agent that trains, again and again, and looks how fast it gives the machine back.
/// What cannot be measured is counted with its reason and does not end the trials, unless there is
/// too much of it or the agent is gone. Blocks the calling thread.
final class YieldTrials {
    private static final Duration LOOK = Duration.ofMillis(2);

    /// The agent writes moments and times down in whole milliseconds; what ended earlier than that
    /// before an input was not its doing.
    private static final Duration UNSURE = Duration.ofMillis(2);

    private static final Duration AWAY = Duration.ofSeconds(1);
    private static final int MOST_MILLIS_BETWEEN = 400;
    private static final int MOST_FAILURES = 10;

    /// An agent, and the hand of the person who comes back to its machine.
    interface Subject {
        AgentLink link();

        boolean isAlive();

        /// The processes whose memory is the trainer's.
        List<ProcessHandle> children();

        /// Makes an input; returns when it is made.
        void touch();
    }

    private final Subject subject;
    private final Duration patience;
    private final Consumer<Attempt> onAttempt;
    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

    /// @param patience with whatever is waited for
    /// @param onAttempt told of each as it comes
    YieldTrials(Subject subject, Duration patience, Consumer<Attempt> onAttempt) {
        this.subject = subject;
        this.patience = patience;
        this.onAttempt = onAttempt;
    }

    /// Switches sharing on and tries until so many trials are measured.
    YieldRun run(int wanted) throws InterruptedException {
        prepare();
        var attempts = new ArrayList<Attempt>();
        int measured = 0;
        int failures = 0;
        while (measured < wanted && failures < MOST_FAILURES && subject.isAlive()) {
            var attempt = attempt();
            attempts.add(attempt);
            onAttempt.accept(attempt);
            if (attempt instanceof Attempt.Measured) {
                measured++;
            } else {
                failures++;
            }
        }
        return new YieldRun(attempts);
    }

    private void prepare() {
        var link = subject.link();
        link.rules(hasty());
        link.bindPayout(
                new Messages.PayoutBinding(
                        "0x52908400098527886E0F7030069857D2E4169EE7",
                        4_000_000_000L,
                        "00".repeat(65)));
        link.share(true);
    }

    private Attempt attempt() throws InterruptedException {
        int first = await(YieldTrials::isStepping).map(YieldTrials::steps).orElse(0);
        var before = await(s -> isStepping(s) && steps(s) != first);
        if (before.isEmpty()) {
            return new Attempt.NotBegun(inWords());
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(MOST_MILLIS_BETWEEN)));
        var children = subject.children();
        long memory = resident(children);
        long count = before.get().yields().count();
        var at = Instant.now();
        long begun = System.nanoTime();
        Thread.ofVirtual().start(subject::touch);
        if (!holds(() -> resident(children) == 0)) {
            return new Attempt.Unanswered(inWords());
        }
        var free = Duration.ofNanos(System.nanoTime() - begun);
        var gone = Instant.now();
        var after = await(s -> s.yields().count() > count || isSteppingSince(gone, s));
        if (after.isEmpty()) {
            return new Attempt.Unanswered(inWords());
        }
        return after.get()
                .yields()
                .newest()
                .filter(_ -> after.get().yields().count() > count && !children.isEmpty())
                .map(y -> new Trial(since(at, y), free, y.killed(), memory))
                .filter(trial -> trial.still().compareTo(UNSURE.negated()) >= 0)
                .<Attempt>map(Attempt.Measured::new)
                .orElseGet(Attempt.Missed::new);
    }

    private static Duration since(Instant at, Yield yield) {
        return Duration.between(at, yield.at().plus(yield.untilStill()));
    }

    /// What the agent published earlier may be of the training that has just ended.
    private static boolean isSteppingSince(Instant gone, AgentSnapshot s) {
        return isStepping(s) && s.at().isAfter(gone);
    }

    /// What the agent itself says that it does, and why.
    private String inWords() {
        if (!subject.isAlive()) {
            return "agent-ended";
        }
        var seen = subject.link().snapshot();
        var activity = seen.activity().name().toLowerCase(Locale.ROOT);
        return Stream.concat(
                        Stream.of(activity),
                        Stream.concat(seen.reasons().stream(), seen.problem().stream())
                                .map(AgentSnapshot.Reason::id))
                .distinct()
                .collect(Collectors.joining(" "));
    }

    private Optional<AgentSnapshot> await(Predicate<AgentSnapshot> expected)
            throws InterruptedException {
        var newest = new AgentSnapshot[1];
        boolean came =
                holds(
                        () -> {
                            newest[0] = subject.link().snapshot();
                            return expected.test(newest[0]);
                        });
        return came ? Optional.of(newest[0]) : Optional.empty();
    }

    private interface Condition {
        boolean holds();
    }

    private boolean holds(Condition condition) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (subject.isAlive()) {
            if (condition.holds()) {
                return true;
            }
            if (System.nanoTime() > until) {
                return false;
            }
            Thread.sleep(LOOK);
        }
        return false;
    }

    /// Bytes of all of them. A process that has ended and that nobody has asked for yet has none.
    private static long resident(List<ProcessHandle> processes) {
        return processes.stream()
                .flatMap(p -> ProcessUse.of(p.pid()).stream())
                .mapToLong(ProcessUse::residentBytes)
                .sum();
    }

    private static boolean isStepping(AgentSnapshot s) {
        return s.activity() == AgentSnapshot.Activity.TRAINING && steps(s) > 0;
    }

    private static int steps(AgentSnapshot s) {
        return s.progress().map(AgentSnapshot.Progress::stepsDone).orElse(0);
    }

    /// As usual, but work begins a second after the last input.
    private static RunRules hasty() {
        var usual = RunRules.USUAL;
        var away = Optional.of(AWAY);
        var person = usual.person();
        return new RunRules(
                usual.version(),
                new RunRules.Person(
                        away,
                        away,
                        person.lockedIsAway(),
                        person.fullscreenStops(),
                        person.videoStops()),
                usual.others(),
                usual.times(),
                usual.money(),
                usual.network(),
                usual.limits(),
                usual.cardsOff(),
                usual.mustKnow(),
                usual.sandbox());
    }
}
