package hearth.app.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.accounts.AccountsDesk;
import hearth.app.accounts.ChainAccountsDesk;
import hearth.app.book.AddressBook;
import hearth.app.book.AddressBookFile;
import hearth.app.book.AddressName;
import hearth.app.wallet.WalletDesk.Binding;
import hearth.app.wallet.WalletDesk.Opening;
import hearth.app.wallet.WalletDesk.Sending;
import hearth.app.wallet.WalletState.Presence;
import hearth.chain.EmberNetwork;
import hearth.chain.NetworkProfile;
import hearth.chain.SendPolicy;
import hearth.hardware.desktop.SessionLock;
import hearth.keys.AccountOrder;
import hearth.keys.Address;
import hearth.keys.Argon2Cost;
import hearth.keys.CostPolicy;
import hearth.keys.PayoutBinding;
import hearth.keys.PayoutBindings;
import hearth.keys.WalletFile;
import hearth.protocol.DeviceId;
import hearth.protocol.Messages;
import hearth.protocol.PayoutMessages;
import hearth.protocol.ServerId;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The real desk on a real wallet file, with cheap key derivation and a chain that does not answer.
class ChainWalletDeskTest {
    private static final long CHAIN = 424242;
    private static final String STRANGER = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
    private static final Address CONTRACT =
            Address.of("0x70997970c51812dc3a010c7d01b50e0d17dc79c8");
    private static final ServerId SERVER = new ServerId("5e".repeat(32));
    private static final DeviceId DEVICE = new DeviceId("de".repeat(32));
    private static final Instant NOW = Instant.parse("2026-11-21T18:42:10.5Z");
    @TempDir private Path home;
    private EmberNetwork network;
    private ChainWalletDesk desk;

    @SuppressWarnings("NullAway.Init") // desk() sets it, too
    private Keyring keyring;

    @BeforeEach
    void open() {
        var profile =
                new NetworkProfile(
                        "nobody",
                        CHAIN,
                        "0x" + "00".repeat(32),
                        List.of(URI.create("http://127.0.0.1:9")),
                        CONTRACT,
                        Address.of("0x" + "02".repeat(20)),
                        Address.of("0x" + "03".repeat(20)),
                        new TreeMap<>(Map.of("token", "", "rewards", "", "staking", "")),
                        1);
        var policy =
                new SendPolicy(
                        SendPolicy.practice().maxFeePerGas(),
                        Duration.ofMillis(10),
                        Duration.ofMillis(50));
        network = EmberNetwork.open(profile, home.resolve("journal.db"), policy, clock());
        desk = desk();
    }

    private ChainWalletDesk desk() {
        var cheap = new Argon2Cost(1024, 1, 1);
        var file =
                new WalletFile(
                        home.resolve("wallet.json"),
                        new CostPolicy(cheap, cheap, cheap),
                        new SecureRandom(),
                        clock(),
                        System::nanoTime);
        keyring = new Keyring(file, new AddressBookFile(home), new SecureRandom(), clock());
        return new ChainWalletDesk(
                keyring, network, new Payer(SERVER, address -> Optional.empty()), clock());
    }

    private static InstantSource clock() {
        return InstantSource.fixed(NOW);
    }

    @AfterEach
    void close() {
        desk.close();
        network.close();
    }

    private static char[] password() {
        return "correct horse".toCharArray();
    }

    private String create() {
        try (RecoveryWords words = desk.draw()) {
            return ((Opening.Opened) desk.create(words, password())).address();
        }
    }

    @Test
    void makesAWalletFromFreshWordsThatAnotherComputerCanRestore() {
        List<String> words;
        String address;
        try (RecoveryWords drawn = desk.draw()) {
            words = List.copyOf(drawn.words());
            address = ((Opening.Opened) desk.create(drawn, password())).address();
        }
        assertThat(words).hasSize(12);
        assertThat(desk.state().presence()).isEqualTo(Presence.UNLOCKED);
        assertThat(desk.state().address()).contains(address);
        char[] typed = String.join(" ", words).toCharArray();
        assertThat(desk.restore(typed, password())).isEqualTo(new Opening.AlreadyThere());
        assertThat(new String(typed)).doesNotContain(words.getFirst());
    }

    @Test
    void staysLockedAfterARestartUntilTheRightPasswordComes() {
        String address = create();
        desk.close();
        desk = desk();
        assertThat(desk.state().presence()).isEqualTo(Presence.LOCKED);
        assertThat(desk.state().address()).contains(address);
        assertThat(desk.unlock("wrong".toCharArray())).isEqualTo(new Opening.WrongPassword());
        assertThat(desk.unlock(password())).isEqualTo(new Opening.Opened(address));
        desk.lock();
        assertThat(desk.state().presence()).isEqualTo(Presence.LOCKED);
    }

