package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.operator.ChainSide;
import hearth.chain.EmberNetwork;
import hearth.chain.NetworkProfile;
import hearth.chain.PostedRoots;
import hearth.chain.Reading;
import hearth.chain.RoleHolders;
import hearth.chain.SendPolicy;
import hearth.keys.Address;
import hearth.keys.OwnerOnlyFile;
import hearth.keys.UnlockedWallet;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/// The chain that a coordinator settles on: a deployed network, and the operator's wallet, which
/// stays open while the coordinator runs. Which of the wallet's accounts posts roots and which one
/// settles jobs, the contracts say.
final class AttachedChain implements AutoCloseable {
    private final UnlockedWallet wallet;
    private final EmberNetwork network;
    private final Address poster;
    private final Address coordinator;

    private AttachedChain(
            UnlockedWallet wallet, EmberNetwork network, Address poster, Address coordinator) {
        this.wallet = wallet;
        this.network = network;
        this.poster = poster;
        this.coordinator = coordinator;
    }

    /// @param wallet closed with this, also if it fails
    /// @param journal of the coordinator's transactions; SQLite, made if missing
    /// @throws CommandFailure if the chain is away or another one, or the wallet has no account
    /// with the rights
    static AttachedChain open(
            NetworkProfile profile, UnlockedWallet wallet, Path journal, Clock clock) {
        EmberNetwork network = null;
        try {
            check(profile);
            network = EmberNetwork.open(profile, journal, SendPolicy.standard(), clock);
            network.refresh();
            var holders = new RoleHolders(network);
            var accounts = wallet.addresses();
            var poster =
                    holder(holders.poster(accounts), "post roots of earnings", "poster", profile);
            var coordinator =
                    holder(
                            holders.coordinator(accounts),
                            "settle jobs and write rounds",
                            "coordinator",
                            profile);
            return new AttachedChain(wallet, network, poster, coordinator);
        } catch (RuntimeException e) {
            if (network != null) {
                network.close();
            }
            wallet.close();
            throw e;
        }
    }

    /// Opens the wallet of a data folder with a password from standard input.
    static AttachedChain of(
            String name, HearthHome home, Path folder, Terminal terminal, Clock clock) {
        var profile = NetworkCommand.profile(home, name);
        try (var password = new SecretInput(terminal, home).password()) {
            OwnerOnlyFile.createDirectory(folder);
            var wallet = new WalletDoor(home, new SecureRandom(), clock).unlock(password);
            return open(profile, wallet, folder.resolve("transactions.db"), clock);
        } catch (IOException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED, "The coordinator cannot write to " + folder + ".", e);
        }
    }

    private static void check(NetworkProfile profile) {
        try (var roots = new PostedRoots(profile)) {
            if (!known(roots.isTheNetwork())) {
                throw new CommandFailure(
                        CommandFailure.REFUSED,
                        "The chain is not the one that the profile of "
                                + profile.name()
                                + " pins, or its contracts are others. Nothing was sent.");
            }
        }
    }

    private static Address holder(
            Reading<Optional<Address>> found, String what, String role, NetworkProfile profile) {
        return known(found)
                .orElseThrow(
                        () ->
                                new CommandFailure(
                                        CommandFailure.REFUSED,
                                        "No account of this wallet may %s on %s: give one the role of the %s, or use the wallet that has it."
                                                .formatted(what, profile.name(), role)));
    }

    private static <T> T known(Reading<T> reading) {
        return switch (reading) {
            case Reading.Known<T>(var value) -> value;
            case Reading.Unreachable<T> _ ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            "The chain does not answer, or not with one voice. Nothing was sent.");
        };
    }

    ChainSide side(Clock clock) {
        return ChainSide.of(network, wallet.signer(poster), wallet.signer(coordinator), clock);
    }

    NetworkProfile profile() {
        return network.profile();
    }

    Address poster() {
        return poster;
    }

    @Override
    public void close() {
        network.close();
        wallet.close();
    }
}
