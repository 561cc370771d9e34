package hearth.app.wallet;

import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.app.wallet.WalletState.NodeWarning;

/// A node whose word was not taken, ready to show: which one, what is wrong, what it said.
record NodeRow(String address, String kind, String said) {
    private static final int LONGEST_ADDRESS = 80;
    private static final int LONGEST_ANSWER = 66;

    static NodeRow of(NodeWarning warning, Speech speech) {
        return new NodeRow(
                Words.plain(warning.address(), LONGEST_ADDRESS),
                speech.words()
                        .find("node." + warning.kind())
                        .orElseGet(() -> speech.text("node.other-answer")),
                speech.words()
                        .find("node." + warning.kind() + ".note")
                        .orElseGet(
                                () ->
                                        speech.text(
                                                "node.said",
                                                Words.plain(warning.about(), LONGEST_ANSWER),
                                                answer(warning.said()),
                                                answer(warning.others()))));
    }

    /// Without the zeros before a number.
    private static String answer(String raw) {
        return Words.plain(raw, LONGEST_ANSWER).replaceFirst("^0x0{8,}(?=[0-9a-f])", "0x…");
    }
}
