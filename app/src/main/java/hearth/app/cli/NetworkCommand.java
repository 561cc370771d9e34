package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.chain.DeploymentResult;
import hearth.chain.Entrance;
import hearth.chain.Explorer;
import hearth.chain.NetworkDeployment;
import hearth.chain.NetworkPlan;
import hearth.chain.NetworkProfile;
import hearth.chain.NodeUnreachableException;
import hearth.chain.SendPolicy;
import hearth.keys.Address;
import hearth.keys.AddressReading;
import hearth.keys.OwnerOnlyFile;
import hearth.protocol.Wei;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// `hearth network`: puts the contracts on a chain, and compares a chain with a network's profile.
@Command(
        name = "network",
        description =
                "Make a network of contracts on an EVM chain, check one, or take part in one.",
        mixinStandardHelpOptions = true,
        subcommands = {
            NetworkPublisherCommands.Sign.class,
            NetworkPublisherCommands.Trust.class,
            NetworkPublisherCommands.Publishers.class,
            NetworkMembershipCommands.Announce.class,
            NetworkMembershipCommands.Join.class,
            NetworkMembershipCommands.Leave.class,
            NetworkMembershipCommands.Show.class
        })
final class NetworkCommand implements Runnable {
    /// What the command made or found.
    ///
    /// @param rolesOfDeployer roles that the deploying account holds, because no other was named
    record Report(String file, NetworkProfile profile, List<String> rolesOfDeployer) {}

    record Check(String network, boolean same, List<URI> strangers) {}

    /// Who begins with a role; the deploying account where nobody is named.
    static final class RoleOptions {
        @Option(names = "--treasury", paramLabel = "ADDRESS", description = "Owns the supply.")
        private @Nullable String treasury;

        @Option(names = "--poster", paramLabel = "ADDRESS", description = "Proposes roots.")
        private @Nullable String poster;

        @Option(
                names = "--rewards-guardian",
                paramLabel = "ADDRESS",
                description = "Vetoes pending roots, pauses claims for a while.")
        private @Nullable String rewardsGuardian;

        @Option(
                names = "--governance-guardian",
                paramLabel = "ADDRESS",
                description = "Stops proposals in the first year.")
        private @Nullable String governanceGuardian;

        @Option(names = "--rewarder", paramLabel = "ADDRESS", description = "Adds yield.")
        private @Nullable String rewarder;

        @Option(names = "--slasher", paramLabel = "ADDRESS", description = "Opens slash cases.")
        private @Nullable String slasher;

        @Option(
                names = "--coordinator",
                paramLabel = "ADDRESS",
                description = "Settles jobs, writes rounds.")
        private @Nullable String coordinator;
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name what to do: hearth network --help");
    }

