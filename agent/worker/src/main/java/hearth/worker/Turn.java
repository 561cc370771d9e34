package hearth.worker;

import hearth.worker.AgentSnapshot.Reason;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What follows for a lease.
///
/// @param next empty if the lease has ended
/// @param problem that came up
/// @param pause until when no new lease should be asked for, and why
record Turn(
        Optional<Work> next,
        List<WorkEffect> effects,
        Optional<Reason> problem,
        Optional<Intake.Waiting> pause) {
    Turn {
        effects = List.copyOf(effects);
    }

    static Turn to(Work next, WorkEffect... effects) {
        return new Turn(Optional.of(next), List.of(effects), Optional.empty(), Optional.empty());
    }

    static Turn end(WorkEffect... effects) {
        return new Turn(Optional.empty(), List.of(effects), Optional.empty(), Optional.empty());
    }

    Turn because(Reason raised) {
        return new Turn(next, effects, Optional.of(raised), pause);
    }

    Turn until(Intake.Waiting wanted) {
        return new Turn(next, effects, problem, Optional.of(wanted));
    }

    Turn first(WorkEffect effect) {
        var all = Stream.concat(Stream.of(effect), effects.stream()).toList();
        return new Turn(next, all, problem, pause);
    }
}
