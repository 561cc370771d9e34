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
        var rules = book.rules();
        var times = rules.times();
        return switch (this) {
            case RUN -> with(book, hours, times.doNotDisturb(), times.quiet());
            case DO_NOT_DISTURB -> with(book, times.run(), hours, times.quiet());
            case QUIET -> with(book, times.run(), times.doNotDisturb(), hours);
            case NETWORK ->
                    book.with(
                            with(
                                    rules,
                                    times,
                                    new RunRules.Network(rules.network().meteredAllowed(), hours)));
        };
    }

    private static RuleBook with(
            RuleBook book, WeekHours run, WeekHours doNotDisturb, WeekHours quiet) {
        return book.with(
                with(
                        book.rules(),
                        new RunRules.Times(run, doNotDisturb, quiet),
                        book.rules().network()));
    }

    private static RunRules with(RunRules rules, RunRules.Times times, RunRules.Network network) {
        return new RunRules(
                rules.version(),
                rules.person(),
                rules.others(),
                times,
                rules.money(),
                network,
                rules.limits(),
                rules.cardsOff(),
                rules.mustKnow());
    }
}
