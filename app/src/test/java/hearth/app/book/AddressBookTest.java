package hearth.app.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.app.book.AddressBook.Change;
import hearth.app.book.AddressBook.Entry;
import hearth.app.book.AddressBook.Reason;
import hearth.keys.Address;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

class AddressBookTest {
    private static final Address OWN = Address.of("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    private static final Address OTHER = Address.of("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static final Address ANA = Address.of("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");
    private static final Address ALMOST_ANA = Address.of("0x3c44" + "12".repeat(16) + "93bc");
    private static final List<Address> MINE = List.of(OWN, OTHER);

    @TempDir private Path folder;

    private static AddressName name(String text) {
        return AddressName.read(text).orElseThrow();
    }

    private static AddressBook done(Change change) {
        assertThat(change).isInstanceOf(Change.Done.class);
        return ((Change.Done) change).book();
    }

    private static AddressBook withAna() {
        return done(AddressBook.empty().addContact(ANA, name("Ana"), MINE));
    }

    @Test
    void namesAreTidiedAndOddOnesRefused() {
        assertThat(AddressName.read("  Ana   Muñoz ").orElseThrow().text()).isEqualTo("Ana Muñoz");
        assertThat(AddressName.read("Büro 家 🔥")).isPresent();
        assertThat(AddressName.read("x".repeat(40))).isPresent();
        for (String odd :
                List.of(
                        "",
                        "  ",
                        "x".repeat(41),
                        "Ana\nBob",
                        "\u202eanA",
                        "An\u200ba",
                        "A\u0000",
                        "\ue000",
                        "a\u0300\u0300\u0300\u0300",
                        "0xf39Fd6e51aad88F6F4ce",
                        "0Xanything",
                        "non\u00a0breaking")) {
            assertThat(AddressName.read(odd)).as(odd).isEmpty();
        }
        assertThatThrownBy(() -> new AddressName(" untidy"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noTwoAddressesHaveNamesThatPeopleConfuse() {
        assertThat(withAna().addContact(free(), name("ANA"), MINE))
                .isEqualTo(new Change.Refused(Reason.NAME_TAKEN));
        assertThat(withAna().rename(OWN, name("\uff21na"), MINE))
                .isEqualTo(new Change.Refused(Reason.NAME_TAKEN));
    }

    private static Address free() {
        return Address.of("0x" + "5a".repeat(20));
    }

    @Test
    void anAddressThatLooksLikeAKnownOneIsNeverTakenIn() {
        var refused = new Change.Refused(Reason.LOOKS_ALIKE);
        assertThat(withAna().addContact(ALMOST_ANA, name("Anna"), MINE)).isEqualTo(refused);
        assertThat(withAna().watch(ALMOST_ANA, name("Anna"), false, MINE)).isEqualTo(refused);
    }

    @Test
    void eachAddressHasOnePlace() {
        var refused = new Change.Refused(Reason.ALREADY_THERE);
        assertThat(withAna().watch(ANA, name("Other"), false, MINE)).isEqualTo(refused);
        assertThat(withAna().addContact(OWN, name("Me"), MINE)).isEqualTo(refused);
    }

    @Test
    void aWatchedAddressIsKnownOnlyIfTheOwnerSaysSo() {
        var looked = done(AddressBook.empty().watch(ANA, name("Ana"), false, MINE));
        assertThat(looked.known()).isEmpty();
        var known = done(AddressBook.empty().watch(ANA, name("Ana"), true, MINE));
        assertThat(known.known()).containsExactly(new Entry(ANA, name("Ana")));
        assertThat(done(known.unwatch(ANA)).known()).isEmpty();
        assertThat(known.unwatch(OTHER)).isEqualTo(new Change.Refused(Reason.NOT_THERE));
    }

    @Test
    void theFirstAccountIsUsedUntilTheOwnerChoosesAnotherOfTheWallet() {
        assertThat(AddressBook.empty().activeOf(MINE)).contains(OWN);
        var chosen = done(AddressBook.empty().use(OTHER, MINE));
        assertThat(chosen.activeOf(MINE)).contains(OTHER);
        assertThat(chosen.activeOf(List.of(OWN))).contains(OWN);
        assertThat(chosen.activeOf(List.of())).isEmpty();
        assertThat(AddressBook.empty().use(ANA, MINE))
                .isEqualTo(new Change.Refused(Reason.NOT_AN_ACCOUNT));
    }

    @Test
    void renamingAnAccountKeepsOneNameEach() {
        var named = done(AddressBook.empty().rename(OWN, name("Everyday"), MINE));
        var renamed = done(named.rename(OWN, name("everyday"), MINE));
        assertThat(renamed.accounts()).containsExactly(new Entry(OWN, name("everyday")));
        assertThat(renamed.nameOf(OWN)).contains(name("everyday"));
        assertThat(renamed.nameOf(OTHER)).isEqualTo(Optional.empty());
    }

    @Test
    void takesTwoHundredAndNoMore() {
        var book = AddressBook.empty();
        for (int i = 0; i < 200; i++) {
            String hex = "%04x".formatted(0x1000 + i);
            book = done(book.watch(Address.of("0x" + hex.repeat(10)), name("N" + i), false, MINE));
        }
        assertThat(book.watch(free(), name("one more"), false, MINE))
                .isEqualTo(new Change.Refused(Reason.TOO_MANY));
    }

    @Test
    void comesBackFromTheDiskForItsOwnerAlone() throws IOException {
        var file = new AddressBookFile(folder);
        file.change(book -> book.addContact(ANA, name("Ana"), MINE));
        file.change(book -> book.use(OTHER, MINE));
        file.change(book -> book.watch(free(), name("Cold"), true, MINE));
        var again = new AddressBookFile(folder).read();
        assertThat(again.contacts()).containsExactly(new Entry(ANA, name("Ana")));
        assertThat(again.active()).contains(OTHER);
        assertThat(again.known()).hasSize(2);
        assertThat(Files.getPosixFilePermissions(folder.resolve("addresses.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void anUnreadableFileIsSetAsideAndNeverOverwritten() throws IOException {
        var path = folder.resolve("addresses.json");
        Files.writeString(path, "{\"contacts\": [");
        assertThat(new AddressBookFile(folder).read()).isEqualTo(AddressBook.empty());
        assertThat(Files.readString(folder.resolve("addresses.json.unreadable")))
                .isEqualTo("{\"contacts\": [");
    }

    @Test
    void aFileWithAHiddenCharacterInANameIsNotBelieved() {
        var file = new AddressBookFile(folder);
        file.change(book -> book.addContact(ANA, name("Ana"), MINE));
        var path = folder.resolve("addresses.json");
        replace(path, "Ana", "An\\u202ea");
        assertThat(new AddressBookFile(folder).read()).isEqualTo(AddressBook.empty());
        assertThat(folder.resolve("addresses.json.unreadable")).exists();
    }

    private static void replace(Path path, String from, String to) {
        try {
            Files.write(
                    path,
                    Files.readString(path).replace(from, to).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
