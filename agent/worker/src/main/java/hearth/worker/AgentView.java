package hearth.worker;

import hearth.hardware.Reading;
import hearth.protocol.DeviceId;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages;
import hearth.protocol.SandboxGrade;
import hearth.protocol.Wei;
import hearth.worker.AgentSnapshot.Activity;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.electricity.DayAccount;
import hearth.worker.policy.Decision;
import hearth.worker.policy.RunRules;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Composes snapshots. Belongs to the agent's thread; what comes from the journal is read again
/// only after it changed.
final class AgentView {
    private static final int RECENT = 200;
    private static final int NO_PROGRESS = 4;

    private final AgentConfig config;
    private final DeviceId device;
    private final AgentRecords records;
    private final Clock clock;
    private final Training training;
    private final TransferBoard transfers;
    private final Metering metering;
    private List<Messages.JobView> jobs = List.of();
    private Optional<Ledger> ledger = Optional.empty();
    private Optional<Live> live = Optional.empty();

    /// What the journal says, as of some moment of some day.
    private record Ledger(
            Instant midnight,
            Messages.Earnings earnings,
            AgentSnapshot.Today today,
            List<Messages.ResultView> recent,
            AgentSnapshot.Yields yields) {}

    /// @param newest absent before the first step
    private record Live(LeaseId lease, Instant startedAt, Optional<Training.Step> newest) {}

    AgentView(
            AgentConfig config,
            DeviceId device,
            AgentRecords records,
            AgentPorts ports,
            TransferBoard transfers) {
        this.config = config;
        this.device = device;
        this.records = records;
        this.clock = ports.clock();
        this.training = ports.training();
        this.transfers = transfers;
        this.metering = new Metering(records, clock, !ports.training().engine().equals("cpu"));
    }

    /// The meter whose figures it shows.
    Metering metering() {
        return metering;
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
        metering.started();
    }

    void stepped(LeaseId lease, Training.Step step) {
        live =
                live.filter(l -> l.lease().equals(lease))
                        .map(l -> new Live(lease, l.startedAt(), Optional.of(step)));
    }

    AgentSnapshot compose(
            WorkMachine.Situation situation, Decision decision, Permission permission) {
        var known = ledger();
        situation.training().ifPresent(this::pace);
        var electricity = metering.snapshot(known.today());
        return new AgentSnapshot(
                clock.instant(),
                config.version(),
                device,
                config.deviceName(),
                config.coordinator(),
                permission.isSharing(),
                activity(situation),
                reasons(situation, decision),
                progress(situation),
                new AgentSnapshot.Line(transfers.downloading(), transfers.uploading()),
                records.settings().payout(),
                known.earnings(),
                live(known.today(), situation, electricity.today()),
                known.recent(),
                jobs,
                hardware(permission.reading()),
                situation.problem().or(records.payouts()::reason).or(records.receipts()::problem),
                sandbox(),
                electricity,
                records.health().health(),
                known.yields());
    }

    private Optional<AgentSnapshot.Sandbox> sandbox() {
        var required = records.settings().rules().flatMap(RunRules::sandbox).orElse(SandboxGrade.C);
        return training.sandbox()
                .map(w -> new AgentSnapshot.Sandbox(w.kind(), w.grade(), required));
    }

    private void pace(Work.Training work) {
        live.filter(l -> l.lease().equals(work.id()))
                .flatMap(Live::newest)
                .ifPresent(step -> metering.stepped(work, step.done()));
    }

    /// What the child does comes first, then what it waits for.
    private static Activity activity(WorkMachine.Situation now) {
        if (now.any(Work.Training.class::isInstance)) {
            return Activity.TRAINING;
        }
        if (now.any(w -> w instanceof Work.Stopping || w instanceof Work.Releasing)) {
            return Activity.STOPPING;
        }
        if (now.any(w -> w instanceof Work.Fetching || w instanceof Work.Ready)) {
            return Activity.FETCHING;
        }
        if (now.any(w -> w.isSubmitting() || w instanceof Work.Trained)) {
            return Activity.SUBMITTING;
        }
        return switch (now.intake()) {
            case Intake.Off _ -> Activity.OFF;
            case Intake.Waiting _ -> Activity.WAITING;
            case Intake.Asking _ -> Activity.FETCHING;
        };
    }

