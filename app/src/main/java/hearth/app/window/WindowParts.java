package hearth.app.window;

import hearth.app.accounts.AccountsDesk;
import hearth.app.agent.AgentLinks;
import hearth.app.earnings.TrailDesk;
import hearth.app.estimate.EarningsCheck;
import hearth.app.install.HearthHome;
import hearth.app.network.NetworkDesk;
import hearth.app.service.LoginStart;
import hearth.app.staking.StakingDesk;
import hearth.app.update.UpdateDesk;
import hearth.app.votes.VotesDesk;
import hearth.app.wallet.WalletSource;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What the window is built from; the composition root fills it in.
///
/// @param agent opens a link to the agent, starting one where none runs
/// @param home data folder: the settings are in it, and the owner is shown where it is
/// @param network its name; that of the practice network is in the bundles
/// @param exports folder for files that the owner asks for, outside of the data folder
/// @param onQuit called once, after the window is gone and its links are closed
/// @param browser opens a page in the desktop's own browser
/// @param accounts opens them; gives the same each time, and blocks the first
/// @param earningsChecks each measures once what this computer would earn
/// @param networks for taking part in another network
/// @param loginStarts each for the network that is in use then
public record WindowParts(
        AgentLinks agent,
        WalletSource wallet,
        Path home,
        String network,
        Clock clock,
        Runnable onQuit,
        VotesDesk votes,
        StakingDesk staking,
        UpdateDesk updates,
        Path exports,
        TrailDesk trails,
        Consumer<URI> browser,
        Supplier<AccountsDesk> accounts,
        Supplier<EarningsCheck> earningsChecks,
        NetworkDesk networks,
        Supplier<LoginStart> loginStarts) {
    /// Whether this is the network that each data folder has for itself.
    boolean isPractice() {
        return network.equals(HearthHome.PRACTICE);
    }
}
