package hearth.app.earnings;

import hearth.app.text.Speech;
import hearth.protocol.AppealGrounds.Standing;

/// What an owner is told of the appeal of one result.
///
/// @param text empty where there is none and none would be heard
record AppealWords(Standing standing, String text) {
    static AppealWords of(Standing standing, Speech speech) {
        return new AppealWords(
                standing,
                switch (standing) {
                    case NONE -> "";
                    case POSSIBLE -> speech.text("appeal.possible");
                    case WAITING -> speech.text("appeal.waiting");
                    case UPHELD -> speech.text("appeal.upheld");
                    case DISMISSED -> speech.text("appeal.dismissed");
                    case NOT_REPEATED -> speech.text("appeal.not-repeated");
                });
    }

    boolean isPossible() {
        return standing == Standing.POSSIBLE;
    }
}