    private static List<Reason> reasons(WorkMachine.Situation now, Decision decision) {
        var reasons = new ArrayList<Reason>();
        boolean stands = now.leases().stream().allMatch(Work.Paused.class::isInstance);
        if (!stands || now.intake() instanceof Intake.Asking) {
            return reasons;
        }
        reasons.addAll(Permission.inWords(decision));
        if (now.intake() instanceof Intake.Waiting waiting) {
            waiting.reasons().stream().filter(r -> !reasons.contains(r)).forEach(reasons::add);
        }
        return reasons;
    }

    /// Of the lease that is trained; else of the one that is submitted; else of the one that is
    /// paused.
    private Optional<AgentSnapshot.Progress> progress(WorkMachine.Situation now) {
        return now.leases().stream()
                .filter(w -> rank(w) < NO_PROGRESS)
                .min(Comparator.comparingInt(AgentView::rank))
                .flatMap(this::progress);
    }

    private static int rank(Work work) {
        return switch (work) {
            case Work.Training _, Work.Stopping _ -> 0;
            case Work.Committing _, Work.Revealing _ -> 1;
            case Work.Trained _ -> 2;
            case Work.Paused _ -> 3;
            case Work.Fetching _, Work.Ready _, Work.Releasing _ -> NO_PROGRESS;
        };
    }

    private Optional<AgentSnapshot.Progress> progress(Work work) {
        return switch (work) {
            case Work.Training t -> Optional.of(progress(t, t.assignment(), Optional.empty()));
            case Work.Stopping s -> Optional.of(progress(s, s.assignment(), Optional.empty()));
            case Work.Trained t ->
                    Optional.of(progress(t, t.assignment(), Optional.of(t.update())));
            case Work.Committing c ->
                    Optional.of(progress(c, c.assignment(), Optional.of(c.update())));
            case Work.Revealing r ->
                    Optional.of(progress(r, r.assignment(), Optional.of(r.update())));
            case Work.Paused(var _, var begun) ->
                    Optional.of(progress(work, begun.assignment(), begun.partial()));
            case Work.Fetching _, Work.Ready _, Work.Releasing _ -> Optional.empty();
        };
    }

    private AgentSnapshot.Progress progress(
            Work work, Work.Assignment assignment, Optional<Work.Update> update) {
        var lease = work.lease();
        var running = live.filter(l -> l.lease().equals(lease.id()));
        var newest = running.flatMap(Live::newest);
        return new AgentSnapshot.Progress(
                lease.id(),
                lease.job(),
                assignment.title(),
                assignment.recipe(),
                lease.round(),
                update.map(Work.Update::steps).or(() -> newest.map(Training.Step::done)).orElse(0),
                assignment.steps(),
                update.map(Work.Update::lastLoss)
                        .or(() -> newest.map(Training.Step::loss))
                        .filter(_ -> lease.span().isEmpty()),
                running.map(Live::startedAt).orElse(lease.grantedAt()),
                lease.pay(),
                lease.span().isPresent());
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
        var fresh =
                new Ledger(
                        midnight,
                        records.results().earnings(),
                        today(midnight),
                        recent,
                        records.yields().summary(clock.instant()));
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

    /// With the training that runs and what was metered.
    private AgentSnapshot.Today live(
            AgentSnapshot.Today today, WorkMachine.Situation now, Optional<DayAccount> metered) {
        var running =
                live.filter(l -> now.lease(l.lease()).filter(Work::hasTheChild).isPresent())
                        .map(l -> Duration.between(l.startedAt(), clock.instant()));
        return new AgentSnapshot.Today(
                today.earned(),
                today.held(),
                today.accepted(),
                today.refused(),
                today.training().plus(running.orElse(Duration.ZERO)),
                metered.flatMap(DayAccount::kWh));
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
                                                g.watts(),
                                                g.id()))
                        .toList(),
                training.engine());
    }
}
