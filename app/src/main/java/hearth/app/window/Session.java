package hearth.app.window;

import hearth.app.agent.AgentFeed;
import hearth.app.agent.MachineFeed;
import hearth.app.background.Background;
import hearth.app.earnings.ResultBook;
import hearth.app.rules.RulesFeed;
import hearth.app.settings.SettingsFeed;
import hearth.app.text.Speech;
import hearth.app.wallet.WalletFeed;

/// What every screen of one open window shares.
record Session(
        WindowParts parts,
        Background background,
        Speech speech,
        AgentFeed agent,
        MachineFeed machine,
        RulesFeed rules,
        WalletFeed wallet,
        SettingsFeed settings,
        ResultBook results,
        ToastQueue toasts) {
    /// Takes the connections down, last built first; the background is the window's.
    void close() {
        agent.close();
        wallet.close();
    }
}
