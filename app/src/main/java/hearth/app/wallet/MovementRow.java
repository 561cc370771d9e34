package hearth.app.wallet;

import hearth.app.look.Tone;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.app.wallet.WalletState.Movement;
import hearth.app.wallet.WalletState.Settlement;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/// One transaction, ready to show.
///
/// @param waiting hash of what could still be sped up or taken back
/// @param claim hash of a claim that is in a block
/// @param page where it can be looked up
record MovementRow(
        String icon,
        String title,
        String note,
        String amount,
        String state,
        Tone tone,
        Optional<String> waiting,
        Optional<String> claim,
        Optional<URI> page) {
    private static final int SHOWN_ENDS = 6;

    static MovementRow of(Movement movement, Speech speech) {
        String kind = "movement." + movement.kind();
        String when = movement.at().map(at -> speech.times().brief(at)).orElse("–");
        String note =
                movement.counterparty()
                        .map(other -> speech.text(other(movement), shortened(other), when))
                        .orElse(when);
        return new MovementRow(
                icon(movement.kind()),
                speech.words().find(kind).orElseGet(() -> speech.text("movement.other")),
                note,
                movement.amount()
                        .filter(amount -> !amount.isZero())
                        .map(amount -> sign(movement.kind()) + speech.amounts().brief(amount))
                        .orElse("–"),
                speech.text("settlement." + movement.settlement().name().toLowerCase(Locale.ROOT)),
                switch (movement.settlement()) {
                    case PENDING -> Tone.WARN;
                    case INCLUDED -> Tone.INFO;
                    case FINAL -> Tone.GOOD;
                    case FAILED -> Tone.BAD;
                    case CANCELLED -> Tone.NEUTRAL;
                },
                movement.hash()
                        .filter(
                                hash ->
                                        movement.isOurs()
                                                && movement.settlement() == Settlement.PENDING),
                movement.hash().filter(hash -> hasPaid(movement)),
                movement.page());
    }

    /// How the account at the other end is named.
    private static String other(Movement movement) {
        return movement.kind().equals("receive") ? "movement.from" : "movement.to";
    }

    private static boolean hasPaid(Movement movement) {
        return movement.kind().equals("claim")
                && (movement.settlement() == Settlement.INCLUDED
                        || movement.settlement() == Settlement.FINAL);
    }

    private static String icon(String kind) {
        return switch (kind) {
            case "send" -> "fth-arrow-up-right";
            case "receive" -> "fth-arrow-down-left";
            case "claim" -> "fth-download";
            case "stake" -> "fth-layers";
            case "unstake" -> "fth-corner-down-left";
            case "withdraw" -> "fth-unlock";
            case "claim-yield" -> "fth-gift";
            case "approve" -> "fth-check";
            default -> "fth-activity";
        };
    }

    /// What the balance did; nothing for what does not move EMBER.
    private static String sign(String kind) {
        return switch (kind) {
            case "receive", "claim", "withdraw", "claim-yield" -> "+";
            case "send", "stake" -> "−";
            default -> "";
        };
    }

    /// `0x7099…79C8`
    static String shortened(String address) {
        String plain = Words.plain(address, 42);
        return plain.length() <= 2 * SHOWN_ENDS
                ? plain
                : plain.substring(0, SHOWN_ENDS) + "…" + plain.substring(plain.length() - 4);
    }
}
