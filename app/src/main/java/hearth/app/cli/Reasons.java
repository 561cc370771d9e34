package hearth.app.cli;

import hearth.app.text.Words;
import hearth.worker.AgentSnapshot.Reason;

import java.util.Locale;

/// The agent's reasons in the same words as on the screen.
final class Reasons {
    private static final Words WORDS = new Words(Locale.getDefault());

    private Reasons() {}

    static String text(Reason reason) {
        return WORDS.reason(reason.id(), reason.detail()).text();
    }

    static String fix(Reason reason) {
        return WORDS.reason(reason.id(), reason.detail()).fix();
    }
}
