package hearth.app.cli;

import hearth.app.book.AddressBook;
import hearth.app.book.AddressName;
import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.keys.Address;
import hearth.protocol.Wei;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The commands of `hearth wallet` about names: which account is used, what is watched, who is in
/// the address book.
final class WalletBookCommands {
    private WalletBookCommands() {}

    record Named(Address address, AddressName name) {}

    record Used(Address address, Optional<AddressName> name, boolean active) {}

    record Removed(Address address, boolean removed) {}

    record People(List<AddressBook.Entry> contacts) {}

    static AddressName name(String typed) {
        return AddressName.read(typed)
                .orElseThrow(
                        () ->
                                new CommandFailure(
                                        CommandFailure.REFUSED,
                                        "A name has 1 to 40 visible characters and does not begin with 0x."));
    }

    static void change(HearthHome home, Function<AddressBook, AddressBook.Change> verb) {
        switch (WalletDoor.book(home).change(verb)) {
            case AddressBook.Change.Done done -> {}
            case AddressBook.Change.Refused refused ->
                    throw new CommandFailure(CommandFailure.REFUSED, words(refused.reason()));
        }
    }

    private static String words(AddressBook.Reason reason) {
        return switch (reason) {
            case NAME_TAKEN -> "That name, or one that looks like it, belongs to another address.";
            case ALREADY_THERE ->
                    "That address has its place already: see hearth wallet list, watched and contacts.";
            case LOOKS_ALIKE ->
                    "That address looks like one you know but is another one. Such addresses are made to be copied by mistake; it was not added.";
            case NOT_THERE -> "That address is not on the list.";
            case NOT_AN_ACCOUNT -> "That is not an account of this wallet: see hearth wallet list.";
            case TOO_MANY -> "There is no room for more than 200 addresses in a list.";
        };
    }

    /// A command about one address.
    abstract static class OnAddress extends WalletKeyCommands.OnKeys {
        @Parameters(paramLabel = "ADDRESS", description = "With its checksum.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private String address;

        Address address() {
            return WalletCommand.address(address);
        }
    }

    /// A command that gives an address a name.
    abstract static class OnNamed extends OnAddress {
        @Parameters(
                paramLabel = "NAME",
                description = "1 to 40 visible characters, kept on this computer.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private String name;

        AddressName name() {
            return WalletBookCommands.name(name);
        }
    }

    @Command(
            name = "rename",
            description = "Name one of the wallet's accounts.",
            mixinStandardHelpOptions = true)
    static final class Rename extends OnNamed {
        @Override
        void run(HearthHome home, Terminal terminal) {
            var own = WalletCommand.door(home).addresses();
            change(home, book -> book.rename(address(), name(), own));
            terminal.result(new Named(address(), name()), address() + " is " + name() + " now.");
        }
    }

    @Command(
            name = "use",
            description =
                    "Choose the account that is used: by commands without --account, and by the window.",
            mixinStandardHelpOptions = true)
    static final class Use extends OnAddress {
        @Override
        void run(HearthHome home, Terminal terminal) {
            var own = WalletCommand.door(home).addresses();
            change(home, book -> book.use(address(), own));
            var name = WalletDoor.book(home).read().nameOf(address());
            terminal.result(
                    new Used(address(), name, true),
                    address()
                            + " is in use now. A computer that earns for another account goes on doing so until the window's wallet binds it anew.");
        }
    }

    @Command(
            name = "watch",
            description = "Watch an address: to look at only, there is no key of it here.",
            mixinStandardHelpOptions = true)
    static final class Watch extends OnNamed {
        @Option(
                names = "--known",
                description =
                        "Payments to it count as payments to somebody known; asks for the password.")
        private boolean known;

        @Override
        void run(HearthHome home, Terminal terminal) {
            var own = WalletDoor.file(home).addresses();
            if (known) {
                WalletTermCommands.opened(home, terminal).close();
            }
            change(home, book -> book.watch(address(), name(), known, own));
            terminal.result(
                    new AddressBook.Watched(address(), name(), known),
                    "Watching " + address() + " as " + name() + ".");
        }
    }

