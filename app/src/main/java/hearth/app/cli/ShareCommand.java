package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.practice.Agents;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/// `hearth share`: the switch of the home screen, for computers without a screen.
@Command(
        name = "share",
        description = "Switch sharing on or off, or show the switch.",
        mixinStandardHelpOptions = true)
final class ShareCommand implements Callable<Integer> {
    enum Verb {
        ON,
        OFF,
        SHOW
    }

    /// @param reasons why nothing runs now, most important first
    record Sharing(boolean sharing, String state, List<String> reasons) {}

    @Mixin private Output output = new Output();

    @Parameters(
            paramLabel = "on|off|show",
            defaultValue = "SHOW",
            arity = "0..1",
            description = "Default: show.")
    private Verb verb = Verb.SHOW;

    @Override
    public Integer call() throws InterruptedException {
        try (var agent = Agents.connect(HearthHome.open())) {
            if (verb != Verb.SHOW) {
                agent.share(verb == Verb.ON);
            }
            boolean wanted = verb == Verb.ON;
            var now = Agents.newest(agent, s -> verb == Verb.SHOW || s.sharing() == wanted);
            boolean unpaid = now.payout().isEmpty();
            output.terminal()
                    .result(
                            new Sharing(
                                    now.sharing(),
                                    now.activity().name().toLowerCase(Locale.ROOT),
                                    now.reasons().stream().map(r -> r.id()).toList()),
                            now.sharing()
                                    ? "Sharing is on."
                                            + (unpaid
                                                    ? " Nobody is paid for it yet: hearth payout bind."
                                                    : "")
                                    : "Sharing is off.");
        }
        return 0;
    }
}
