package hearth.app.rules;

import hearth.app.look.Rows;
import hearth.app.look.Switch;
import hearth.app.text.Speech;
import hearth.worker.policy.Limit;

import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// A limit: where work stops, where it goes on, and whether it holds at all.
public final class LimitLine extends RuleLine {
    private final Switch control = new Switch();
    private LimitRule rule = LimitRule.CARD_TEMPERATURE;
    private @Nullable Parts parts;

    private record Parts(RulesFeed feed, Speech speech, RuleField stop, RuleField resume) {
        void settle(String stopText, String resumeText) {
            stop.settle(stopText);
            resume.settle(resumeText);
        }
    }

    public LimitRule getRule() {
        return rule;
    }

    public void setRule(LimitRule value) {
        rule = value;
        setId(value.key().replace('.', '-'));
    }

    @Override
    void build(RulesFeed feed, Speech speech) {
        head(rule.key(), Optional.of(control), speech);
        String stops = speech.text(rule.isCeiling() ? "limit.stops.above" : "limit.stops.below");
        String goesOn =
                speech.text(rule.isCeiling() ? "limit.resumes.below" : "limit.resumes.above");
        String unit = AmountLine.unit(rule.unit(), speech);
        String title = speech.text(rule.key());
        var stop = new RuleField(title + ", " + stops + " " + unit, RuleField.NUMBER, this::typed);
        var resume =
                new RuleField(title + ", " + goesOn + " " + unit, RuleField.NUMBER, this::typed);
        stop.setId(getId() + "-stop");
        resume.setId(getId() + "-resume");
        parts = new Parts(feed, speech, stop, resume);
        var line = new FlowPane(part(stops, stop, unit), part(goesOn, resume, unit));
        line.getStyleClass().add("rule-limits");
        Rows.showWhile(line, control.selectedProperty());
        getChildren().add(line);
        whenTurned(control, this::turned);
    }

    private static HBox part(String before, RuleField field, String unit) {
        var part = new HBox(word(before), field, word(unit));
        part.getStyleClass().add("rule-numbers");
        return part;
    }

    private void turned(boolean on) {
        if (parts != null) {
            var initial = on ? Optional.of(rule.initial()) : Optional.<Limit>empty();
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
        var stop = Typed.read(parts.stop().getText(), rule.least(), rule.most());
        var resume = Typed.read(parts.resume().getText(), rule.least(), rule.most());
        parts.stop().mark(stop instanceof Typed.Nonsense);
        parts.resume().mark(resume instanceof Typed.Nonsense);
        if (stop instanceof Typed.Nonsense(String key)) {
            complain(AmountLine.wrong(key, rule.least(), rule.most(), parts.speech()));
        } else if (resume instanceof Typed.Nonsense(String key)) {
            complain(AmountLine.wrong(key, rule.least(), rule.most(), parts.speech()));
        } else if (stop instanceof Typed.Amount(double s)
                && resume instanceof Typed.Amount(double r)) {
            typed(parts, s, r);
        }
    }

    private void typed(Parts shown, double stop, double resume) {
        boolean inOrder = rule.isCeiling() ? resume < stop : resume > stop;
        shown.resume().mark(!inOrder);
        if (!inOrder) {
            complain(
                    shown.speech()
                            .text(rule.isCeiling() ? "limit.wrong.above" : "limit.wrong.below"));
            return;
        }
        complain("");
        var unit = rule.unit();
        var limit = new Limit(unit.stored(stop), unit.stored(resume));
        shown.feed().change(book -> rule.write(book, Optional.of(limit)));
        shown.settle(written(limit.stop()), written(limit.resume()));
    }

    private String written(double stored) {
        return parts == null
                ? ""
                : Typed.written(rule.unit().shown(stored), parts.speech().words().locale());
    }

    @Override
    void show(RuleBook book) {
        var limit = rule.read(book);
        control.setSelected(limit.isPresent());
        if (parts != null && limit.isPresent()) {
            parts.stop().show(written(limit.get().stop()));
            parts.resume().show(written(limit.get().resume()));
            if (!parts.stop().isDirty() && !parts.resume().isDirty()) {
                parts.stop().mark(false);
                parts.resume().mark(false);
                complain("");
            }
        }
    }
}
