package hearth.app.rules;

import hearth.app.look.Switch;
import hearth.app.text.Speech;

import java.util.Optional;

/// A rule that is on or off.
public final class SwitchLine extends RuleLine {
    private final Switch control = new Switch();
    private SwitchRule rule = SwitchRule.FULLSCREEN;

    public SwitchRule getRule() {
        return rule;
    }

    public void setRule(SwitchRule value) {
        rule = value;
        setId(value.key().replace('.', '-'));
    }

    @Override
    void build(RulesFeed feed, Speech speech) {
        head(rule.key(), Optional.of(control), speech);
        whenTurned(control, on -> feed.change(book -> isShown(book, on) ? book : write(book, on)));
    }

    private boolean isShown(RuleBook book, boolean on) {
        return rule.read(book) == on;
    }

    private RuleBook write(RuleBook book, boolean on) {
        return rule.write(book, on);
    }

    @Override
    void show(RuleBook book) {
        control.setSelected(rule.read(book));
    }
}
