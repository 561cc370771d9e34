package hearth.app.rules;

import hearth.worker.TransferLimits;
import hearth.worker.policy.RunRules;

import java.util.NavigableSet;
import java.util.TreeSet;

/// Everything that the owner lets the agent do: when it runs, and what it may use of line and disk.
public record RuleBook(RunRules rules, TransferLimits transfers) {
    /// What holds until the owner says otherwise.
    public static final RuleBook USUAL = new RuleBook(RunRules.USUAL, TransferLimits.standard());

    RuleBook with(RunRules changed) {
        return new RuleBook(changed, transfers);
    }

    RuleBook with(TransferLimits changed) {
        return new RuleBook(rules, changed);
    }

    /// Allows or forbids a graphics card.
    ///
    /// @param card id
    public RuleBook withCard(String card, boolean on) {
        NavigableSet<String> off = new TreeSet<>(rules.cardsOff());
        boolean _ = on ? off.remove(card) : off.add(card);
        return with(
                new RunRules(
                        rules.version(),
                        rules.person(),
                        rules.others(),
                        rules.times(),
                        rules.money(),
                        rules.network(),
                        rules.limits(),
                        off,
                        rules.mustKnow()));
    }

    /// Whether Hearth may use a graphics card.
    public boolean uses(String card) {
        return !rules.cardsOff().contains(card);
    }
}
