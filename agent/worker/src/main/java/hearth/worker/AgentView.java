package hearth.worker;

import hearth.hardware.Reading;
import hearth.protocol.DeviceId;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages;
import hearth.protocol.Wei;
import hearth.worker.AgentSnapshot.Activity;
import hearth.worker.AgentSnapshot.Reason;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Composes snapshots. Belongs to the agent's thread; what comes from the journal is read again
/// only after it changed.
final class AgentView {
    private static final int RECENT = 200;

    private final AgentConfig config;
    private final DeviceId device;
    private final AgentRecords records;
    private final Clock clock;
    private final String engine;
    private List<Messages.JobView> jobs = List.of();
    private Optional<Ledger> ledger = Optional.empty();
    private Optional<Live> live = Optional.empty();

    /// What the journal says, as of some moment of some day.
    private record Ledger(
            Instant midnight,
            Messages.Earnings earnings,
            AgentSnapshot.Today today,
            List<Messages.ResultView> recent) {}

    /// @param newest absent before the first step
    private record Live(LeaseId lease, Instant startedAt, Optional<Training.Step> newest) {}

    AgentView(AgentConfig config, DeviceId device, AgentRecords records, AgentPorts ports) {
        this.config = config;
        this.device = device;
        this.records = records;
        this.clock = ports.clock();
        this.engine = ports.training().engine();
    }

    void jobs(List<Messages.JobView> newest) {
        jobs = newest;
    }

    /// The journal changed.
    void forget() {
        ledger = Optional.empty();
    }

    void started(LeaseId lease) {
        live = Optional.of(new Live(lease, clock.instant(), Optional.empty()));
    }

    void stepped(LeaseId lease, Training.Step step) {
        live =
                live.filter(l -> l.lease().equals(lease))
                        .map(l -> new Live(lease, l.startedAt(), Optional.of(step)));
    }

    AgentSnapshot compose(
            WorkMachine.Situation situation, MayRun.Decision decision, Reading machine) {
        var work = situation.work();
        var activity = activity(work);
        var known = ledger();
        return new AgentSnapshot(
                clock.instant(),
                config.version(),
                device,
                config.deviceName(),
                config.coordinator(),
                records.settings().isSharing(),
                activity,
                reasons(work, decision),
                progress(work),
                records.settings().payout(),
                known.earnings(),
                withLive(known.today(), work),
                known.recent(),
                jobs,
                hardware(machine),
                situation.problem());
    }

    private static Activity activity(Work work) {
        return switch (work) {
            case Work.Off _ -> Activity.OFF;
            case Work.Waiting _ -> Activity.WAITING;
            case Work.Asking _, Work.Fetching _ -> Activity.FETCHING;
            case Work.Training _ -> Activity.TRAINING;
            case Work.Committing _, Work.Revealing _ -> Activity.SUBMITTING;
            case Work.Releasing _ -> Activity.STOPPING;
        };
    }

    private static List<Reason> reasons(Work work, MayRun.Decision decision) {
        var reasons = new ArrayList<Reason>();
        if (!(work instanceof Work.Off || work instanceof Work.Waiting)) {
            return reasons;
        }
        if (decision instanceof MayRun.Decision.Wait(var why)) {
            reasons.addAll(why);
        }
        if (work instanceof Work.Waiting waiting) {
            reasons.addAll(waiting.reasons());
        }
        return reasons;
    }

    private Optional<AgentSnapshot.Progress> progress(Work work) {
        return switch (work) {
            case Work.Training t -> Optional.of(progress(t, t.assignment(), Optional.empty()));
            case Work.Committing c ->
                    Optional.of(progress(c, c.assignment(), Optional.of(c.update())));
            case Work.Revealing r ->
                    Optional.of(progress(r, r.assignment(), Optional.of(r.update())));
            case Work.Off _, Work.Waiting _, Work.Asking _, Work.Fetching _, Work.Releasing _ ->
                    Optional.empty();
        };
    }

    private AgentSnapshot.Progress progress(
            Work.Holding work, Work.Assignment assignment, Optional<Work.Update> update) {
        var lease = work.lease();
        var running = live.filter(l -> l.lease().equals(lease.id()));
        var newest = running.flatMap(Live::newest);
        return new AgentSnapshot.Progress(
                lease.id(),
                lease.job(),
                assignment.title(),
                assignment.recipe(),
                lease.round(),
                update.isPresent() ? assignment.steps() : newest.map(Training.Step::done).orElse(0),
                assignment.steps(),
                update.map(Work.Update::lastLoss).or(() -> newest.map(Training.Step::loss)),
                running.map(Live::startedAt).orElse(lease.grantedAt()),
                lease.pay());
    }

    private Ledger ledger() {
        var midnight =
                clock.instant()
                        .atZone(clock.getZone())
                        .toLocalDate()
                        .atStartOfDay(clock.getZone())
                        .toInstant();
        var known = ledger.filter(l -> l.midnight().equals(midnight));
        if (known.isPresent()) {
            return known.get();
        }
        var recent = records.results().newest(RECENT);
        var fresh = new Ledger(midnight, records.results().earnings(), today(midnight), recent);
        ledger = Optional.of(fresh);
        return fresh;
    }

    private AgentSnapshot.Today today(Instant midnight) {
        var earned = Wei.ZERO;
        var held = Wei.ZERO;
        long accepted = 0;
        long refused = 0;
        for (var result : records.results().since(midnight)) {
            var owed = result.ledger().orElse("");
            if (owed.equals("HELD") || owed.equals("RELEASED")) {
                earned = earned.plus(result.pay());
                accepted++;
            }
            if (owed.equals("HELD")) {
                held = held.plus(result.pay());
            }
            if (owed.equals("SLASHED") || ResultMirror.isRefused(result)) {
                refused++;
            }
        }
        return new AgentSnapshot.Today(
                earned,
                held,
                accepted,
                refused,
                records.leases().trainingSince(midnight),
                Optional.empty());
    }

    private AgentSnapshot.Today withLive(AgentSnapshot.Today today, Work work) {
        if (!(work instanceof Work.Training training)) {
            return today;
        }
        var running =
                live.filter(l -> l.lease().equals(training.lease().id()))
                        .map(l -> Duration.between(l.startedAt(), clock.instant()))
                        .orElse(Duration.ZERO);
        return new AgentSnapshot.Today(
                today.earned(),
                today.held(),
                today.accepted(),
                today.refused(),
                today.training().plus(running),
                today.kWh());
    }

    private AgentSnapshot.Hardware hardware(Reading reading) {
        return new AgentSnapshot.Hardware(
                reading.cpu(),
                reading.cores(),
                reading.cpuLoad(),
                reading.cpuTemperature(),
                reading.memoryBytes(),
                reading.memoryFreeBytes(),
                reading.graphics().stream()
                        .map(
                                g ->
                                        new AgentSnapshot.Gpu(
                                                g.name(),
                                                g.vramBytes(),
                                                g.load(),
                                                g.temperature(),
                                                g.watts()))
                        .toList(),
                engine);
    }
}
