package hearth.app.earnings;

import hearth.app.text.Speech;
import hearth.app.wallet.WalletState;
import hearth.protocol.Messages.Earnings;
import hearth.protocol.Messages.HeldPay;

import java.util.Optional;

/// Sums over everything this wallet has earned, ready to show; a dash where nothing is known.
///
/// @param heldNote when what is held is due
record Totals(
        String earned,
        String earnedNote,
        String held,
        String heldNote,
        String released,
        String claimed) {
    private static final String UNKNOWN = "–";

    static Totals unknown() {
        return new Totals(UNKNOWN, "", UNKNOWN, "", UNKNOWN, UNKNOWN);
    }

    static Totals of(
            Optional<Earnings> earnings,
            Optional<HeldPay> held,
            Optional<WalletState.Funds> funds,
            Speech speech) {
        return new Totals(
                earnings.map(e -> speech.amounts().brief(e.earned())).orElse(UNKNOWN),
                earnings.map(e -> speech.text("earnings.earned.note", e.acceptedResults()))
                        .orElse(""),
                earnings.map(e -> speech.amounts().brief(e.held())).orElse(UNKNOWN),
                earnings.map(
                                e ->
                                        e.held().isZero()
                                                ? speech.text("earnings.held.note")
                                                : new HeldWords(held, speech).note())
                        .orElse(""),
                earnings.map(e -> speech.amounts().brief(e.released())).orElse(UNKNOWN),
                funds.map(f -> speech.amounts().brief(f.claimed())).orElse(UNKNOWN));
    }
}
