package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.chain.Refusal;
import hearth.chain.TxResult;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// What a command says about its transaction.
///
/// @param state included, final, pending, refused, unreachable, cancelled, or forecast where
/// nothing
///     was to be signed
/// @param reason why it was refused
/// @param expected what was said before signing
record TxReport(
        Optional<String> hash,
        String state,
        Optional<Long> nonce,
        Optional<Refusal> reason,
        Optional<LastLook.Expected> expected) {
    private TxReport(
            Optional<String> hash, String state, Optional<Long> nonce, Optional<Refusal> reason) {
        this(hash, state, nonce, reason, Optional.empty());
    }

    static TxReport forecast() {
        return new TxReport(Optional.empty(), "forecast", Optional.empty(), Optional.empty());
    }

    TxReport after(Optional<LastLook.Expected> said) {
        return new TxReport(hash, state, nonce, reason, said);
    }

    /// What the wallet itself would not sign; everything else the network refused.
    private static final Set<Refusal> FOR_SAFETY =
            EnumSet.of(
                    Refusal.RECIPIENT_IS_CONTRACT,
                    Refusal.RECIPIENT_HAS_CODE,
                    Refusal.ABOVE_PAYMENT_LIMIT,
                    Refusal.ABOVE_DAY_LIMIT,
                    Refusal.WRONG_CHAIN,
                    Refusal.FEE_TOO_HIGH,
                    Refusal.EFFECT_DIFFERS,
                    Refusal.FEE_ABOVE_CAP,
                    Refusal.FEE_ABOVE_SHARE,
                    Refusal.UNLIMITED_ALLOWANCE,
                    Refusal.NODES_DISAGREE);

    static TxReport of(TxResult result) {
        return switch (result) {
            case TxResult.Included in ->
                    new TxReport(
                            Optional.of(in.hash()),
                            in.isFinal() ? "final" : "included",
                            Optional.of(in.nonce()),
                            Optional.empty());
            case TxResult.Pending pending ->
                    new TxReport(
                            Optional.of(pending.hash()),
                            "pending",
                            Optional.of(pending.nonce()),
                            Optional.empty());
            case TxResult.Refused refused ->
                    new TxReport(
                            refused.hash(),
                            "refused",
                            Optional.empty(),
                            Optional.of(refused.reason()));
            case TxResult.Unreachable none ->
                    new TxReport(
                            Optional.empty(), "unreachable", Optional.empty(), Optional.empty());
        };
    }

    TxReport numbered(Optional<Long> other) {
        return new TxReport(hash, state, other, reason, expected);
    }

    TxReport renamed(String other) {
        return new TxReport(hash, other, nonce, reason, expected);
    }

    /// Prints the report.
    ///
    /// @return the exit code
    int print(Terminal terminal) {
        terminal.result(this, forPeople());
        if (reason.filter(FOR_SAFETY::contains).isPresent()) {
            return CommandFailure.REFUSED;
        }
        return state.equals("refused") || state.equals("unreachable") ? CommandFailure.FAILED : 0;
    }

    private String forPeople() {
        if (state.equals("forecast")) {
            return "Nothing was signed.";
        }
        String why = reason.map(r -> ": " + r).orElse("");
        return "Transaction " + hash.map(h -> h + " ").orElse("") + state + why;
    }
}
