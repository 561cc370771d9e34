package hearth.app.cli;

import hearth.worker.AgentSnapshot;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// Writes down what the agent begins, why it waits and what became of its results: one line for
/// each change, none for a step.
final class ActivityLog implements Consumer<AgentSnapshot> {
    private static final System.Logger LOG = System.getLogger("hearth.agent");

    private @Nullable AgentSnapshot last;

    @Override
    public synchronized void accept(AgentSnapshot now) {
        var before = last;
        last = now;
        if (before == null) {
            LOG.log(Level.INFO, "agent {0} of {1}", now.version(), now.coordinator());
        }
        if (before == null || before.sharing() != now.sharing()) {
            LOG.log(Level.INFO, "sharing is {0}", now.sharing() ? "on" : "off");
        }
        if (before == null || !doing(before).equals(doing(now))) {
            LOG.log(Level.INFO, doing(now));
        }
        if (before != null && !before.problem().equals(now.problem())) {
            LOG.log(Level.WARNING, now.problem().map(ActivityLog::text).orElse("mended"));
        }
        long known = before == null ? newest(now) : newest(before);
        now.recent().reversed().stream()
                .filter(r -> r.sequence() > known)
                .forEach(
                        r ->
                                LOG.log(
                                        Level.INFO,
                                        "result of lease {0}: {1} {2}",
                                        r.lease().value(),
                                        r.state(),
                                        r.reason().orElse("")));
    }

    private static long newest(AgentSnapshot snapshot) {
        return snapshot.recent().stream().mapToLong(r -> r.sequence()).max().orElse(0);
    }

    private static String doing(AgentSnapshot s) {
        String work =
                s.progress()
                        .map(
                                p ->
                                        " lease %s of job %s, round %d"
                                                .formatted(
                                                        p.lease().value(),
                                                        p.job().value(),
                                                        p.round()))
                        .orElse("");
        String reason =
                Optional.of(s.reasons())
                        .filter(r -> !r.isEmpty())
                        .map(r -> ": " + text(r.getFirst()))
                        .orElse("");
        return s.activity().name().toLowerCase(Locale.ROOT) + work + reason;
    }

    private static String text(AgentSnapshot.Reason reason) {
        return (reason.id() + " " + reason.detail()).strip();
    }
}
