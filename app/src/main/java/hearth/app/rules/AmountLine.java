package hearth.app.rules;

import hearth.app.look.Rows;
import hearth.app.look.Switch;
import hearth.app.text.Speech;

import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Optional;

/// A rule that is one number, and may be switched off.
public final class AmountLine extends RuleLine {
    private final Switch control = new Switch();
    private AmountRule rule = AmountRule.GRAPHICS_AFTER;
    private @Nullable Parts parts;

    private record Parts(RulesFeed feed, Speech speech, RuleField field) {}

    public AmountRule getRule() {
        return rule;
    }

    public void setRule(AmountRule value) {
        rule = value;
        setId(value.key().replace('.', '-'));
    }

    @Override
    void build(RulesFeed feed, Speech speech) {
        head(rule.key(), rule.isFixed() ? Optional.empty() : Optional.of(control), speech);
        String before = speech.text(rule.key() + ".before");
        String unit = unit(rule.unit(), speech);
        var field =
                new RuleField(
                        speech.text(rule.key()) + ", " + before + " " + unit,
                        RuleField.NUMBER,
                        this::typed);
        parts = new Parts(feed, speech, field);
        field.setId(getId() + "-number");
        var number = new HBox(field, word(unit));
        number.getStyleClass().add("rule-numbers");
        var line = new FlowPane(word(before), number);
        line.getStyleClass().add("rule-amount");
        if (!rule.isFixed()) {
            Rows.showWhile(line, control.selectedProperty());
            whenTurned(control, this::turned);
        }
        getChildren().add(line);
    }

    static String unit(Unit unit, Speech speech) {
        return speech.text("unit." + unit.name().toLowerCase(Locale.ROOT));
    }

    private void turned(boolean on) {
        if (parts != null) {
            var initial = on ? Optional.of(rule.initial()) : Optional.<Double>empty();
            parts.feed()
                    .change(
                            book ->
                                    rule.read(book).isPresent() == on
                                            ? book
                                            : rule.write(book, initial));
        }
    }

    private void typed() {
        if (parts == null) {
            return;
        }
        var field = parts.field();
        switch (Typed.read(field.getText(), rule.least(), rule.most())) {
            case Typed.Amount(double value) -> {
                field.mark(false);
                complain("");
                parts.feed().change(book -> rule.write(book, Optional.of(value)));
                parts.feed().book().get().ifPresent(book -> settle(field, book));
            }
            case Typed.Nonsense(String key) -> {
                field.mark(true);
                complain(wrong(key, rule.least(), rule.most(), parts.speech()));
            }
        }
    }

    /// What is wrong with a number, and that nothing has changed.
    static String wrong(String key, double least, double most, Speech speech) {
        var locale = speech.words().locale();
        return speech.text(key, Typed.written(least, locale), Typed.written(most, locale));
    }

    private void settle(RuleField field, RuleBook book) {
        rule.read(book).ifPresent(value -> field.settle(written(value)));
    }

    private String written(double value) {
        return parts == null ? "" : Typed.written(value, parts.speech().words().locale());
    }

    @Override
    void show(RuleBook book) {
        var amount = rule.read(book);
        control.setSelected(amount.isPresent());
        if (parts != null) {
            var field = parts.field();
            amount.ifPresent(value -> field.show(written(value)));
            if (!field.isDirty()) {
                field.mark(false);
                complain("");
            }
        }
    }
}
