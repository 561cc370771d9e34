package hearth.app.earnings;

import hearth.app.text.Speech;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Wei;

import java.util.List;

/// What the results would pay that are being checked, ready to show. None of it is earned yet, and
/// no other sum has it.
///
/// @param note how many they are
record Checking(String sum, String note) {
    static final Checking UNKNOWN = new Checking("–", "");

    static Checking of(List<ResultView> results, Speech speech) {
        var open = results.stream().filter(r -> Verdict.of(r) == Verdict.CHECKING).toList();
        Wei sum = open.stream().map(ResultView::pay).reduce(Wei.ZERO, Wei::plus);
        return new Checking(
                speech.amounts().brief(sum), speech.text("earnings.checking.note", open.size()));
    }
}