    @Command(
            name = "unwatch",
            description = "Watch an address no more.",
            mixinStandardHelpOptions = true)
    static final class Unwatch extends OnAddress {
        @Override
        void run(HearthHome home, Terminal terminal) {
            change(home, book -> book.unwatch(address()));
            terminal.result(new Removed(address(), true), address() + " is not watched any more.");
        }
    }

    /// @param ember free to send, absent unless asked for
    record Sight(
            Address address,
            AddressName name,
            boolean known,
            Optional<Wei> ember,
            Optional<Wei> staked,
            Optional<Wei> yieldEarned) {}

    record Sights(List<Sight> watched) {}

    @Command(
            name = "watched",
            description = "List the watched addresses; with --balances what they own and staked.",
            mixinStandardHelpOptions = true)
    static final class WatchList implements Callable<Integer> {
        @Mixin private WalletCommand.Form form = new WalletCommand.Form();

        @Option(names = "--balances", description = "Ask the chain about each of them.")
        private boolean balances;

        @Override
        public Integer call() {
            var home = HearthHome.open();
            var terminal = form.terminal();
            var book = WalletDoor.book(home).read();
            var sights = new ArrayList<Sight>();
            if (balances && !book.watched().isEmpty()) {
                try (var visit = form.visit(home)) {
                    for (var w : book.watched()) {
                        var b = NodeWarnings.known(visit.balances(w.address()), terminal);
                        NodeWarnings.tell(b.findings(), terminal);
                        sights.add(
                                new Sight(
                                        w.address(),
                                        w.name(),
                                        w.known(),
                                        Optional.of(b.ember()),
                                        Optional.of(b.staked()),
                                        Optional.of(b.yieldEarned())));
                    }
                }
            } else {
                book.watched().forEach(w -> sights.add(bare(w)));
            }
            String lines = sights.stream().map(WatchList::line).collect(Collectors.joining("\n"));
            terminal.result(new Sights(sights), lines.isEmpty() ? "No address is watched." : lines);
            return 0;
        }

        private static Sight bare(AddressBook.Watched w) {
            Optional<Wei> none = Optional.empty();
            return new Sight(w.address(), w.name(), w.known(), none, none, none);
        }

        private static String line(Sight s) {
            String owns =
                    s.ember
                            .map(
                                    e ->
                                            "  %s EMBER, %s staked, %s yield"
                                                    .formatted(
                                                            WalletCommand.ember(e),
                                                            ember(s.staked),
                                                            ember(s.yieldEarned)))
                            .orElse("");
            return s.address + "  " + s.name + (s.known ? "  (known)" : "") + owns;
        }

        private static String ember(Optional<Wei> amount) {
            return amount.map(WalletCommand::ember).orElse("?");
        }
    }

    @Command(
            name = "contacts",
            description = "List the address book.",
            mixinStandardHelpOptions = true)
    static final class Contacts extends WalletKeyCommands.OnKeys {
        @Override
        void run(HearthHome home, Terminal terminal) {
            var contacts = WalletDoor.book(home).read().contacts();
            String lines =
                    contacts.stream()
                            .map(e -> e.address() + "  " + e.name())
                            .collect(Collectors.joining("\n"));
            terminal.result(
                    new People(contacts), lines.isEmpty() ? "The address book is empty." : lines);
        }
    }

    @Command(
            name = "add-contact",
            description = "Put a recipient into the address book; asks for the wallet's password.",
            mixinStandardHelpOptions = true)
    static final class AddContact extends OnNamed {
        @Override
        void run(HearthHome home, Terminal terminal) {
            var entry = new AddressBook.Entry(address(), name());
            try (var wallet = WalletTermCommands.opened(home, terminal)) {
                change(
                        home,
                        book -> book.addContact(entry.address(), entry.name(), wallet.addresses()));
            }
            terminal.result(entry, entry.address() + " is " + entry.name() + " now.");
        }
    }

    @Command(
            name = "remove-contact",
            description = "Take a recipient out of the address book.",
            mixinStandardHelpOptions = true)
    static final class RemoveContact extends OnAddress {
        @Override
        void run(HearthHome home, Terminal terminal) {
            change(home, book -> book.removeContact(address()));
            terminal.result(new Removed(address(), true), address() + " was taken out.");
        }
    }

    /// A name that may be given.
    static Optional<AddressName> optional(@Nullable String typed) {
        return Optional.ofNullable(typed).map(WalletBookCommands::name);
    }
}
