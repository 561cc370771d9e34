package hearth.app.window;

import hearth.app.accounts.AccountsController;
import hearth.app.accounts.AccountsViewModel;
import hearth.app.accounts.SafetyViewModel;
import hearth.app.earnings.EarningsController;
import hearth.app.earnings.EarningsViewModel;
import hearth.app.earnings.TaxFile;
import hearth.app.estimate.EarningsCheckViewModel;
import hearth.app.exit.ExitController;
import hearth.app.exit.ExitViewModel;
import hearth.app.hardware.HardwareController;
import hearth.app.hardware.HardwareViewModel;
import hearth.app.help.HelpController;
import hearth.app.home.HomeController;
import hearth.app.home.HomeViewModel;
import hearth.app.install.Image;
import hearth.app.jobs.JobsController;
import hearth.app.jobs.JobsViewModel;
import hearth.app.look.Fxml;
import hearth.app.look.Screen;
import hearth.app.onboarding.OnboardingController;
import hearth.app.onboarding.OnboardingViewModel;
import hearth.app.rules.RulesController;
import hearth.app.rules.RulesViewModel;
import hearth.app.settings.LoginStartViewModel;
import hearth.app.settings.NetworkViewModel;
import hearth.app.settings.PrivacyViewModel;
import hearth.app.settings.SettingsController;
import hearth.app.settings.SettingsViewModel;
import hearth.app.settings.ShowsMark;
import hearth.app.settings.UpdatesViewModel;
import hearth.app.staking.BondViewModel;
import hearth.app.staking.StakingController;
import hearth.app.staking.StakingViewModel;
import hearth.app.votes.VotesController;
import hearth.app.votes.VotesViewModel;
import hearth.app.wallet.BackupReminder;
import hearth.app.wallet.ClipboardWatch;
import hearth.app.wallet.LimitsViewModel;
import hearth.app.wallet.SystemPasteboard;
import hearth.app.wallet.WalletController;
import hearth.app.wallet.WalletFeed;
import hearth.app.wallet.WalletViewModel;

import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Builds each screen when it is first shown, and keeps it.
final class Screens {
    private final Map<Page, Screen> built = new EnumMap<>(Page.class);
    private final Session session;
    private final Consumer<Page> go;
    private final Runnable makeWallet;
    private final Runnable leave;
    private final Runnable showAccounts;
    private final Runnable close;

    /// @param go leads to another page
    /// @param makeWallet leads to the first steps
    /// @param leave leads to the way out
    /// @param showAccounts leads to the wallet's accounts and addresses
    /// @param close closes the window
    Screens(
            Session session,
            Consumer<Page> go,
            Runnable makeWallet,
            Runnable leave,
            Runnable showAccounts,
            Runnable close) {
        this.session = session;
        this.go = go;
        this.makeWallet = makeWallet;
        this.leave = leave;
        this.showAccounts = showAccounts;
        this.close = close;
    }

    Screen of(Page page) {
        return built.computeIfAbsent(page, this::build);
    }

    Screen onboarding(Runnable onDone) {
        var model =
                new OnboardingViewModel(
                        session.agent(),
                        money(),
                        session.settings(),
                        session.speech(),
                        new SecureRandom());
        var controller =
                new OnboardingController(
                        model,
                        money(),
                        earningsCheck(),
                        session.speech(),
                        new OnboardingController.Network(networkName(), whatSharingMeans()),
                        onDone);
        return load(controller, "Onboarding");
    }

    /// @param back leads to where the owner came from
    Screen exit(Runnable back) {
        var model =
                new ExitViewModel(
                        session.agent(),
                        session.results(),
                        money(),
                        session.parts().staking(),
                        session.speech(),
                        session.background(),
                        session.toasts());
        return load(
                new ExitController(
                        model,
                        new ExitController.Folders(
                                session.parts().home(), session.parts().exports()),
                        back,
                        () -> go.accept(Page.WALLET),
                        session.speech()),
                "Exit");
    }

    /// @param back leads to where the owner came from
    Screen accounts(Runnable back) {
        var model =
                new AccountsViewModel(
                        session.parts().accounts(),
                        money(),
                        session.background(),
                        session.speech(),
                        session.toasts());
        var safety =
                new SafetyViewModel(
                        session.parts().accounts(),
                        new BackupReminder(session.settings(), session.speech()),
                        session.background(),
                        session.speech(),
                        session.toasts());
        return load(new AccountsController(model, safety, session.speech(), back), "Accounts");
    }

    private Screen build(Page page) {
        return switch (page) {
            case HOME -> home();
            case EARNINGS -> earnings();
            case JOBS -> jobs();
            case WALLET -> wallet();
            case STAKING -> staking();
            case VOTES -> votes();
            case HARDWARE -> hardware();
            case RULES -> rules();
            case SETTINGS -> settings();
            case HELP -> help();
        };
    }

    private Screen home() {
        var model = new HomeViewModel(session.agent(), session.speech(), session.toasts());
        return load(
                new HomeController(
                        model, session.speech(), networkName(), () -> go.accept(Page.EARNINGS)),
                "Home");
    }

