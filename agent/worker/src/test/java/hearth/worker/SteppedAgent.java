package hearth.worker;

import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages;
import hearth.protocol.Receipt;
import hearth.protocol.Safetensors;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.WorkMachine.Situation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// An agent without threads: the state machine, journal, errands, files and requests of the real
/// one, one effect after the other in an order that a seed decides. Time moves only when nothing
/// else can happen.
final class SteppedAgent implements AutoCloseable {
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final SecureRandom KEYS = new SecureRandom();
    private static final int BEAT_PERCENT = 6;
    private static final int OWNER_PERCENT = 5;

    private final CrashWorld world;
    private final AgentRecords records;
    private final CoordinatorClient coordinator;
    private final LeaseErrands errands;
    private final TrainingSession session;
    private final Transitions transitions;
    private final LoopTrouble trouble;
    private final Faults faults;
    private final Scripted training;
    private final Map<LeaseId, Training.Order> fetched = new HashMap<>();
    private final List<WorkEffect.Activity> pending = new ArrayList<>();

    /// Answers to requests that were given up meanwhile.
    private final Deque<WorkEvent> late = new ArrayDeque<>();
    private final Set<LeaseId> halted = new HashSet<>();
    private final List<Work> found;
    private boolean isBound;
    private boolean isSharing;
    private int pausedFor;
    private int interruptions;

    /// @param home watched
    /// @param interruptions times that the owner comes between
    static SteppedAgent open(Path home, CrashWorld world, int interruptions) {
        var folders = new AgentHome(DurableFile.folder(home));
        var records = AgentRecords.open(folders.journal(), world.clock());
        try {
            return new SteppedAgent(home, world, interruptions, folders, records);
        } catch (RuntimeException sickDisk) {
            records.file().close();
            throw sickDisk;
        }
    }

    private SteppedAgent(
            Path home,
            CrashWorld world,
            int interruptions,
            AgentHome folders,
            AgentRecords records) {
        this.world = world;
        this.interruptions = interruptions;
        this.records = records;
        var key = DeviceKeyFile.open(folders.deviceKey(), KEYS);
        coordinator =
                new CoordinatorClient(
                        URI.create("http://localhost"),
                        key,
                        "den",
                        records.settings(),
                        world.clock(),
                        new Exchange(
                                new DirectHttp(world.coordinator(), world::happens),
                                Duration.ofSeconds(30),
                                records.traffic()));
        var transfers =
                new Transfers(coordinator, records.traffic(), world.clock(), new TransferBoard());
        var updates = new HashedFiles(folders.updates());
        errands =
                new LeaseErrands(
                        coordinator,
                        new LeaseInputs(
                                transfers,
                                new HashedFiles(folders.cache()),
                                new Allowance(records.settings(), records.traffic(), home),
                                records.leases()::inputs),
                        new LeaseErrands.Updates(updates, transfers, _ -> Optional.empty()),
                        new LeaseErrands.Unwanted(
                                lease ->
                                        records.leases()
                                                .isStruck(
                                                        lease.job(),
                                                        world.clock().instant().minusSeconds(1)),
                                Set::of),
                        world.random());
        training = new Scripted(WatchedFiles.real(home).resolve("training"));
        var residuals = new Residuals(records.file(), new HashedFiles(folders.residuals()));
        session =
                new TrainingSession(
                        training, updates, residuals, records.leases(), records.parts());
        session.tidy();
        isBound = records.settings().payout().isPresent();
        isSharing = records.settings().isSharing();
        faults = new Faults(home);
        trouble =
                new LoopTrouble(
                        faults,
                        AgentFixture.FAST,
                        new AgentPorts(
                                training, AgentFixture.MACHINE, world.clock(), world.random()),
                        _ -> {});
        transitions =
                new Transitions(
                        AgentFixture.FAST,
                        records.leases(),
                        this::perform,
                        trouble,
                        world.clock(),
                        new Unheard());
        transitions.resume();
        found = situation().leases();
    }

    private Situation situation() {
        return transitions.situation();
    }

    /// The leases with which it began.
    List<Work> found() {
        return found;
    }

    List<Receipt> receipts() {
        return records.leases().receipts();
    }

    /// Does one thing.
    ///
    /// @return whether something is left to do
    boolean step() {
        if (!isBound) {
            bind();
            return true;
        }
        if (!late.isEmpty()) {
            apply(late.remove());
            return true;
        }
        int dice = world.random().nextInt(100);
        if (dice < BEAT_PERCENT) {
            beat();
        } else if (dice < BEAT_PERCENT + OWNER_PERCENT && interruptions > 0) {
            interruptions--;
            ownerComes();
        }
        if (trouble.isPausing()) {
            world.clock().reach(trouble.until());
        }
        transitions.write();
        if (!transitions.isUpToDate()) {
            return true;
        }
        permit();
        return next();
    }

