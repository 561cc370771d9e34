package hearth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.protocol.DeviceId;
import hearth.protocol.ServerId;
import hearth.protocol.Sha256;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

final class WalletFileTest {
    private static final Argon2Cost CHEAP = new Argon2Cost(64, 1, 1);
    private static final CostPolicy POLICY =
            new CostPolicy(CHEAP, new Argon2Cost(128, 1, 1), new Argon2Cost(128, 4, 2));
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int HASH_BYTES = 32;

    @TempDir Path folder;
    private Instant now = Instant.parse("2026-11-21T00:00:00Z");

    /// What every measured derivation seems to take.
    private Duration guess = Duration.ofSeconds(1);

    private long nanos;

    private WalletFile file() {
        return new WalletFile(
                folder.resolve("wallet.hearth"), POLICY, RANDOM, () -> now, this::watch);
    }

    private long watch() {
        nanos += guess.toNanos();
        return nanos;
    }

    private Path path() {
        return folder.resolve("wallet.hearth");
    }

    private static Secret password(String text) {
        return RecoveryPhraseTest.text(text);
    }

    private List<Address> create(WalletFile file) {
        try (var phrase = RecoveryPhrase.generate(12, RANDOM);
                var wallet = file.create(phrase, password("right"))) {
            return wallet.addresses();
        }
    }

    private static UnlockedWallet unlocked(UnlockResult result) {
        assertThat(result).isInstanceOf(UnlockResult.Unlocked.class);
        return ((UnlockResult.Unlocked) result).wallet();
    }

    @Test
    void opensWithThePasswordAndShowsItsAddressesWithout() {
        var addresses = create(file());
        assertThat(file().addresses()).isEqualTo(addresses);
        assertThat(unlocked(file().unlock(password("right"))).addresses()).isEqualTo(addresses);
        assertThat(file().unlock(password("wrong"))).isEqualTo(new UnlockResult.WrongPassword());
    }

    @Test
    void keepsTheRecoveryPhrase() {
        var phrase = RecoveryPhrase.generate(24, RANDOM);
        file().create(phrase, password("right")).close();
        var again = unlocked(file().unlock(password("right"))).phrase().orElseThrow();
        assertThat(again.words()).isEqualTo(phrase.words());
    }

    @Test
    void neverReplacesAWalletByANewOne() {
        var addresses = create(file());
        assertThatThrownBy(() -> create(file())).isInstanceOf(IllegalStateException.class);
        assertThat(file().addresses()).isEqualTo(addresses);
    }

    @Test
    void saysThatThereIsNoWallet() {
        assertThat(file().exists()).isFalse();
        assertThat(file().unlock(password("right"))).isEqualTo(new UnlockResult.Missing());
    }

