package hearth.app.wallet;

import hearth.app.text.Speech;
import hearth.chain.Allowance;

import java.util.List;

/// What one contract may take, in words.
///
/// @param contract its name on the network
record AllowanceRow(String contract, String title, String note) {
    static List<AllowanceRow> of(List<Allowance> allowances, Speech speech) {
        return allowances.stream().map(allowance -> of(allowance, speech)).toList();
    }

    private static AllowanceRow of(Allowance allowance, Speech speech) {
        return new AllowanceRow(
                allowance.contract(),
                speech.words()
                        .find("contract." + allowance.contract())
                        .orElse(allowance.contract()),
                allowance.isUnlimited()
                        ? speech.text("wallet.allowances.unlimited")
                        : speech.text(
                                "wallet.allowances.amount",
                                speech.amounts().exact(allowance.amount())));
    }
}