    private void bind() {
        if (coordinator.bindPayout(AgentFixture.binding()) instanceof Outcome.Ok<byte[]>) {
            records.settings().payout(AgentFixture.binding().payout());
            share(true);
            isBound = true;
        }
    }

    private void share(boolean on) {
        records.settings().share(on);
        isSharing = on;
    }

    private void ownerComes() {
        switch (world.random().nextInt(3)) {
            case 0 -> apply(new WorkEvent.FinishNow());
            case 1 -> share(false);
            default -> pausedFor = 1 + world.random().nextInt(6);
        }
    }

    private void permit() {
        if (!isSharing) {
            apply(
                    new WorkEvent.Forbidden(
                            List.of(new Reason(WorkEvent.Forbidden.SHARING_OFF, ""))));
            if (world.random().nextInt(4) == 0) {
                share(true);
            }
        } else if (pausedFor > 0) {
            pausedFor--;
            apply(new WorkEvent.Forbidden(List.of(new Reason("in-use", ""))));
        } else {
            apply(new WorkEvent.Allowed(true, true));
        }
    }

    private boolean next() {
        if (pending.isEmpty()) {
            return !isIdle();
        }
        var now = world.clock().instant();
        var due = pending.stream().filter(a -> !a.at().isAfter(now)).toList();
        if (due.isEmpty()) {
            world.clock()
                    .reach(
                            pending.stream()
                                    .map(WorkEffect.Activity::at)
                                    .min(Comparator.naturalOrder())
                                    .orElseThrow());
            return true;
        }
        var activity = due.get(world.random().nextInt(due.size()));
        pending.remove(activity);
        answer(activity).ifPresent(this::apply);
        return true;
    }

    /// Nothing is open and the coordinator has said that there is no more.
    private boolean isIdle() {
        if (situation().leases().isEmpty()
                && situation().intake() instanceof Intake.Waiting(var reasons, var _, int _)
                && reasons.equals(List.of(new Reason("no-work", "")))) {
            return true;
        }
        if (situation().intake() instanceof Intake.Waiting(var _, var until, int _)) {
            world.clock().reach(until);
        }
        return false;
    }

    private Optional<WorkEvent> answer(WorkEffect.Activity activity) {
        try {
            return Optional.of(
                    switch (activity) {
                        case WorkEffect.Ask ask ->
                                errands.ask(training.recipes(), ask.holding(), training.engine());
                        case WorkEffect.Fetch(Lease lease, var _) -> {
                            var fetch = errands.fetch(lease);
                            fetch.order().ifPresent(order -> fetched.put(lease.id(), order));
                            yield fetch.event();
                        }
                        case WorkEffect.Train train -> {
                            var event = train(train);
                            if (event.isEmpty()) {
                                yield new WorkEvent.HalfDone(train.lease().id());
                            }
                            yield event.get();
                        }
                        case WorkEffect.Commit(Lease lease, var update, var _) ->
                                errands.commit(lease, update);
                        case WorkEffect.Reveal(Lease lease, var update, var _) ->
                                errands.reveal(lease, update);
                        case WorkEffect.Release(Lease lease, var _) -> errands.release(lease);
                    });
        } catch (UncheckedIOException | AgentException sickDisk) {
            var mishap =
                    new WorkEvent.Mishap(
                            faults.reason(sickDisk), Optional.empty(), world.random().nextDouble());
            return Optional.of(
                    activity instanceof WorkEffect.OfLease of
                            ? new WorkEvent.Faulted(of.lease().id(), mishap)
                            : new WorkEvent.AskFailed(mishap));
        }
    }

    /// @return nothing when the training has come half its way and goes on
    private Optional<WorkEvent> train(WorkEffect.Train effect) {
        var lease = effect.lease();
        var inputs = fetched.get(lease.id());
        if (inputs == null) {
            return Optional.of(
                    new WorkEvent.JobFailed(lease.id(), new Reason("job-unusable", "inputs")));
        }
        boolean isHalted = halted.contains(lease.id());
        boolean isHalfDone =
                situation()
                        .lease(lease.id())
                        .filter(w -> w instanceof Work.Training t && t.isHalfDone())
                        .isPresent();
        world.happens("trains " + lease.id());
        if (!isHalted && !isHalfDone) {
            pending.add(effect);
            return Optional.empty();
        }
        training.steps = isHalted ? world.random().nextInt(Examples.STEPS + 1) : Examples.STEPS;
        var event = session.run(inputs, () -> isHalted, new Unheard());
        world.happens("trained " + lease.id());
        return Optional.of(event);
    }

