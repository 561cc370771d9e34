package hearth.app.rules;

import hearth.worker.policy.RunRules;
import hearth.worker.policy.WeekHours;

import java.util.Locale;

/// The rules that are hours of the week.
public enum HoursRule {
    RUN,
    DO_NOT_DISTURB,
    QUIET,
    NETWORK;

    String key() {
        return "hours." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public WeekHours read(RuleBook book) {
        var times = book.rules().times();
        return switch (this) {
            case RUN -> times.run();
            case DO_NOT_DISTURB -> times.doNotDisturb();
            case QUIET -> times.quiet();
            case NETWORK -> book.rules().network().hours();
        };
    }

    RuleBook write(RuleBook book, WeekHours hours) {
        var draft = new Draft(book);
        var times = draft.times;
        switch (this) {
            case RUN ->
                    draft.times = new RunRules.Times(hours, times.doNotDisturb(), times.quiet());
            case DO_NOT_DISTURB ->
                    draft.times = new RunRules.Times(times.run(), hours, times.quiet());
            case QUIET ->
                    draft.times = new RunRules.Times(times.run(), times.doNotDisturb(), hours);
            case NETWORK ->
                    draft.network = new RunRules.Network(draft.network.meteredAllowed(), hours);
        }
        return draft.done();
    }
}
