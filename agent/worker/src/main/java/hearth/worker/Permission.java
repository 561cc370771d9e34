package hearth.worker;

import hearth.hardware.HardwareMonitor;
import hearth.hardware.HardwareMonitor.Need;
import hearth.hardware.Observation;
import hearth.hardware.Reading;
import hearth.worker.policy.Cause;
import hearth.worker.policy.Decision;
import hearth.worker.policy.Facts;
import hearth.worker.policy.MayRun;
import hearth.worker.policy.Memory;
import hearth.worker.policy.Reason;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/// Asks [MayRun] with what a [HardwareMonitor] sees and what the owner wants. Belongs to the
/// agent's thread; only the monitor's news come from another.
final class Permission implements AutoCloseable {
    private static final String PROCESSOR = "cpu";
    private static final Set<Cause> OF_A_PERSON =
            EnumSet.of(
                    Cause.GOING_TO_SLEEP,
                    Cause.IN_USE,
                    Cause.FULLSCREEN,
                    Cause.VIDEO_PLAYING,
                    Cause.PROGRAM_RUNS);

    private final AgentSettings settings;
    private final Allowance allowance;
    private final Clock clock;
    private final Metering metering;
    private final OwnLoad own = new OwnLoad();
    private final Training training;
    private final HealthWatch health;
    private final MachineTrace trace = new MachineTrace();
    private final HardwareMonitor monitor;
    private Memory memory;
    private boolean sharing;
    private volatile Instant heldUntil = Instant.MIN;
    private Optional<Interruption> interruption = Optional.empty();

    /// @param onNews called on the monitor's thread when there is a reason to decide again
    Permission(
            AgentPorts ports,
            AgentSettings settings,
            Allowance allowance,
            Metering metering,
            HealthWatch health,
            AgentPace pace,
            Runnable onNews) {
        this.memory = pace.isPatient() ? Memory.FRESH : Memory.HASTY;
        this.settings = settings;
        this.sharing = settings.isSharing();
        this.allowance = allowance;
        this.clock = ports.clock();
        this.metering = metering;
        this.health = health;
        this.training = ports.training();
        this.monitor =
                HardwareMonitor.start(
                        ports.machine(),
                        seen -> {
                            trace.add(seen);
                            onNews.run();
                        });
    }

    /// Takes nothing new for that long, whatever the owner decided and decides; any thread may ask.
    void hold(Duration time) {
        heldUntil = clock.instant().plus(time);
    }

    /// As the newest decision saw it: a switch turned on beside the reason that it is off is no
    /// state that ever was.
    boolean isSharing() {
        return sharing;
    }

    Reading reading() {
        return monitor.newest().reading();
    }

    /// From any thread.
    MachineView machine(Duration after) {
        var newest = monitor.newest();
        trace.add(newest);
        return trace.view(
                after, newest, new MachineView.Engine(training.engine(), training.setback()));
    }

    /// How closely to look from now on; what the owner's switch says is seen here, for the next
    /// decision and for whatever is told together with it.
    void look(boolean watched, boolean working) {
        sharing = settings.isSharing();
        monitor.need(working ? Need.WORKING : watched ? Need.WATCHED : Need.RESTING);
    }

    /// Also tells the meter what is seen, and training which cards it may use.
    ///
    /// @param working whether a lease is held
    Decision decide(boolean working, boolean stopping) {
        var began = monitor.takeInterruption();
        interruption = Optional.empty();
        var seen = monitor.newest();
        var load = own.newest(seen, working);
        metering.saw(seen, working, training.card(), load.processorLoad());
        var decision = decide(seen, load, working, stopping);
        training.use(cards(decision));
        interruption = interruption(decision, began);
        return decision;
    }

    /// What the newest decision stops work for, unless the agent itself ends.
    Optional<Interruption> interruption() {
        return interruption;
    }

    /// A person is waiting since they began; whatever else it is, since it was decided.
    private Optional<Interruption> interruption(Decision decision, OptionalLong began) {
        if (!(decision instanceof Decision.Wait(var reasons))
                || reasons.getFirst().cause() == Cause.AGENT_STOPPING) {
            return Optional.empty();
        }
        long now = System.nanoTime();
        var cause = reasons.getFirst().cause();
        long since = OF_A_PERSON.contains(cause) ? began.orElse(now) : now;
        var at = clock.instant().minusNanos(now - since);
        return Optional.of(new Interruption(cause.id(), since, at));
    }

