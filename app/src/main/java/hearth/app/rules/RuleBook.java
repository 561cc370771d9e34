package hearth.app.rules;

import hearth.protocol.SandboxGrade;
import hearth.worker.TransferLimits;
import hearth.worker.policy.RunRules;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/// Everything that the owner lets the agent do: when it runs, and what it may use of line and disk.
public record RuleBook(RunRules rules, TransferLimits transfers) {
    /// What holds until the owner says otherwise.
    public static final RuleBook USUAL = new RuleBook(RunRules.USUAL, TransferLimits.standard());

    RuleBook with(TransferLimits changed) {
        return new RuleBook(rules, changed);
    }

    /// Allows or forbids a graphics card.
    ///
    /// @param card id
    public RuleBook withCard(String card, boolean on) {
        var draft = new Draft(this);
        boolean _ = on ? draft.cardsOff.remove(card) : draft.cardsOff.add(card);
        return draft.done();
    }

    /// Asks for a sandbox of that grade or better around each training.
    ///
    /// @param weakest C for any
    public RuleBook withSandbox(SandboxGrade weakest) {
        var draft = new Draft(this);
        draft.sandbox = Optional.of(weakest).filter(grade -> grade != SandboxGrade.C);
        return draft.done();
    }

    /// The weakest grade of the sandbox in which anything is trained.
    public SandboxGrade sandbox() {
        return rules.sandbox().orElse(SandboxGrade.C);
    }

    /// Nothing works while one of these programs runs.
    ///
    /// @throws IllegalArgumentException if a name is none, or there are too many
    public RuleBook withPrograms(Collection<String> first) {
        var draft = new Draft(this);
        draft.programsFirst = new TreeSet<>(first);
        return draft.done();
    }

    /// Whether Hearth may use a graphics card.
    public boolean uses(String card) {
        return !rules.cardsOff().contains(card);
    }
}
