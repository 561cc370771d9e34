package hearth.app.cli;

import hearth.app.book.AddressName;
import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.keys.Address;
import hearth.keys.Argon2Cost;
import hearth.keys.EthereumKey;
import hearth.keys.KeyFileV3;
import hearth.keys.OwnerOnlyFile;
import hearth.keys.RecoveryPhrase;
import hearth.keys.Secret;
import hearth.keys.UnlockedWallet;
import hearth.keys.V3Reading;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// The commands of `hearth wallet` about its keys: make, bring back, try the password, list, add
/// and export. None of them asks the chain.
final class WalletKeyCommands {
    private static final int MAX_KEY_FILE = 1 << 16;

    private WalletKeyCommands() {}

    record Made(String address, List<String> phrase) {}

    record Account(String address) {}

    /// @param guess what one guess of the password costs
    /// @param strengthened whether the wallet was sealed stronger just now
    record Opened(String address, Argon2Cost guess, boolean strengthened) {}

    /// @param details the same accounts with what is known of them
    record Listed(List<Address> accounts, List<Detail> details) {}

    /// @param active whether it is the account in use
    record Detail(Address address, Optional<AddressName> name, boolean active) {}

    record Locked(boolean locked) {}

    record Exported(Address address, String file) {}

    /// What every one of them has.
    abstract static class OnKeys implements Callable<Integer> {
        @Mixin private Output output = new Output();

        Output output() {
            return output;
        }

        abstract void run(HearthHome home, Terminal terminal);

        @Override
        public Integer call() {
            run(HearthHome.open(), output.terminal());
            return 0;
        }
    }

    private static void tell(UnlockedWallet wallet, Terminal terminal) {
        var account = new Account(wallet.addresses().getFirst().value());
        terminal.result(account, "Address: " + account.address());
    }

    @Command(
            name = "create",
            description = "Make a new wallet; prints its recovery phrase, once.",
            mixinStandardHelpOptions = true)
    static final class Create extends OnKeys {
        @Option(names = "--words", defaultValue = "12", description = "12 or 24 words.")
        private int words;

        @Override
        void run(HearthHome home, Terminal terminal) {
            if (words != 12 && words != 24) {
                throw output().wrong("A new phrase has 12 or 24 words.");
            }
            var door = WalletCommand.door(home);
            try (var password = new SecretInput(terminal, home).ask("new password");
                    var phrase = door.newPhrase(words);
                    var wallet = door.create(phrase, password)) {
                var made = new Made(wallet.addresses().getFirst().value(), phrase.words());
                terminal.result(
                        made,
                        "Address: "
                                + made.address()
                                + "\nWrite these words down, in order, on paper:\n  "
                                + String.join(" ", made.phrase()));
            }
        }
    }

    @Command(
            name = "import",
            description =
                    "Bring a wallet back: its recovery phrase (or with --key a private key, with --key-file that file's password), then a new password.",
            mixinStandardHelpOptions = true)
    static final class Import extends OnKeys {
        @Option(names = "--key", description = "From a private key of 64 hex digits.")
        private boolean key;

        @Option(
                names = "--key-file",
                paramLabel = "FILE",
                description = "From a Secret Storage file, version 3.")
        private @Nullable Path keyFile;

        @Option(
                names = "--expect",
                paramLabel = "ADDRESS",
                description = "Store nothing unless it leads to this address.")
        private @Nullable String expected;

        @Option(names = "--yes", description = "Store it without asking whether it is the one.")
        private boolean yes;

