package hearth.app.rules;

import hearth.protocol.SandboxGrade;
import hearth.worker.policy.RunRules;
import hearth.worker.policy.RunRules.Sense;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/// Rules that are being changed: every part as it was, until it is set. The one place on this side
/// that puts rules together, so that a change never loses a part that it does not name.
final class Draft {
    RunRules.Person person;
    RunRules.Others others;
    RunRules.Times times;
    RunRules.Money money;
    RunRules.Network network;
    RunRules.Limits limits;
    NavigableSet<String> cardsOff;
    NavigableSet<Sense> mustKnow;
    Optional<SandboxGrade> sandbox;
    NavigableSet<String> kindsOff;
    NavigableSet<String> programsFirst;
    private final RuleBook book;

    Draft(RuleBook book) {
        this.book = book;
        var rules = book.rules();
        person = rules.person();
        others = rules.others();
        times = rules.times();
        money = rules.money();
        network = rules.network();
        limits = rules.limits();
        cardsOff = new TreeSet<>(rules.cardsOff());
        mustKnow = new TreeSet<>(rules.mustKnow());
        sandbox = rules.sandbox();
        kindsOff = new TreeSet<>(rules.kindsOff());
        programsFirst = new TreeSet<>(rules.programsFirst());
    }

    RuleBook done() {
        return new RuleBook(
                new RunRules(
                        book.rules().version(),
                        person,
                        others,
                        times,
                        money,
                        network,
                        limits,
                        cardsOff,
                        mustKnow,
                        sandbox,
                        kindsOff,
                        programsFirst),
                book.transfers());
    }
}