    /// Whether the card that trains may not be used any more, and another one may.
    boolean withdraws(Decision decision) {
        var allowed = cards(decision);
        return !allowed.isEmpty()
                && training.card().filter(card -> !allowed.contains(card)).isPresent();
    }

    private static Set<String> cards(Decision decision) {
        return switch (decision) {
            case Decision.Run(var cards) -> cards;
            case Decision.Finish(var cards, var _) -> cards;
            case Decision.Wait _ -> Set.of();
        };
    }

    private Decision decide(Observation seen, Facts.Own load, boolean working, boolean stopping) {
        var rules = settings.rules();
        if (rules.isEmpty()) {
            return new Decision.Wait(List.of(new Reason(Cause.RULES_UNREADABLE, "")));
        }
        monitor.watchFor(rules.get().programsFirst());
        boolean onCards = engine() instanceof Facts.Engine.Graphics;
        health.observe(seen, working, onCards);
        var outcome = MayRun.decide(rules.get(), facts(seen, load, working, stopping), memory);
        memory = outcome.memory();
        boolean isLast = settings.isFinishing() || clock.instant().isBefore(heldUntil);
        var decision = isLast ? finishing(outcome.decision()) : outcome.decision();
        return onCards
                ? health.against().map(reason -> and(decision, reason)).orElse(decision)
                : decision;
    }

    /// The owner wants what is held to be the last for now.
    private static Decision finishing(Decision decision) {
        var reason = new Reason(Cause.FINISHING, "");
        return switch (decision) {
            case Decision.Run(var cards) -> new Decision.Finish(cards, List.of(reason));
            case Decision.Finish(var cards, var reasons) ->
                    new Decision.Finish(cards, sorted(reasons, reason));
            case Decision.Wait(var reasons) -> new Decision.Wait(sorted(reasons, reason));
        };
    }

    private static Decision and(Decision decision, Reason more) {
        return new Decision.Wait(sorted(decision.reasons(), more));
    }

    /// Most important first.
    private static List<Reason> sorted(List<Reason> reasons, Reason more) {
        return Stream.concat(reasons.stream(), Stream.of(more))
                .sorted(Comparator.comparing(Reason::cause))
                .toList();
    }

    /// The owner wants to go on whatever a card did.
    void forgive() {
        health.forgive();
    }

    /// Asked anew each time: a card that fails is given up for the processor.
    private Facts.Engine engine() {
        return training.engine().equals(PROCESSOR)
                ? new Facts.Engine.Processor()
                : new Facts.Engine.Graphics(training.cards());
    }

    private Facts facts(Observation seen, Facts.Own load, boolean working, boolean stopping) {
        return new Facts(
                clock.instant(),
                clock.getZone(),
                seen,
                new Facts.Owner(
                        sharing,
                        settings.payout().isPresent(),
                        settings.pausedUntil(),
                        working,
                        stopping,
                        engine()),
                load,
                allowance.spent().map(r -> new Reason(Cause.of(r.id()), r.detail())),
                metering.margin(),
                training.sandbox().map(Training.Walls::grade));
    }

    /// Another agent works with this device's key.
    static Decision superseded() {
        return new Decision.Wait(List.of(new Reason(Cause.SUPERSEDED, "")));
    }

    /// Where the facts cannot be had.
    static Decision unknown() {
        return new Decision.Wait(List.of(new Reason(Cause.AGENT_FAULT, "")));
    }

    static WorkEvent event(Decision decision) {
        return switch (decision) {
            case Decision.Run _ -> new WorkEvent.Allowed(true, true);
            case Decision.Finish _ ->
                    new WorkEvent.Allowed(
                            false,
                            decision.reasons().stream().noneMatch(r -> r.cause().isOfTheLine()));
            case Decision.Wait _ -> new WorkEvent.Forbidden(inWords(decision));
        };
    }

    /// As the owner reads them.
    static List<AgentSnapshot.Reason> inWords(Decision decision) {
        return decision.reasons().stream()
                .map(r -> new AgentSnapshot.Reason(r.id(), r.detail()))
                .toList();
    }

    @Override
    public void close() {
        monitor.close();
    }
}