    @Test
    void signsABindingThatTheCoordinatorCanCheck() {
        String address = create();
        Messages.PayoutBinding signed = ((Binding.Signed) desk.bind(DEVICE)).binding();
        assertThat(signed.payout()).isEqualTo(address);
        var binding =
                new PayoutBinding(
                        DEVICE,
                        Address.of(address),
                        SERVER,
                        Instant.ofEpochSecond(signed.notAfter()));
        byte[] signature = HexFormat.of().parseHex(signed.walletSignature());
        assertThat(PayoutBindings.isSignedByPayoutAddress(binding, signature)).isTrue();
    }

    @Test
    void signsAChangeAndItsUndoForThisChainAndNumber() {
        String address = create();
        var before = Address.of(STRANGER);
        var paid =
                new PayoutMessages.Payout(
                        Optional.of(STRANGER.toLowerCase(Locale.ROOT)), 5, CHAIN, List.of());
        var order = ((Binding.Changing) desk.change(DEVICE, paid)).order();
        assertThat(order.by()).isEqualTo(address);
        var change =
                new AccountOrder.PayoutChange(
                        DEVICE,
                        before,
                        Address.of(address),
                        SERVER,
                        CHAIN,
                        5,
                        Instant.ofEpochSecond(order.notAfter()));
        assertThat(signer(change, order)).contains(Address.of(address));

        var lost =
                new PayoutMessages.PendingChange(
                        DEVICE, 6, address.toLowerCase(Locale.ROOT), STRANGER, Instant.EPOCH);
        var back = ((Binding.Undoing) desk.undo(lost)).order();
        var undo =
                new AccountOrder.PayoutUndo(
                        DEVICE,
                        Address.of(address),
                        before,
                        SERVER,
                        CHAIN,
                        6,
                        Instant.ofEpochSecond(back.notAfter()));
        assertThat(signer(undo, back)).contains(Address.of(address));
        desk.lock();
        assertThat(desk.change(DEVICE, paid)).isEqualTo(new Binding.Locked());
        assertThat(desk.undo(lost)).isEqualTo(new Binding.Locked());
    }

    private static Optional<Address> signer(AccountOrder order, PayoutMessages.Order sent) {
        return PayoutBindings.recoverSigner(order, HexFormat.of().parseHex(sent.walletSignature()));
    }

    @Test
    void locksWithTheDesktop() {
        var told = new Runnable[1];
        keyring.follow(
                (timer, lock) -> {
                    told[0] = lock;
                    return new SessionLock.NoSessionLock();
                });
        create();
        told[0].run();
        assertThat(desk.state().presence()).isEqualTo(Presence.LOCKED);
        assertThat(desk.send(STRANGER, Wei.ofEmber("1"))).isEqualTo(new Sending.Locked());
    }

    @Test
    void signsNothingWhileLocked() {
        create();
        desk.lock();
        assertThat(desk.bind(DEVICE)).isEqualTo(new Binding.Locked());
        assertThat(desk.send(STRANGER, Wei.ofEmber("1"))).isEqualTo(new Sending.Locked());
    }

    @Test
    void showsNoFiguresAndSaysWhyWhileTheChainIsSilent() {
        create();
        desk.refresh();
        assertThat(desk.state().funds()).isEmpty();
        assertThat(desk.state().staking()).isEmpty();
        assertThat(desk.state().problem()).contains("chain-unreachable");
    }

    @Test
    void sendsNothingToASilentChainOrAWrongAddress() {
        create();
        assertThat(desk.send(CONTRACT.value().replace('c', 'd'), Wei.ofEmber("1")))
                .isEqualTo(new Sending.Refused("not-an-address"));
        assertThat(desk.send(STRANGER, Wei.ofEmber("1")))
                .isEqualTo(new Sending.Refused("chain-unreachable"));
        assertThat(desk.claim()).isEqualTo(new Sending.Refused("nothing-to-claim"));
    }

    @Test
    void tellsAPhraseFromWordsThatAreNone() {
        try (RecoveryWords words = desk.draw()) {
            assertThat(desk.leadsTo(words.phrase())).isPresent();
        }
        assertThat(desk.leadsTo("hollow gentle lantern".toCharArray())).isEmpty();
    }

