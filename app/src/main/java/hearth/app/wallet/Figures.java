package hearth.app.wallet;

import hearth.app.text.Speech;
import hearth.app.wallet.WalletState.Funds;
import hearth.app.wallet.WalletState.Presence;
import hearth.protocol.Wei;

import java.util.Optional;

/// The wallet's figures in words; a dash where the chain has not answered.
///
/// @param claimableNote what is settled besides and from when it can be fetched
/// @param canClaim whether there is anything to fetch
/// @param problem why the chain is not read, empty while it is
record Figures(
        Presence presence,
        String address,
        String ember,
        String exact,
        String gas,
        String gasNote,
        String claimable,
        String claimableNote,
        boolean canClaim,
        String problem) {
    private static final String UNKNOWN = "–";

    /// Every digit where the figure above leaves some out, otherwise when it was read.
    private static String exact(Funds funds, Speech speech) {
        String exact = speech.amounts().exact(funds.ember());
        return exact.equals(speech.amounts().brief(funds.ember()))
                ? speech.text("wallet.as-of", speech.times().brief(funds.readAt()))
                : speech.text("amount.ember", exact);
    }

    static Figures of(WalletState state, Speech speech) {
        Optional<Funds> funds = state.funds();
        Optional<Wei> claimable = funds.flatMap(Funds::claimable);
        return new Figures(
                state.presence(),
                state.address().orElse(UNKNOWN),
                funds.map(f -> speech.amounts().brief(f.ember())).orElse(UNKNOWN),
                funds.map(f -> exact(f, speech)).orElse(""),
                funds.map(f -> speech.amounts().brief(new Wei(f.gas()))).orElse(UNKNOWN),
                funds.map(f -> fees(f, speech)).orElse(""),
                claimable.map(c -> speech.amounts().brief(c)).orElse(UNKNOWN),
                funds.flatMap(Funds::waiting)
                        .map(
                                w ->
                                        speech.text(
                                                "wallet.claimable.waiting",
                                                speech.amounts().brief(w.amount()),
                                                speech.times().full(w.claimableAt())))
                        .orElseGet(() -> speech.text("wallet.claimable.note")),
                claimable.filter(c -> !c.isZero()).isPresent(),
                state.problem().map(id -> problem(id, speech)).orElse(""));
    }

    /// Nobody wanted anything of it, so nothing is said of what was sent.
    private static String problem(String id, Speech speech) {
        return speech.words()
                .find("wallet.problem." + id)
                .orElseGet(() -> Outcomes.refusal(speech, id));
    }

    private static String fees(Funds funds, Speech speech) {
        if (funds.feesAreFree()) {
            return speech.text("wallet.gas.none");
        }
        boolean hasNone = funds.gas().signum() == 0;
        return speech.text(hasNone ? "wallet.gas.missing" : "wallet.gas.note");
    }
}
