package hearth.coordinator.simulation;

import hearth.coordinator.Answer;
import hearth.coordinator.Coordinator;
import hearth.coordinator.Refusal;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.Heartbeat;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.Release;
import hearth.protocol.Receipt;
import hearth.protocol.Sha256;

import java.util.Optional;
import java.util.Set;

/// What a worker does, step by step: come, ask, train and say so, commit, send, ask again, go.
/// Each step is put into the world's queue together with the plan it belongs to; a plan that was
/// changed, as by a crash, leaves its steps behind.
final class WorkerLife {
    private static final long BEAT = 5 * Habits.MINUTE;
    private static final double CRASH = 0.05;
    private static final double LOST = 0.01;
    private static final double TWICE = 0.02;
    private static final double WRONG_CLOCK = 0.01;
    private static final double GIVES_BACK = 0.5;
    private static final double SENDS_PART = 0.3;

    private final Coordinator coordinator;
    private final World world;
    private final Habits habits;

    WorkerLife(Coordinator coordinator, World world, Habits habits) {
        this.coordinator = coordinator;
        this.world = world;
        this.habits = habits;
    }

    private void plan(Worker worker, long millis, Runnable step) {
        int plan = worker.plan;
        world.after(
                Math.max(1, millis),
                () -> {
                    if (worker.plan == plan) {
                        step.run();
                    }
                });
    }

    void comesOnline(Worker worker) {
        worker.changePlan();
        worker.onlineUntil = world.now() + habits.session();
        ask(worker);
    }

    private void goesAway(Worker worker) {
        worker.changePlan();
        worker.lease = Optional.empty();
        plan(worker, habits.away(world.now(), worker.zone), () -> comesOnline(worker));
    }

    private boolean isOver(Worker worker) {
        return world.now() >= worker.onlineUntil;
    }

    private void ask(Worker worker) {
        if (isOver(worker)) {
            goesAway(worker);
            return;
        }
        Set<LeaseId> holding = worker.lease.map(l -> Set.of(l.id())).orElseGet(Set::of);
        var reply =
                coordinator.lease(
                        worker.device,
                        new LeaseRequest(Set.of(StandInJob.RECIPE), holding, Optional.of("cuda")));
        boolean isLost = habits.chance(LOST);
        if (reply.lease().isEmpty() || isLost) {
            long pause = Math.max(30, reply.retryAfterSeconds()) * Habits.SECOND;
            plan(worker, pause + habits.upTo(pause), () -> ask(worker));
            return;
        }
        begin(worker, reply.lease().get());
    }

    private void begin(Worker worker, Lease lease) {
        worker.changePlan();
        worker.lease = Optional.of(lease);
        worker.steps = StandInJob.STEPS;
        long time = habits.training(worker.speed);
        long left = worker.onlineUntil - world.now();
        if (left < time) {
            plan(worker, left, () -> isInterrupted(worker, (double) left / time));
        } else if (habits.chance(CRASH)) {
            plan(worker, habits.upTo(time), () -> crashes(worker));
        } else {
            plan(worker, time, () -> commits(worker));
        }
        // A wrong clock says it is there when it is too late.
        long beat = habits.chance(WRONG_CLOCK) ? 3 * BEAT : BEAT;
        plan(worker, beat, () -> beats(worker, beat));
    }

    private void beats(Worker worker, long beat) {
        var lease = worker.lease.orElseThrow();
        switch (coordinator.heartbeat(worker.device, lease.id(), new Heartbeat(lease.token(), 1))) {
            case Answer.Done<?> _ -> plan(worker, beat, () -> beats(worker, beat));
            case Answer.Refused<?> _ -> startsOver(worker);
        }
    }

    private void startsOver(Worker worker) {
        worker.changePlan();
        worker.lease = Optional.empty();
        plan(worker, habits.upTo(Habits.MINUTE), () -> ask(worker));
    }

    /// The machine forgets what it did and is back after a while.
    private void crashes(Worker worker) {
        worker.changePlan();
        worker.lease = Optional.empty();
        plan(worker, habits.upTo(30 * Habits.MINUTE), () -> ask(worker));
    }

    /// Its owner sits down: some give back, some send what is done, some say nothing.
    private void isInterrupted(Worker worker, double done) {
        var lease = worker.lease.orElseThrow();
        int steps = (int) (done * StandInJob.STEPS);
        if (steps > 0 && habits.chance(SENDS_PART)) {
            worker.steps = steps;
            commits(worker);
            return;
        }
        if (habits.chance(GIVES_BACK)) {
            tell(coordinator.release(worker.device, lease.id(), new Release(lease.token())));
        }
        goesAway(worker);
    }

    private static void tell(Answer<?> answer) {
        switch (answer) {
            case Answer.Done<?> _ -> {}
            case Answer.Refused<?> refused -> require(refused.reason() != Refusal.BROKEN);
        }
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("the coordinator answered what it never should");
        }
    }

    private void commits(Worker worker) {
        var lease = worker.lease.orElseThrow();
        worker.update =
                StandInTraining.update(
                        world.manifest(lease),
                        lease,
                        worker.temper,
                        worker.number,
                        (double) worker.steps / StandInJob.STEPS);
        var commit =
                new Commit(
                        lease.token(),
                        Sha256.of(worker.update),
                        worker.update.length,
                        worker.steps,
                        5,
                        4);
        switch (coordinator.commit(worker.device, lease.id(), commit)) {
            case Answer.Refused<?> _ -> startsOver(worker);
            case Answer.Done<?> _ -> {
                worker.changePlan();
                plan(worker, habits.upload(worker.uplink), () -> submits(worker));
            }
        }
    }

    private void submits(Worker worker) {
        var lease = worker.lease.orElseThrow();
        var answer = submit(worker, lease);
        if (habits.chance(TWICE)) {
            require(same(answer, submit(worker, lease)));
        }
        worker.lease = Optional.empty();
        worker.update = new byte[0];
        worker.changePlan();
        ask(worker);
    }

    private Answer<Receipt> submit(Worker worker, Lease lease) {
        var answer = coordinator.submit(worker.device, lease.id(), lease.token(), worker.update);
        if (answer instanceof Answer.Done<Receipt>(var receipt)) {
            world.books().took(worker, receipt);
        }
        return answer;
    }

    private static boolean same(Answer<Receipt> one, Answer<Receipt> other) {
        return one.equals(other);
    }
}
