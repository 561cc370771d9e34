package hearth.coordinator.simulation;

import hearth.coordinator.compact.Timetable;

/// What a worker does, step by step: come, ask, train and say so, commit, send, ask again, go.
/// Each step is put into the timetable together with the plan it belongs to; a plan that was
/// changed, as by a crash, leaves its steps behind.
@SuppressWarnings("EnumOrdinal") // of places in arrays that live as long as the process
final class WorkerLife {
    private static final long BEAT = 5 * Habits.MINUTE;
    private static final double CRASH = 0.05;
    private static final double LOST = 0.01;
    private static final double TWICE = 0.02;
    private static final double WRONG_CLOCK = 0.01;
    private static final double GIVES_BACK = 0.5;
    private static final double SENDS_PART = 0.3;
    private static final int SHORTEST_PAUSE = 30;

    private static final int WORKER_BITS = 24;
    private static final int STEP_BITS = 4;
    private static final int PLAN_BITS = 20;
    private static final int PLANS = (1 << PLAN_BITS) - 1;
    private static final Step[] STEPS = Step.values();

    /// Most workers that a timetable can name.
    static final int MOST_WORKERS = 1 << WORKER_BITS;

    private enum Step {
        COME,
        ASK,
        BE_INTERRUPTED,
        CRASH,
        COMMIT,
        SUBMIT,
        BEAT,
        /// A wrong clock says it is there when it is too late.
        BEAT_LATE
    }

    private final Desk desk;
    private final Crowd crowd;
    private final Timetable timetable;
    private final Habits habits;
    private long now;

    WorkerLife(Desk desk, Crowd crowd, Timetable timetable, Habits habits) {
        this.desk = desk;
        this.crowd = crowd;
        this.timetable = timetable;
        this.habits = habits;
    }

    /// Everybody comes online at some time.
    void begin() {
        for (int worker = 0; worker < crowd.size; worker++) {
            plan(worker, crowd.onlineUntil[worker], Step.COME);
        }
    }

    private void plan(int worker, long millis, Step step) {
        long event =
                (((long) (crowd.plan[worker] & PLANS) << STEP_BITS) | step.ordinal()) << WORKER_BITS
                        | worker;
        timetable.add(now + Math.max(1, millis), event);
    }

    /// Takes the step of an event, unless the plan was changed since.
    void happens(long event, long time) {
        now = time;
        int worker = (int) event & (MOST_WORKERS - 1);
        int plan = (int) (event >>> (WORKER_BITS + STEP_BITS));
        if ((crowd.plan[worker] & PLANS) != plan) {
            return;
        }
        switch (STEPS[(int) (event >>> WORKER_BITS) & ((1 << STEP_BITS) - 1)]) {
            case COME -> comesOnline(worker);
            case ASK -> asks(worker);
            case BE_INTERRUPTED -> isInterrupted(worker);
            case CRASH -> crashes(worker);
            case COMMIT -> commits(worker);
            case SUBMIT -> submits(worker);
            case BEAT -> beats(worker, BEAT, Step.BEAT);
            case BEAT_LATE -> beats(worker, 3 * BEAT, Step.BEAT_LATE);
        }
    }

    private void changePlan(int worker) {
        crowd.plan[worker]++;
    }

    private void comesOnline(int worker) {
        changePlan(worker);
        crowd.onlineUntil[worker] = now + habits.session();
        asks(worker);
    }

    private void goesAway(int worker) {
        changePlan(worker);
        desk.forget(worker);
        plan(worker, habits.away(now, crowd.zone(worker)), Step.COME);
    }

    private void asks(int worker) {
        if (now >= crowd.onlineUntil[worker]) {
            goesAway(worker);
            return;
        }
        int wait = desk.ask(worker);
        boolean isLost = habits.chance(LOST);
        if (wait != Desk.GIVEN || isLost) {
            desk.forget(worker);
            long pause = Math.max(SHORTEST_PAUSE, wait) * Habits.SECOND;
            plan(worker, pause + habits.upTo(pause), Step.ASK);
            return;
        }
        begins(worker);
    }

    private void begins(int worker) {
        changePlan(worker);
        crowd.steps[worker] = StandInJob.STEPS;
        long time = habits.training(crowd.speed[worker]);
        long left = crowd.onlineUntil[worker] - now;
        if (left < time) {
            crowd.steps[worker] = (int) ((double) left / time * StandInJob.STEPS);
            plan(worker, left, Step.BE_INTERRUPTED);
        } else if (habits.chance(CRASH)) {
            plan(worker, habits.upTo(time), Step.CRASH);
        } else {
            plan(worker, time, Step.COMMIT);
        }
        if (habits.chance(WRONG_CLOCK)) {
            plan(worker, 3 * BEAT, Step.BEAT_LATE);
        } else {
            plan(worker, BEAT, Step.BEAT);
        }
    }

    private void beats(int worker, long pause, Step next) {
        if (desk.beat(worker)) {
            plan(worker, pause, next);
        } else {
            startsOver(worker);
        }
    }

    private void startsOver(int worker) {
        changePlan(worker);
        desk.forget(worker);
        plan(worker, habits.upTo(Habits.MINUTE), Step.ASK);
    }

    /// The machine forgets what it did and is back after a while.
    private void crashes(int worker) {
        changePlan(worker);
        desk.forget(worker);
        plan(worker, habits.upTo(30 * Habits.MINUTE), Step.ASK);
    }

    /// Its owner sits down: some give back, some send what is done, some say nothing.
    private void isInterrupted(int worker) {
        if (crowd.steps[worker] > 0 && habits.chance(SENDS_PART)) {
            commits(worker);
            return;
        }
        if (habits.chance(GIVES_BACK)) {
            desk.release(worker);
        }
        goesAway(worker);
    }

    private void commits(int worker) {
        switch (desk.commit(worker, crowd.steps[worker])) {
            case YES -> {
                changePlan(worker);
                plan(worker, habits.upload(crowd.uplink[worker]), Step.SUBMIT);
            }
            case NO -> startsOver(worker);
            case NOTHING -> plan(worker, habits.upTo(Habits.MINUTE), Step.COMMIT);
        }
    }

    private void submits(int worker) {
        boolean isSettled = desk.submit(worker) != Desk.Said.NOTHING;
        if (isSettled && habits.chance(TWICE)) {
            isSettled = desk.submit(worker) != Desk.Said.NOTHING;
        }
        if (!isSettled) {
            plan(worker, habits.upTo(Habits.MINUTE), Step.SUBMIT);
            return;
        }
        desk.forget(worker);
        changePlan(worker);
        asks(worker);
    }
}
