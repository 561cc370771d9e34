package hearth.app.wallet;

import hearth.app.look.Tone;
import hearth.app.text.Speech;
import hearth.protocol.Wei;

/// A payment that waits for its sender's word, in words.
///
/// @param to EIP-55
/// @param sentence what would happen, the amount with every digit
/// @param grouped the whole address, to be compared
/// @param advice what to look at before
/// @param tone of the advice
record Payment(String to, Wei amount, String sentence, String grouped, String advice, Tone tone) {
    static Payment of(Recipient.Someone to, Wei amount, Speech speech) {
        return new Payment(
                to.address(),
                amount,
                speech.text("wallet.review.sentence", speech.amounts().exact(amount)),
                to.grouped(),
                advice(to, speech),
                to.twin().isPresent() ? Tone.BAD : to.paidBefore() ? Tone.INFO : Tone.WARN);
    }

    private static String advice(Recipient.Someone to, Speech speech) {
        return to.twin()
                .map(known -> speech.text("wallet.review.twin", known))
                .orElseGet(
                        () ->
                                speech.text(
                                        to.paidBefore()
                                                ? "wallet.review.known"
                                                : "wallet.review.new"));
    }
}
