package hearth.app.wallet;

import hearth.app.look.Tone;
import hearth.app.text.Speech;
import hearth.app.wallet.WalletDesk.Sending;
import hearth.protocol.Wei;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What waits for its sender's word, in words: a payment, or a change to one that is on its way.
///
/// @param sentence what would happen, the amount with every digit
/// @param grouped what it is about: the whole address, to be compared, or the transaction
/// @param advice what to look at before
/// @param forecast what would change; nothing for a change to what is on its way
/// @param consent what has to be said yes to besides
/// @param tone of the advice
/// @param confirm on the button
/// @param verb what is done then
/// @param doneKey text for success
/// @param isNew whether the form is about it
record Payment(
        String sentence,
        String grouped,
        String advice,
        List<ForecastText.Line> forecast,
        Optional<String> consent,
        Tone tone,
        String confirm,
        Function<WalletDesk, Sending> verb,
        String doneKey,
        boolean isNew) {
    static Payment of(Recipient.Someone to, Wei amount, ForecastText forecast, Speech speech) {
        return new Payment(
                speech.text("wallet.review.sentence", speech.amounts().shown().exact(amount)),
                to.grouped(),
                advice(to, speech) + "\n" + forecast.note(),
                forecast.lines(),
                forecast.consent(),
                tone(to, forecast),
                speech.text("wallet.review.confirm"),
                desk -> desk.send(to.address(), amount, forecast.accepted()),
                "wallet.send.done",
                true);
    }

    private static Tone tone(Recipient.Someone to, ForecastText forecast) {
        if (to.twin().isPresent()) {
            return Tone.BAD;
        }
        return to.paidBefore() && !forecast.accepted().contract() ? Tone.INFO : Tone.WARN;
    }

    /// Fetching what was settled.
    static Payment claim(String account, ForecastText forecast, Speech speech) {
        return new Payment(
                speech.text("wallet.claim.sentence"),
                account,
                speech.text("wallet.claim.advice") + "\n" + forecast.note(),
                forecast.lines(),
                forecast.consent(),
                forecast.consent().isPresent() ? Tone.WARN : Tone.INFO,
                speech.text("wallet.claim"),
                desk -> desk.claim(forecast.accepted()),
                "wallet.claim.done",
                false);
    }

    /// Sending what waits again at a higher fee.
    static Payment speedUp(MovementRow row, String hash, Speech speech) {
        return change("speed-up", row, speech, desk -> desk.speedUp(hash));
    }

    /// Taking back what waits.
    static Payment cancel(MovementRow row, String hash, Speech speech) {
        return change("cancel", row, speech, desk -> desk.cancel(hash));
    }

    /// Taking back what a contract may take.
    static Payment revoke(AllowanceRow row, Speech speech) {
        return new Payment(
                speech.text("wallet.revoke.sentence", row.title()),
                row.note(),
                speech.text("wallet.revoke.advice"),
                List.of(),
                Optional.empty(),
                Tone.INFO,
                speech.text("wallet.revoke"),
                desk -> desk.revoke(row.contract()),
                "wallet.revoke.done",
                false);
    }

    private static Payment change(
            String what, MovementRow row, Speech speech, Function<WalletDesk, Sending> verb) {
        String key = "wallet." + what;
        return new Payment(
                speech.text(key + ".sentence"),
                String.join(" · ", row.title(), row.amount(), row.note()),
                speech.text(key + ".advice"),
                List.of(),
                Optional.empty(),
                Tone.INFO,
                speech.text(key),
                verb,
                key + ".done",
                false);
    }

    private static String advice(Recipient.Someone to, Speech speech) {
        return to.twin()
                .map(known -> speech.text("wallet.review.twin", known))
                .or(() -> to.name().map(name -> speech.text("wallet.review.named", name)))
                .orElseGet(
                        () ->
                                speech.text(
                                        to.paidBefore()
                                                ? "wallet.review.known"
                                                : "wallet.review.new"));
    }
}
