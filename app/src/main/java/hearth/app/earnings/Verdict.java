package hearth.app.earnings;

import hearth.app.look.Tone;
import hearth.protocol.Messages.ResultView;

/// Where a result stands, in the owner's terms.
public enum Verdict {
    CHECKING("checking", Tone.WARN, false),
    HELD("held", Tone.INFO, true),
    RELEASED("released", Tone.GOOD, true),
    REFUSED("refused", Tone.BAD, false),
    LATE("late", Tone.NEUTRAL, false),
    SLASHED("slashed", Tone.BAD, false);

    private final String key;
    private final Tone tone;
    private final boolean paid;

    Verdict(String key, Tone tone, boolean paid) {
        this.key = key;
        this.tone = tone;
        this.paid = paid;
    }

    /// From the ledger where it has an entry, otherwise from the state of the result.
    public static Verdict of(ResultView result) {
        return switch (result.ledger().orElse("")) {
            case "HELD" -> HELD;
            case "RELEASED" -> RELEASED;
            case "SLASHED" -> SLASHED;
            default ->
                    switch (result.state()) {
                        case "FINAL_BAD" -> REFUSED;
                        case "LATE" -> LATE;
                        default -> CHECKING;
                    };
        };
    }

    public String key() {
        return key;
    }

    public Tone tone() {
        return tone;
    }

    /// Whether the amount is earned: held or released.
    public boolean isPaid() {
        return paid;
    }
}