        @Override
        void run(HearthHome home, Terminal terminal) {
            var wanted = Optional.ofNullable(expected).map(WalletCommand::address);
            if (key && keyFile != null) {
                throw output().wrong("Name one of --key and --key-file.");
            }
            var input = new SecretInput(terminal, home);
            if (keyFile != null) {
                try (var password = input.ask("password of the key file");
                        var one = opened(keyFile, password)) {
                    look(one.address(), wanted, terminal);
                    seal(one, home, input, terminal);
                }
            } else if (key) {
                try (var text = input.ask("private key");
                        var one = key(text)) {
                    look(one.address(), wanted, terminal);
                    seal(one, home, input, terminal);
                }
            } else {
                try (var text = input.ask("recovery phrase");
                        RecoveryPhrase phrase = WalletDoor.phrase(text)) {
                    look(phrase.firstAddress(), wanted, terminal);
                    try (var password = input.ask("new password");
                            var wallet = WalletCommand.door(home).create(phrase, password)) {
                        tell(wallet, terminal);
                    }
                }
            }
        }

        /// Shows where the secret leads before anything of it is stored. A person is asked; a
        /// script names what it expects, or takes what comes.
        private void look(Address address, Optional<Address> wanted, Terminal terminal) {
            terminal.progress("This leads to " + address + ".");
            if (wanted.isPresent() && !wanted.get().equals(address)) {
                throw new CommandFailure(
                        CommandFailure.REFUSED,
                        "It leads to "
                                + address
                                + ", not to "
                                + wanted.get()
                                + ". Nothing was stored.");
            }
            if (!yes && wanted.isEmpty() && !SecretInput.agrees("Store it? (y/n)")) {
                throw new CommandFailure(CommandFailure.REFUSED, "Nothing was stored.");
            }
        }

        private static void seal(
                EthereumKey one, HearthHome home, SecretInput input, Terminal terminal) {
            try (var password = input.ask("new password");
                    var wallet = WalletCommand.door(home).create(one, password)) {
                tell(wallet, terminal);
                terminal.progress("No recovery phrase brings this account back: keep its key.");
            }
        }

        private static EthereumKey key(Secret text) {
            try (var secret = Secret.ofHex(text)) {
                return EthereumKey.of(secret);
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(
                        CommandFailure.FAILED, "That is not a private key: 64 hex digits.", e);
            }
        }

        private static EthereumKey opened(Path file, Secret password) {
            return switch (KeyFileV3.read(bytes(file), password)) {
                case V3Reading.Opened opened -> opened.key();
                case V3Reading.WrongPassword wrong ->
                        throw new CommandFailure(CommandFailure.FAILED, "Wrong password.");
                case V3Reading.NotAccepted not ->
                        throw new CommandFailure(
                                CommandFailure.REFUSED,
                                "That is not a key file of version 3, or it asks for too much memory or time.");
            };
        }

        private static byte[] bytes(Path file) {
            try (var in = Files.newInputStream(file)) {
                return in.readNBytes(MAX_KEY_FILE + 1);
            } catch (IOException e) {
                throw new CommandFailure(CommandFailure.FAILED, file + " cannot be read.", e);
            }
        }
    }

    @Command(
            name = "unlock",
            description = "Check that a password opens the wallet.",
            mixinStandardHelpOptions = true)
    static final class Unlock extends OnKeys {
        @Override
        void run(HearthHome home, Terminal terminal) {
            var door = WalletCommand.door(home);
            var before = door.cost();
            try (var wallet = WalletTermCommands.opened(home, terminal)) {
                var cost = door.cost().orElseThrow();
                var opened =
                        new Opened(
                                wallet.addresses().getFirst().value(),
                                cost,
                                !before.equals(Optional.of(cost)));
                terminal.result(
                        opened,
                        "The password opens %s. Nothing stays unlocked.\nA guess costs %d MiB and %d passes%s."
                                .formatted(
                                        opened.address(),
                                        cost.memoryKib() / 1024,
                                        cost.iterations(),
                                        opened.strengthened()
                                                ? "; that was too little for this computer, so it is more now"
                                                : ""));
            }
        }
    }