    private Screen earnings() {
        var model =
                new EarningsViewModel(
                        session.agent(),
                        session.results(),
                        money(),
                        session.parts().trails(),
                        session.speech(),
                        session.background());
        return load(
                new EarningsController(
                        model,
                        new TaxFile(money(), session.speech(), session.toasts()),
                        session.parts().exports(),
                        session.speech()),
                "Earnings");
    }

    private Screen jobs() {
        var model =
                new JobsViewModel(
                        session.agent(),
                        session.results(),
                        session.rules(),
                        session.speech(),
                        session.background());
        return load(new JobsController(model, session.speech()), "Jobs");
    }

    private Screen wallet() {
        var clipboard =
                new ClipboardWatch(
                        new SystemPasteboard(),
                        session.background(),
                        session.parts().clock(),
                        session.speech(),
                        session.toasts());
        var model =
                new WalletViewModel(
                        session.agent(), money(), clipboard, session.speech(), session.toasts());
        var limits = new LimitsViewModel(money(), session.speech(), session.toasts());
        return load(
                new WalletController(
                        model,
                        limits,
                        new BackupReminder(session.settings(), session.speech()),
                        session.speech(),
                        new WalletController.Ways(
                                makeWallet,
                                showAccounts,
                                session.parts().browser(),
                                this::showClaim)),
                "Wallet");
    }

    private void showClaim(String transaction) {
        go.accept(Page.EARNINGS);
        if (of(Page.EARNINGS) instanceof EarningsController earnings) {
            earnings.showClaim(transaction);
        }
    }

    private Screen staking() {
        var model = new StakingViewModel(money(), session.speech(), session.background());
        var bond =
                new BondViewModel(
                        session.parts().staking(),
                        money(),
                        session.speech(),
                        session.background(),
                        session.toasts());
        return load(
                new StakingController(model, bond, session.speech(), () -> go.accept(Page.WALLET)),
                "Staking");
    }

    private Screen votes() {
        var model =
                new VotesViewModel(
                        session.parts().votes(),
                        money(),
                        session.speech(),
                        session.background(),
                        session.toasts());
        return load(
                new VotesController(
                        model,
                        session.speech(),
                        () -> go.accept(Page.WALLET),
                        () -> go.accept(Page.STAKING)),
                "Votes");
    }

    private Screen hardware() {
        var model =
                new HardwareViewModel(
                        session.agent(),
                        session.machine(),
                        session.rules(),
                        session.background(),
                        session.speech());
        return load(new HardwareController(model, earningsCheck(), session.speech()), "Hardware");
    }

    private Screen rules() {
        var model =
                new RulesViewModel(
                        session.agent(),
                        session.machine(),
                        session.rules(),
                        session.background(),
                        session.speech(),
                        session.toasts());
        return load(new RulesController(model, session.speech()), "Rules");
    }

    private Screen settings() {
        var model =
                new SettingsViewModel(
                        session.settings(),
                        session.agent(),
                        session.parts().home(),
                        session.speech(),
                        session.toasts());
        var updates =
                new UpdatesViewModel(
                        session.parts().updates(),
                        session.background(),
                        session.speech(),
                        session.toasts());
        return load(
                new SettingsController(
                        model,
                        new SettingsController.Cards(
                                updates,
                                new PrivacyViewModel(
                                        session.settings(),
                                        new SecureRandom(),
                                        session.speech(),
                                        session.toasts()),
                                networks(),
                                new LoginStartViewModel(
                                        session.parts().loginStarts(),
                                        session.background(),
                                        session.speech())),
                        session.speech(),
                        networkName(),
                        leave),
                "Settings");
    }

    private Screen help() {
        var speech = session.speech();
        var pages =
                Stream.of(Page.values())
                        .map(
                                page ->
                                        new HelpController.Key(
                                                page.keys().getDisplayText(),
                                                speech.text(page.key())));
        var hide =
                new HelpController.Key(
                        ShellController.HIDE.getDisplayText(), speech.text("privacy.hide"));
        var keys = Stream.concat(pages, Stream.of(hide)).toList();
        return load(new HelpController(speech, keys, Image.root(System.getProperties())), "Help");
    }

    private EarningsCheckViewModel earningsCheck() {
        return new EarningsCheckViewModel(
                session.parts().earningsChecks(), session.background(), session.speech());
    }

    /// For a screen that shows money: before the first of them nobody asks a chain.
    private WalletFeed money() {
        session.wallet().open();
        return session.wallet();
    }

    private NetworkViewModel networks() {
        return new NetworkViewModel(
                session.parts().networks(),
                session.agent(),
                session.background(),
                session.speech(),
                !session.parts().isPractice(),
                close);
    }

    private String networkName() {
        return session.parts().isPractice()
                ? session.speech().text("network.practice")
                : session.parts().network();
    }

    /// What sharing means on this network.
    private String whatSharingMeans() {
        return session.parts().isPractice()
                ? session.speech().text("onboarding.share.practice")
                : session.speech().text("onboarding.share.joined", session.parts().network());
    }

    private <C extends Screen> C load(C controller, String name) {
        var loaded = Fxml.load(controller, name, session.speech().words().bundle());
        if (loaded instanceof ShowsMark marked) {
            var mark = session.settings().current().map(now -> now.privacy().mark());
            marked.signs().forEach(sign -> sign.follow(mark, session.speech()));
        }
        return loaded;
    }
}
