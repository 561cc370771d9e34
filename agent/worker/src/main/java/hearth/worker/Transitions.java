package hearth.worker;

import hearth.worker.WorkMachine.Situation;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/// Takes the agent from one situation to the next: asks [WorkMachine], writes that to the journal
/// and only then has it done. While the journal takes nothing, events wait in their
/// order and none is lost. Belongs to the agent's thread.
final class Transitions {
    private final WorkMachine machine;
    private final LeaseJournal journal;
    private final Consumer<WorkEffect> perform;
    private final LoopTrouble trouble;
    private final Clock clock;
    private final Listener listener;
    private final Deque<WorkEvent> unwritten = new ArrayDeque<>();
    private Situation situation = Situation.off();
    private boolean isResumed;

    interface Listener {
        /// An event was written down, and its effects are under way.
        void passed(Situation before, WorkEvent event, Situation after, Instant now);

        /// An effect that is about to begin.
        void beginning(WorkEffect.Train effect);
    }

    Transitions(
            AgentPace pace,
            LeaseJournal journal,
            Consumer<WorkEffect> perform,
            LoopTrouble trouble,
            Clock clock,
            Listener listener) {
        this.machine = new WorkMachine(pace);
        this.journal = journal;
        this.perform = perform;
        this.trouble = trouble;
        this.clock = clock;
        this.listener = listener;
    }

    Situation situation() {
        return situation;
    }

    boolean isResumed() {
        return isResumed;
    }

    /// Takes up what the journal holds; to be repeated until it has worked.
    void resume() {
        var leases = journal.resume();
        situation = new Situation(situation.intake(), leases, Optional.empty());
        var now = clock.instant();
        leases.stream().flatMap(work -> WorkEffect.toGoOn(work, now).stream()).forEach(perform);
        isResumed = true;
    }

    /// Now, or as soon as the journal takes it.
    void apply(WorkEvent event) {
        unwritten.add(event);
        write();
    }

    /// Writes what waits, unless it is too early to try again.
    void write() {
        while (!unwritten.isEmpty() && !trouble.isPausing()) {
            // An event that breaks the program is not tried twice.
            var event = unwritten.remove();
            if (!take(event)) {
                unwritten.addFirst(event);
            }
        }
    }

    /// For an event that is out of date if it does not happen now.
    ///
    /// @return whether it changed something
    boolean attempt(WorkEvent event) {
        var before = situation;
        return take(event) && !before.equals(situation);
    }

    boolean isUpToDate() {
        return unwritten.isEmpty();
    }

    /// Whether a training has ended and that could not be written down.
    boolean isStuck() {
        return unwritten.stream()
                .filter(WorkEvent.OfLease.class::isInstance)
                .flatMap(e -> situation.lease(((WorkEvent.OfLease) e).lease()).stream())
                .anyMatch(Work::hasTheChild);
    }

    /// Gives the machine back before that is written down, and even while nothing can be: a
    /// training that is found open after that goes on from its progress.
    void makeWay(Optional<Interruption> why) {
        situation.leases().stream()
                .filter(Work.Training.class::isInstance)
                .forEach(work -> perform.accept(new WorkEffect.Halt(work.id(), why)));
    }

    /// @return false if the journal did not take it; then nothing has changed
    private boolean take(WorkEvent event) {
        var now = clock.instant();
        var before = situation;
        var step = machine.next(before, event, now);
        var after = step.next();
        try {
            journal.record(before.leases(), event, after.leases(), now);
        } catch (AgentException e) {
            trouble.met(e);
            return false;
        }
        situation = after;
        for (var effect : step.effects()) {
            if (effect instanceof WorkEffect.Train train) {
                listener.beginning(train);
            }
            perform.accept(effect);
        }
        listener.passed(before, event, after, now);
        return true;
    }
}