    @Command(
            name = "lock",
            description = "Say that the wallet is locked: commands unlock it only while they run.",
            mixinStandardHelpOptions = true)
    static final class Lock extends OnKeys {
        @Override
        void run(HearthHome home, Terminal terminal) {
            terminal.result(new Locked(true), "Locked. Commands never leave it open.");
        }
    }

    @Command(
            name = "list",
            description = "List the wallet's accounts.",
            mixinStandardHelpOptions = true)
    static final class Accounts extends OnKeys {
        @Override
        void run(HearthHome home, Terminal terminal) {
            tell(WalletCommand.door(home).addresses(), home, terminal);
        }

        static void tell(List<Address> accounts, HearthHome home, Terminal terminal) {
            var book = WalletDoor.book(home).read();
            var active = book.activeOf(accounts);
            var details =
                    accounts.stream()
                            .map(a -> new Detail(a, book.nameOf(a), active.equals(Optional.of(a))))
                            .toList();
            terminal.result(
                    new Listed(accounts, details),
                    details.stream().map(Accounts::line).collect(Collectors.joining("\n")));
        }

        private static String line(Detail d) {
            return d.address
                    + d.name.map(n -> "  " + n).orElse("")
                    + (d.active ? "  (in use)" : "");
        }
    }

    @Command(
            name = "add-account",
            description = "Add the next account of the recovery phrase.",
            mixinStandardHelpOptions = true)
    static final class AddAccount extends OnKeys {
        @Option(names = "--name", paramLabel = "NAME", description = "What it is called.")
        private @Nullable String name;

        @Override
        void run(HearthHome home, Terminal terminal) {
            var wanted = WalletBookCommands.optional(name);
            try (var password = new SecretInput(terminal, home).password();
                    var wallet = WalletCommand.door(home).addAccount(password)) {
                var own = wallet.addresses();
                wanted.ifPresent(
                        n ->
                                WalletBookCommands.change(
                                        home, book -> book.rename(own.getLast(), n, own)));
                Accounts.tell(own, home, terminal);
            }
        }
    }

    @Command(
            name = "export-key",
            description =
                    "Write one account as a Secret Storage file, version 3, for other wallets: the wallet's password, then one for the file.",
            mixinStandardHelpOptions = true)
    static final class ExportKey extends OnKeys {
        @Mixin private OneAccount account = new OneAccount();

        @Parameters(paramLabel = "FILE", description = "Must not be there yet.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private Path file;

        @Override
        void run(HearthHome home, Terminal terminal) {
            if (Files.exists(file)) {
                throw new CommandFailure(
                        CommandFailure.REFUSED, file + " is there already; nothing was written.");
            }
            var input = new SecretInput(terminal, home);
            try (var password = input.ask("wallet's password");
                    var wallet = WalletCommand.door(home).unlock(password);
                    var other = input.ask("password for the file")) {
                var address = account.among(wallet.addresses(), home);
                new OwnerOnlyFile(file, 0)
                        .write(wallet.keyFile(address, other, new SecureRandom()));
                terminal.result(
                        new Exported(address, file.toAbsolutePath().toString()),
                        "Wrote the key of " + address + " to " + file);
            } catch (IOException e) {
                throw new CommandFailure(CommandFailure.FAILED, file + " cannot be written.", e);
            }
        }
    }

    static final class OneAccount {
        @Option(
                names = "--account",
                paramLabel = "ADDRESS",
                description =
                        "One of the wallet's accounts, the one in use if not given; to look only, any address.")
        private @Nullable String named;

        Optional<Address> named() {
            return Optional.ofNullable(named).map(WalletCommand::address);
        }

        Address among(List<Address> accounts, HearthHome home) {
            var wanted = named().orElseGet(() -> WalletCommand.door(home).active(accounts));
            if (!accounts.contains(wanted)) {
                throw new CommandFailure(
                        CommandFailure.REFUSED, "This wallet has no key of " + wanted + ".");
            }
            return wanted;
        }
    }
}