    @Test
    void theAccountInUseIsShownAndPaidAndLeavesTheFiguresOfTheOther() {
        String first = create();
        char[] typed = password();
        assertThat(keyring.addAccount(typed)).isEqualTo(new Opening.Opened(first));
        assertThat(new String(typed)).doesNotContain("horse");
        var second = keyring.accounts().getLast();
        assertThat(second.value()).isNotEqualTo(first);
        var accounts = new ChainAccountsDesk(keyring, network);
        assertThat(accounts.use(second.value())).isInstanceOf(AccountsDesk.Answer.Done.class);
        assertThat(desk.state().address()).contains(second.value());
        var signed = (Binding.Signed) desk.bind(DEVICE);
        assertThat(signed.binding().payout()).isEqualTo(second.value());
        desk.close();
        desk = desk();
        assertThat(desk.state().address()).contains(second.value());
        assertThat(desk.unlock(password())).isEqualTo(new Opening.Opened(second.value()));
    }

    @Test
    void noAccountIsAddedWhoseNameAnotherHas() {
        create();
        var accounts = new ChainAccountsDesk(keyring, network);
        var ana = Address.of("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");
        accounts.addContact(ana.value(), AddressName.read("Ana").orElseThrow());
        char[] typed = password();
        assertThat(accounts.addAccount(typed, AddressName.read("ana")))
                .isEqualTo(new AccountsDesk.Answer.Refused(AddressBook.Reason.NAME_TAKEN));
        assertThat(keyring.accounts()).hasSize(1);
        assertThat(new String(typed)).doesNotContain("horse");
    }

    @Test
    void whomTheOwnerVouchesForIsKnownAndALockedWalletVouchesForNobody() {
        create();
        var accounts = new ChainAccountsDesk(keyring, network);
        var ana = Address.of("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");
        var name = AddressName.read("Ana").orElseThrow();
        keyring.lock();
        assertThat(accounts.addContact(ana.value(), name))
                .isEqualTo(new AccountsDesk.Answer.Locked());
        desk.unlock(password());
        accounts.addContact(ana.value(), name);
        assertThat(desk.state().known())
                .contains(new WalletState.Known(ana.value(), Optional.of("Ana")));
        assertThat(accounts.holding(ana.value())).as("no node answers").isEmpty();
    }

    @Test
    void aDrillKnowsThisWalletAndDeletingNeedsThePassword() {
        List<String> words;
        try (RecoveryWords drawn = desk.draw()) {
            words = List.copyOf(drawn.words());
            desk.create(drawn, password());
        }
        var accounts = new ChainAccountsDesk(keyring, network);
        char[] typed = String.join(" ", words).toCharArray();
        assertThat(accounts.drill(typed)).isEqualTo(AccountsDesk.Drill.THIS_WALLET);
        assertThat(new String(typed)).doesNotContain(words.getFirst());
        try (RecoveryWords other = desk.draw()) {
            assertThat(accounts.drill(other.phrase())).isEqualTo(AccountsDesk.Drill.ANOTHER_WALLET);
        }
        assertThat(accounts.drill("no words".toCharArray()))
                .isEqualTo(AccountsDesk.Drill.NO_PHRASE);
        assertThat(accounts.delete("guess".toCharArray()))
                .isInstanceOf(AccountsDesk.Answer.NotOpened.class);
        assertThat(desk.state().presence()).isEqualTo(Presence.UNLOCKED);
        assertThat(accounts.delete(password())).isInstanceOf(AccountsDesk.Answer.Done.class);
        assertThat(desk.state().presence()).isEqualTo(Presence.NONE);
        assertThat(desk.state().address()).isEmpty();
        assertThat(home.resolve("wallet.json")).doesNotExist();
    }

    @Test
    void whatAnotherAccountOfTheWalletSentWasGotHere() throws SQLException {
        String first = create();
        keyring.addAccount(password());
        var second = keyring.accounts().getLast();
        try (var db = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("journal.db"));
                var row =
                        db.prepareStatement(
                                "INSERT INTO intent (chain, id, kind, sender, amount,"
                                        + " counterparty, created_ms, state, hash, nonce)"
                                        + " VALUES (?, 'i', 'SEND', ?, '5', ?, 0, 'FINAL', 'h', 0)")) {
            row.setString(1, "0x" + "00".repeat(32));
            row.setString(2, Address.of(first).value());
            row.setString(3, second.value());
            row.executeUpdate();
        }
        desk.refresh();
        assertThat(desk.state().activity().getFirst().kind()).isEqualTo("send");
        new ChainAccountsDesk(keyring, network).use(second.value());
        desk.refresh();
        var got = desk.state().activity().getFirst();
        assertThat(got.kind()).isEqualTo("receive");
        assertThat(got.counterparty()).contains(first);
    }
}