    @Command(
            description = {
                "Deploy all contracts in one order and write the network's profile. Signed by the wallet's first account;"
                        + " its password is read from standard input.",
                "What was interrupted is continued by the same command; nothing is deployed twice."
            },
            mixinStandardHelpOptions = true)
    int deploy(
            @Option(names = "--json", description = "Print one JSON object.") boolean json,
            @Option(
                            names = "--rpc",
                            required = true,
                            paramLabel = "URL",
                            description = "A node of the chain; several may be named.")
                    List<URI> rpc,
            @Option(names = "--name", required = true, description = "a-z, 0-9 and -.") String name,
            @Option(
                            names = "--supply",
                            defaultValue = "1000000000",
                            paramLabel = "EMBER",
                            description = "All of it to the treasury; ${DEFAULT-VALUE}.")
                    String supply,
            @Option(
                            names = "--confirmations",
                            defaultValue = "12",
                            description = "Blocks until final; ${DEFAULT-VALUE}.")
                    int confirmations,
            @Option(
                            names = "--explorer",
                            paramLabel = "URL",
                            description =
                                    "Where its transactions can be looked up, such as https://explorer.example.")
                    @Nullable URI explorer,
            @Option(names = "--out", paramLabel = "FILE", description = "Where the profile goes.")
                    @Nullable Path out,
            @ArgGroup(exclusive = false, multiplicity = "0..1") @Nullable RoleOptions named) {
        var home = HearthHome.open();
        var terminal = Terminal.of(spec, json);
        var mine = new ArrayList<String>();
        var pages = pages(explorer);
        if (!rpc.stream().allMatch(NetworkDeployment::isAllowed)) {
            throw new CommandFailure(
                    CommandFailure.REFUSED,
                    "A node that is not on this computer needs an https address.");
        }
        try (var password = new SecretInput(terminal, home).password();
                var wallet =
                        new WalletDoor(home, new SecureRandom(), Clock.systemUTC())
                                .unlock(password)) {
            var signer = wallet.signer(wallet.addresses().getFirst());
            var plan = plan(name, supply, confirmations, roles(named, signer.address(), mine));
            var folder = networks(home);
            try (var deployment =
                    new NetworkDeployment(
                            rpc,
                            plan,
                            signer,
                            folder.resolve(name + ".db"),
                            SendPolicy.standard(),
                            Clock.systemUTC())) {
                var made = profile(deployment.deploy(terminal::progress));
                var profile = pages.map(made::at).orElse(made);
                var file = out == null ? folder.resolve(name + ".json") : out.toAbsolutePath();
                profile.write(file);
                NetworkPublisherCommands.seal(home, file);
                terminal.result(
                        new Report(file.toString(), profile, mine), text(profile, file, mine));
            }
        } catch (NodeUnreachableException e) {
            throw new CommandFailure(CommandFailure.FAILED, "The chain does not answer.", e);
        }
        return 0;
    }

    @Command(
            description = "Compare the nodes of a profile with what it pins.",
            mixinStandardHelpOptions = true)
    int check(
            @Option(names = "--json", description = "Print one JSON object.") boolean json,
            @Parameters(paramLabel = "FILE", description = "The profile.") Path file) {
        var profile = SealedProfile.read(HearthHome.open(), file);
        try {
            var strangers = profile.strangers();
            var check = new Check(profile.name(), strangers.isEmpty(), strangers);
            Terminal.of(spec, json)
                    .result(
                            check,
                            check.same()
                                    ? "All nodes have chain " + profile.chainId() + " and its code."
                                    : "On another chain, or with other contracts: " + strangers);
            return check.same() ? 0 : CommandFailure.REFUSED;
        } catch (NodeUnreachableException e) {
            throw new CommandFailure(CommandFailure.FAILED, "A node does not answer.", e);
        }
    }