    @Test
    void deletingOverwritesTheFileAndItsOlderCopiesAndLeavesNothing() throws IOException {
        create(file());
        unlocked(file().changePassword(password("right"), password("other"))).close();
        // Other names of the same blocks show what was written to them before they were let go.
        var kept = folder.resolve("kept");
        var keptOlder = folder.resolve("kept.1");
        Files.createLink(kept, path());
        Files.createLink(keptOlder, folder.resolve("wallet.hearth.1"));
        Files.copy(path(), folder.resolve("wallet.hearth8071234.new"));
        byte[] before = Files.readAllBytes(kept);
        byte[] olderBefore = Files.readAllBytes(keptOlder);
        file().delete();
        assertThat(file().exists()).isFalse();
        assertThat(file().restoreOlder()).isFalse();
        assertThat(file().unlock(password("other"))).isEqualTo(new UnlockResult.Missing());
        assertThat(shared(before, Files.readAllBytes(kept))).isLessThan(before.length / 8);
        assertThat(shared(olderBefore, Files.readAllBytes(keptOlder)))
                .isLessThan(olderBefore.length / 8);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(kept, keptOlder);
        }
    }

    /// Bytes that are the same at the same place.
    private static long shared(byte[] a, byte[] b) {
        assertThat(a).hasSameSizeAs(b);
        return IntStream.range(0, a.length).filter(i -> a[i] == b[i]).count();
    }

    @Test
    void isReadableByItsOwnerAlone() throws IOException {
        create(file());
        assertThat(Files.getPosixFilePermissions(path()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void noticesEveryByteThatAnAttackerChanges() throws IOException {
        create(file());
        byte[] whole = Files.readAllBytes(path());
        int body = whole.length - HASH_BYTES;
        for (int i = 0; i < body; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            byte[] hash = Sha256.digest().digest(Arrays.copyOf(changed, body));
            System.arraycopy(hash, 0, changed, body, HASH_BYTES);
            var opened =
                    SealedWallet.parse(changed)
                            .filter(s -> POLICY.allows(s.cost()))
                            .flatMap(s -> s.open(password("right")));
            assertThat(opened).as("byte %d", i).isEmpty();
        }
    }

    @Test
    void tellsABrokenDiskFromAWrongPasswordAndRestoresAnOlderCopy() throws IOException {
        var addresses = create(file());
        unlocked(file().changePassword(password("right"), password("new")));
        byte[] whole = Files.readAllBytes(path());
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 0x10;
            Files.write(path(), changed);
            assertThat(file().unlock(password("new")))
                    .isEqualTo(new UnlockResult.Damaged(UnlockResult.Damage.INCOMPLETE, true));
        }
        Files.write(path(), Arrays.copyOf(whole, whole.length / 2));
        assertThat(file().restoreOlder()).isTrue();
        assertThat(unlocked(file().unlock(password("new"))).addresses()).isEqualTo(addresses);
    }

    @Test
    void refusesHostileCostsAtOnce() throws IOException {
        create(file());
        byte[] whole = Files.readAllBytes(path());
        for (var cost : List.of(new int[] {1 << 30, 1000, 1}, new int[] {8, 1, 1})) {
            ByteBuffer.wrap(whole).position(8).putInt(cost[0]).putInt(cost[1]).putInt(cost[2]);
            int body = whole.length - HASH_BYTES;
            byte[] hash = Sha256.digest().digest(Arrays.copyOf(whole, body));
            System.arraycopy(hash, 0, whole, body, HASH_BYTES);
            Files.write(path(), whole);
            nanos = 0;
            assertThat(file().unlock(password("right")))
                    .isEqualTo(new UnlockResult.Damaged(UnlockResult.Damage.COST_REFUSED, false));
            assertThat(nanos).as("nothing was computed").isZero();
        }
    }

    @Test
    void sealsWhatFitsTheComputer() {
        create(file());
        assertThat(file().cost()).contains(CHEAP);
        file().delete();
        guess = Duration.ofMillis(400);
        create(file());
        assertThat(file().cost()).contains(new Argon2Cost(128, 1, 1));
        file().delete();
        guess = Duration.ofMillis(200);
        create(file());
        assertThat(file().cost()).contains(new Argon2Cost(128, 2, 1));
    }

    @Test
    void unlockingSealsAWalletStrongerThatBecameTooCheapAndKeepsTheFormerFile() throws IOException {
        var addresses = create(file());
        byte[] former = Files.readAllBytes(path());
        unlocked(file().unlock(password("right"))).close();
        assertThat(Files.readAllBytes(path())).isEqualTo(former);

        guess = Duration.ofMillis(400);
        var wallet = unlocked(file().unlock(password("right")));
        assertThat(wallet.addresses()).isEqualTo(addresses);
        assertThat(file().cost()).contains(new Argon2Cost(128, 1, 1));
        assertThat(Files.readAllBytes(folder.resolve("wallet.hearth.1"))).isEqualTo(former);

        guess = Duration.ofSeconds(1);
        assertThat(file().unlock(password("wrong"))).isEqualTo(new UnlockResult.WrongPassword());
        assertThat(unlocked(file().unlock(password("right"))).addresses()).isEqualTo(addresses);
    }

    @Test
    void aWrongPasswordUpgradesNothing() throws IOException {
        create(file());
        byte[] before = Files.readAllBytes(path());
        guess = Duration.ofMillis(10);
        assertThat(file().unlock(password("wrong"))).isEqualTo(new UnlockResult.WrongPassword());
        assertThat(Files.readAllBytes(path())).isEqualTo(before);
    }

    @Test
    void aDiskThatRefusesTheUpgradeStillOpensTheWallet() throws IOException {
        var addresses = create(file());
        unlocked(file().unlock(password("right"))).close();
        byte[] before = Files.readAllBytes(path());
        // Folders in the way of the older copies let no new file in.
        Files.createDirectories(folder.resolve("wallet.hearth.1/in-the-way"));
        Files.createDirectories(folder.resolve("wallet.hearth.2/in-the-way"));
        guess = Duration.ofMillis(400);
        assertThat(unlocked(file().unlock(password("right"))).addresses()).isEqualTo(addresses);
        assertThat(Files.readAllBytes(path())).isEqualTo(before);
    }

    @Test
    void anotherPasswordNeverMakesGuessesCheaper() {
        guess = Duration.ofMillis(400);
        create(file());
        guess = Duration.ofSeconds(20);
        unlocked(file().changePassword(password("right"), password("other"))).close();
        assertThat(file().cost()).contains(new Argon2Cost(128, 1, 1));
    }

    /// Whoever changes a password may do so because somebody else knows it.
    @Test
    void noCopyStaysThatTheFormerPasswordOpens() throws IOException {
        var addresses = create(file());
        unlocked(file().addAccount(password("right"))).close();
        assertThat(folder.resolve("wallet.hearth.1")).exists();
        unlocked(file().changePassword(password("right"), password("other"))).close();
        assertThat(folder.resolve("wallet.hearth.2")).doesNotExist();
        assertThat(folder.resolve("wallet.hearth.1")).hasSameBinaryContentAs(path());
        assertThat(file().unlock(password("right"))).isEqualTo(new UnlockResult.WrongPassword());
        try (var wallet = unlocked(file().unlock(password("other")))) {
            assertThat(wallet.addresses()).hasSize(2).startsWith(addresses.getFirst());
        }
        assertThat(file().changePassword(password("right"), password("third")))
                .isEqualTo(new UnlockResult.WrongPassword());
        unlocked(file().unlock(password("other"))).close();
    }

    @Test
    void waitsLongerAfterEachWrongPasswordAcrossRestarts() {
        create(file());
        for (int i = 0; i < 5; i++) {
            assertThat(file().unlock(password("wrong")))
                    .isEqualTo(new UnlockResult.WrongPassword());
        }
        for (int seconds : List.of(1, 2, 4, 8, 16, 32, 60, 60)) {
            assertThat(file().unlock(password("right")))
                    .isEqualTo(new UnlockResult.TooManyTries(Duration.ofSeconds(seconds)));
            now = now.plusSeconds(seconds);
            assertThat(file().unlock(password("wrong")))
                    .isEqualTo(new UnlockResult.WrongPassword());
        }
        now = now.plusSeconds(60);
        unlocked(file().unlock(password("right")));
        assertThat(file().unlock(password("wrong"))).isEqualTo(new UnlockResult.WrongPassword());
    }

    @Test
    void addsAccountsOfTheSamePhrase() {
        create(file());
        unlocked(file().addAccount(password("right"))).close();
        var wallet = unlocked(file().addAccount(password("right")));
        assertThat(wallet.addresses()).hasSize(3).doesNotHaveDuplicates();
        assertThat(file().addresses()).isEqualTo(wallet.addresses());
        try (var none = password("")) {
            var third = HdAccounts.derive(wallet.phrase().orElseThrow(), none, 2);
            assertThat(wallet.addresses().get(2)).isEqualTo(third.address());
        }
    }

    @Test
    void signsNothingAfterItWasClosed() {
        create(file());
        var wallet = unlocked(file().unlock(password("right")));
        var binding =
                new PayoutBinding(
                        new DeviceId("ab".repeat(32)),
                        wallet.addresses().getFirst(),
                        new ServerId("cd".repeat(32)),
                        Instant.EPOCH);
        byte[] signature = PayoutBindings.sign(wallet, binding);
        assertThat(PayoutBindings.isSignedByPayoutAddress(binding, signature)).isTrue();
        wallet.close();
        assertThatThrownBy(() -> PayoutBindings.sign(wallet, binding))
                .isInstanceOf(WalletLockedException.class);
        assertThatThrownBy(wallet::phrase).isInstanceOf(WalletLockedException.class);
    }

    @Test
    void sealsOneImportedKey() {
        var key = EthereumKey.random(RANDOM);
        file().create(key, password("right")).close();
        var wallet = unlocked(file().unlock(password("right")));
        assertThat(wallet.addresses()).containsExactly(key.address());
        assertThat(wallet.phrase()).isEmpty();
    }
}
