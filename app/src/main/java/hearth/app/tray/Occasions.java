package hearth.app.tray;

import hearth.app.settings.Occasion;
import hearth.protocol.Wei;
import hearth.worker.AgentSnapshot;
import hearth.worker.AgentSnapshot.Reason;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds what is worth a note in one snapshot after the other. Whatever was so when the agent came
/// up is no news. One thread.
final class Occasions {
    private static final Duration LONG = Duration.ofMinutes(30);
    private static final Duration SELDOM = Duration.ofDays(1);

    /// @param amount that was earned or released; zero for a problem
    /// @param problem what is wrong, for a problem
    record Event(Occasion occasion, Wei amount, Optional<Reason> problem) {}

    private @Nullable AgentSnapshot before;
    private boolean earned;
    private Instant released = Instant.MIN;
    private Optional<Reason> problem = Optional.empty();
    private Instant since = Instant.MAX;
    private boolean told;

    /// @param earned whether the first earning was told on an earlier day
    Occasions(boolean earned) {
        this.earned = earned;
    }

    List<Event> next(AgentSnapshot now) {
        var events = new ArrayList<Event>();
        var last = before;
        before = now;
        var sums = now.earnings();
        if (!earned && last != null && last.earnings().acceptedResults() == 0) {
            if (sums.acceptedResults() > 0 && !sums.earned().isZero()) {
                earned = true;
                events.add(new Event(Occasion.FIRST_EARNING, sums.earned(), Optional.empty()));
            }
        }
        if (last != null
                && last.earnings().acceptedResults() > 0
                && sums.released().compareTo(last.earnings().released()) > 0
                && !released.isAfter(now.at().minus(SELDOM))) {
            released = now.at();
            events.add(new Event(Occasion.RELEASED, sums.released(), Optional.empty()));
        }
        lasting(now).ifPresent(events::add);
        return events;
    }

    private Optional<Event> lasting(AgentSnapshot now) {
        var id = now.problem().map(Reason::id);
        if (!id.equals(problem.map(Reason::id))) {
            since = now.at();
            told = false;
        }
        problem = now.problem();
        if (told || problem.isEmpty() || since.plus(LONG).isAfter(now.at())) {
            return Optional.empty();
        }
        told = true;
        return Optional.of(new Event(Occasion.PROBLEM, Wei.ZERO, problem));
    }
}
