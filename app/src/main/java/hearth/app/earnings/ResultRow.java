package hearth.app.earnings;

import hearth.app.look.Tone;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.protocol.Messages.ResultView;

/// One result of this computer, ready to show.
public record ResultRow(
        ResultView result,
        String title,
        String round,
        String when,
        String amount,
        String state,
        Tone tone) {
    private static final int LONGEST_TITLE = 60;

    public static ResultRow of(ResultView result, Speech speech) {
        var verdict = Verdict.of(result);
        return new ResultRow(
                result,
                Words.plain(result.title(), LONGEST_TITLE),
                speech.text("result.round", result.round()),
                speech.times().brief(result.receivedAt()),
                verdict.isPaid() ? "+" + speech.amounts().brief(result.pay()) : "–",
                speech.text("verdict." + verdict.key() + ".badge"),
                verdict.tone());
    }
}