    private Optional<Explorer> pages(@Nullable URI site) {
        try {
            return Optional.ofNullable(site).map(Explorer::at);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "An explorer is an https address, such as https://explorer.example.",
                    e);
        }
    }

    private NetworkPlan plan(
            String name, String supply, int confirmations, NetworkPlan.Roles roles) {
        if (name.equals(HearthHome.PRACTICE)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Every data folder calls its own network practice; choose another name.");
        }
        try {
            var wei = Wei.ofEmber(supply);
            return new NetworkPlan(
                    name, wei, roles, NetworkPlan.Rules.standard(wei), confirmations);
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "A network needs a name of a-z, 0-9 and -, and a supply above 0 EMBER.",
                    e);
        }
    }

    private static NetworkPlan.Roles roles(
            @Nullable RoleOptions named, Address deployer, List<String> mine) {
        var o = named == null ? new RoleOptions() : named;
        return new NetworkPlan.Roles(
                holder("treasury", o.treasury, deployer, mine),
                holder("poster", o.poster, deployer, mine),
                holder("rewards guardian", o.rewardsGuardian, deployer, mine),
                holder("governance guardian", o.governanceGuardian, deployer, mine),
                holder("rewarder", o.rewarder, deployer, mine),
                holder("slasher", o.slasher, deployer, mine),
                holder("coordinator", o.coordinator, deployer, mine));
    }

    private static Address holder(
            String role, @Nullable String text, Address deployer, List<String> mine) {
        if (text == null) {
            mine.add(role);
            return deployer;
        }
        return switch (Address.read(text)) {
            case AddressReading.Valid valid -> Address.of(valid.eip55());
            case AddressReading.Invalid invalid ->
                    throw new CommandFailure(
                            CommandFailure.REFUSED,
                            "The "
                                    + role
                                    + " '"
                                    + text
                                    + "' "
                                    + WalletCommand.fault(invalid.reason()));
        };
    }

    private static NetworkProfile profile(DeploymentResult result) {
        return switch (result) {
            case DeploymentResult.Deployed done -> done.profile();
            case DeploymentResult.Refused refused ->
                    throw failure(
                            "The step "
                                    + refused.step()
                                    + " was refused: "
                                    + refused.reason()
                                    + ".");
            case DeploymentResult.Waiting waiting ->
                    throw failure(
                            "The step "
                                    + waiting.step()
                                    + " is on its way ("
                                    + waiting.hash()
                                    + "). Run the same command again to go on.");
            case DeploymentResult.Unreachable none ->
                    throw failure(
                            "The chain went away at the step "
                                    + none.step()
                                    + ". Run the same command again to go on.");
            case DeploymentResult.OtherChain other ->
                    throw new CommandFailure(
                            CommandFailure.REFUSED,
                            other.node() + " is on another chain than the first node.");
            case DeploymentResult.NotAsPlanned not ->
                    throw new CommandFailure(
                            CommandFailure.REFUSED,
                            "The chain is not what was deployed: " + not.what() + ".");
        };
    }

    private static CommandFailure failure(String sentence) {
        return new CommandFailure(CommandFailure.FAILED, sentence);
    }

    /// The profile that a command is about: the named one, else that of the network that the data
    /// folder takes part in; empty for its practice network.
    static Optional<NetworkProfile> profile(HearthHome home, Optional<String> name) {
        return name.isEmpty()
                ? joined(home)
                : name.filter(named -> !named.equals(HearthHome.PRACTICE))
                        .map(named -> profile(home, named));
    }

    /// The profile of the network that the data folder takes part in.
    ///
    /// @throws CommandFailure if its coordinator is another one by now
    static Optional<NetworkProfile> joined(HearthHome home) {
        return home.joined()
                .map(
                        network -> {
                            var profile = profile(home, network.name());
                            var door = new Entrance(network.coordinator(), network.server());
                            if (!profile.entrance().equals(Optional.of(door))) {
                                throw new CommandFailure(
                                        CommandFailure.REFUSED,
                                        "The profile of %s names another coordinator than the one that was joined. If its publisher moved it: hearth network join %1$s."
                                                .formatted(network.name()));
                            }
                            return profile;
                        });
    }

    /// The profile that a command names: of a network deployed from here, or in a file.
    static NetworkProfile profile(HearthHome home, String name) {
        boolean isName = isName(name);
        var file = file(home, name);
        var profile = SealedProfile.read(home, file);
        if (isName && !profile.name().equals(name)) {
            throw new CommandFailure(
                    CommandFailure.REFUSED,
                    "The profile "
                            + file
                            + " is of another network, named '"
                            + profile.name()
                            + "'. Nothing is asked of it.");
        }
        return profile;
    }

    private static boolean isName(String name) {
        return name.matches("[a-z0-9-]+");
    }

    /// Where the profile of a network is, which was deployed from here or lies in a file.
    static Path file(HearthHome home, String name) {
        return isName(name) ? networks(home).resolve(name + ".json") : Path.of(name);
    }

    static Path networks(HearthHome home) {
        var folder = home.networks();
        try {
            OwnerOnlyFile.createDirectory(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    private static String text(NetworkProfile profile, Path file, List<String> mine) {
        var all = new TreeMap<>(profile.contracts());
        all.put("token", profile.token());
        all.put("rewards", profile.rewards());
        all.put("staking", profile.staking());
        String lines =
                all.entrySet().stream()
                        .map(c -> "  %-9s %s%n".formatted(c.getKey(), c.getValue()))
                        .collect(Collectors.joining());
        String warning =
                mine.isEmpty()
                        ? ""
                        : "\nThe deploying account is "
                                + String.join(", ", mine)
                                + ": one key, all of this. Name other accounts for a network with real money.";
        return "Network %s on chain %d%n%sProfile: %s%s"
                .formatted(profile.name(), profile.chainId(), lines, file, warning);
    }
}
