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
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Asks [MayRun] with what a [HardwareMonitor] sees and what the owner wants. Belongs to the
/// agent's thread; only the monitor's news come from another.
final class Permission implements AutoCloseable {
    private static final String PROCESSOR = "cpu";
    private static final Set<Cause> OF_A_PERSON =
            EnumSet.of(Cause.GOING_TO_SLEEP, Cause.IN_USE, Cause.FULLSCREEN, Cause.VIDEO_PLAYING);

    private final AgentSettings settings;
    private final Allowance allowance;
    private final Clock clock;
    private final Facts.Engine engine;
    private final OwnLoad own = new OwnLoad();
    private final Training training;
    private final MachineTrace trace = new MachineTrace();
    private final HardwareMonitor monitor;
    private Memory memory;
    private Optional<Interruption> interruption = Optional.empty();

    /// @param onNews called on the monitor's thread when there is a reason to decide again
    Permission(
            AgentPorts ports,
            AgentSettings settings,
            Allowance allowance,
            AgentPace pace,
            Runnable onNews) {
        this.memory = pace.isPatient() ? Memory.FRESH : Memory.HASTY;
        this.settings = settings;
        this.allowance = allowance;
        this.clock = ports.clock();
        this.engine =
                ports.training().engine().equals(PROCESSOR)
                        ? new Facts.Engine.Processor()
                        : new Facts.Engine.Graphics(Set.of());
        this.training = ports.training();
        this.monitor =
                HardwareMonitor.start(
                        ports.machine(),
                        seen -> {
                            trace.add(seen);
                            onNews.run();
                        });
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

    /// How closely to look from now on.
    void look(boolean watched, boolean working) {
        monitor.need(working ? Need.WORKING : watched ? Need.WATCHED : Need.RESTING);
    }

    /// @param working whether a lease is held
    Decision decide(boolean working, boolean stopping) {
        var began = monitor.takeInterruption();
        interruption = Optional.empty();
        var decision = decided(working, stopping);
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

    private Decision decided(boolean working, boolean stopping) {
        var rules = settings.rules();
        if (rules.isEmpty()) {
            return new Decision.Wait(List.of(new Reason(Cause.RULES_UNREADABLE, "")));
        }
        var outcome =
                MayRun.decide(rules.get(), facts(monitor.newest(), working, stopping), memory);
        memory = outcome.memory();
        return outcome.decision();
    }

    private Facts facts(Observation seen, boolean working, boolean stopping) {
        return new Facts(
                clock.instant(),
                clock.getZone(),
                seen,
                new Facts.Owner(
                        settings.isSharing(),
                        settings.payout().isPresent(),
                        settings.pausedUntil(),
                        working,
                        stopping,
                        engine),
                own.newest(seen, working),
                allowance.spent().map(r -> new Reason(Cause.of(r.id()), r.detail())),
                Optional.empty());
    }

    /// Where the facts cannot be had.
    static Decision unknown() {
        return new Decision.Wait(List.of(new Reason(Cause.AGENT_FAULT, "")));
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
