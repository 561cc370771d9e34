package hearth.app.rules;

import hearth.worker.policy.RunRules;
import hearth.worker.policy.RunRules.Sense;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;

/// The rules that are on or off.
public enum SwitchRule {
    LOCKED_IS_AWAY,
    FULLSCREEN,
    VIDEO,
    STOP_AT_A_LOSS,
    METERED,
    KNOW_IDLE,
    KNOW_FULLSCREEN,
    KNOW_VIDEO,
    KNOW_CARD_TEMPERATURE,
    KNOW_METERED,
    KIND_GPT("gpt"),
    KIND_LORA("lora"),
    KIND_CNN("cnn"),
    KIND_MLP("mlp");

    private final Optional<String> kind;

    SwitchRule() {
        kind = Optional.empty();
    }

    /// @param kind recipe that is welcome while this is on
    SwitchRule(String kind) {
        this.kind = Optional.of(kind);
    }

    String key() {
        return "rule." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public boolean read(RuleBook book) {
        var rules = book.rules();
        return switch (this) {
            case LOCKED_IS_AWAY -> rules.person().lockedIsAway();
            case FULLSCREEN -> rules.person().fullscreenStops();
            case VIDEO -> rules.person().videoStops();
            case STOP_AT_A_LOSS -> rules.money().stopAtALoss();
            case METERED -> rules.network().meteredAllowed();
            case KNOW_IDLE -> rules.mustKnow().contains(Sense.IDLE);
            case KNOW_FULLSCREEN -> rules.mustKnow().contains(Sense.FULLSCREEN);
            case KNOW_VIDEO -> rules.mustKnow().contains(Sense.VIDEO);
            case KNOW_CARD_TEMPERATURE -> rules.mustKnow().contains(Sense.CARD_TEMPERATURE);
            case KNOW_METERED -> rules.mustKnow().contains(Sense.METERED);
            case KIND_GPT, KIND_LORA, KIND_CNN, KIND_MLP ->
                    !rules.kindsOff().contains(kind.orElseThrow());
        };
    }

    public RuleBook write(RuleBook book, boolean on) {
        var marked = EnumSet.noneOf(SwitchRule.class);
        for (SwitchRule rule : values()) {
            if (rule == this ? on : rule.read(book)) {
                marked.add(rule);
            }
        }
        return with(book, marked);
    }

    private static RuleBook with(RuleBook book, EnumSet<SwitchRule> on) {
        var draft = new Draft(book);
        draft.mustKnow.clear();
        for (Sense sense : Sense.values()) {
            if (on.contains(valueOf("KNOW_" + sense.name()))) {
                draft.mustKnow.add(sense);
            }
        }
        for (SwitchRule rule : values()) {
            rule.kind.ifPresent(
                    kind -> {
                        boolean _ =
                                on.contains(rule)
                                        ? draft.kindsOff.remove(kind)
                                        : draft.kindsOff.add(kind);
                    });
        }
        draft.person =
                new RunRules.Person(
                        draft.person.graphicsAfter(),
                        draft.person.processorAfter(),
                        on.contains(LOCKED_IS_AWAY),
                        on.contains(FULLSCREEN),
                        on.contains(VIDEO));
        draft.money = new RunRules.Money(draft.money.batteryAbove(), on.contains(STOP_AT_A_LOSS));
        draft.network = new RunRules.Network(on.contains(METERED), draft.network.hours());
        return draft.done();
    }
}