    private void beat() {
        for (var work : situation().leases()) {
            if (work instanceof Work.Releasing) {
                continue;
            }
            switch (coordinator.heartbeat(work.lease(), 1)) {
                case Outcome.Ok<Messages.HeartbeatReply>(var reply) ->
                        apply(new WorkEvent.Extended(work.id(), reply.expiresAt()));
                case Outcome.Refused<Messages.HeartbeatReply>(String problem, int _) ->
                        apply(new WorkEvent.NotLive(work.id(), problem));
                case Outcome.Unreachable<Messages.HeartbeatReply> _ -> {}
            }
        }
    }

    private void apply(WorkEvent event) {
        transitions.apply(event);
    }

    private void perform(WorkEffect effect) {
        switch (effect) {
            case WorkEffect.OfLease of -> {
                cancel(of.lease().id());
                pending.add(of);
            }
            case WorkEffect.Ask ask -> {
                pending.removeIf(WorkEffect.Ask.class::isInstance);
                pending.add(ask);
            }
            case WorkEffect.Cancel(LeaseId lease) -> {
                cancel(lease);
                fetched.remove(lease);
            }
            case WorkEffect.CancelAsk() -> cancelAsk();
            case WorkEffect.Halt(LeaseId lease, var _) -> halted.add(lease);
            case WorkEffect.Rest() -> {}
            case WorkEffect.Forget _ -> session.tidy();
            case WorkEffect.GiveBack(Lease lease) -> errands.release(lease);
        }
    }

    /// What was on its way may have been done all the same; nobody hears of it.
    private void cancel(LeaseId lease) {
        halted.remove(lease);
        for (var activity : List.copyOf(pending)) {
            if (activity instanceof WorkEffect.OfLease of && of.lease().id().equals(lease)) {
                pending.remove(activity);
                if (!(activity instanceof WorkEffect.Train) && world.random().nextBoolean()) {
                    var unheard = answer(activity);
                    assert unheard.isPresent();
                }
            }
        }
    }

    private void cancelAsk() {
        for (var activity : List.copyOf(pending)) {
            if (activity instanceof WorkEffect.Ask ask) {
                pending.remove(activity);
                if (world.random().nextBoolean()) {
                    answer(ask).filter(WorkEvent.Granted.class::isInstance).ifPresent(late::add);
                }
            }
        }
    }

    @Override
    public void close() {
        coordinator.close();
        records.close();
    }

    private static final class Unheard implements Transitions.Listener, Workshop.Listener {
        @Override
        public void gaveBack(Yield how) {}

        @Override
        public void passed(Situation before, WorkEvent event, Situation after, Instant now) {}

        @Override
        public void beginning(WorkEffect.Train effect) {}

        @Override
        public void happened(WorkEvent event) {}

        @Override
        public void stepped(Lease lease, Training.Step step) {}

        @Override
        public void broke(Optional<LeaseId> lease, Throwable failure) {}

        @Override
        public void stumbled(Throwable failure) {}
    }

    /// Gives another difference each time, so that an update that was trained twice is seen.
    private static final class Scripted implements Training {
        private final Path folder;
        private int steps;

        Scripted(Path folder) {
            this.folder = folder;
        }

        @Override
        public Set<String> recipes() {
            return Set.of("gpt");
        }

        @Override
        public String engine() {
            return "scripted";
        }

        @Override
        public Outcome train(Order order, Consumer<Step> onStep) {
            if (steps == 0) {
                return new Outcome.Stopped();
            }
            onStep.accept(new Step(steps, 1));
            int run = RUNS.incrementAndGet();
            var values = new HashMap<String, float[]>();
            for (var spec : order.manifest().parameters()) {
                var v = new float[(int) spec.elements()];
                v[0] = run;
                v[v.length - 1] = -1;
                values.put(spec.name(), v);
            }
            try {
                Files.createDirectories(folder);
                var delta = folder.resolve("delta");
                Files.deleteIfExists(delta);
                Safetensors.writeFloats(delta, order.manifest().parameters(), values);
                return new Outcome.Done(delta, steps, 4f, 4f / steps, Duration.ofSeconds(90));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {}

        @Override
        public void close() {}
    }
}
