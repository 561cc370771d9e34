package hearth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

final class AutoLockTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger locks = new AtomicInteger();
    private volatile Instant now = Instant.parse("2026-11-21T00:00:00Z");
    private final AutoLock autoLock =
            new AutoLock(Duration.ofMinutes(5), () -> now, timer, locks::incrementAndGet);

    @AfterEach
    void stop() {
        autoLock.close();
        timer.shutdownNow();
    }

    private UnlockedWallet opened() {
        var wallet = UnlockedWallet.ofKey(EthereumKey.random(new SecureRandom()));
        autoLock.hold(wallet);
        return wallet;
    }

    private void pass(Duration time) {
        for (long s = 0; s < time.toSeconds(); s += 30) {
            now = now.plusSeconds(30);
            autoLock.check();
        }
    }

    @Test
    void locksWhenIdleAndWipesTheKeys() {
        var wallet = opened();
        pass(Duration.ofMinutes(4));
        assertThat(autoLock.wallet()).contains(wallet);
        pass(Duration.ofMinutes(1));
        assertThat(autoLock.wallet()).isEmpty();
        assertThat(locks).hasValue(1);
        var tx =
                new UnsignedTransaction(
                        1,
                        0,
                        Optional.empty(),
                        BigInteger.ZERO,
                        "0x",
                        BigInteger.ONE,
                        BigInteger.ZERO,
                        BigInteger.ZERO);
        var signer = wallet.signer(wallet.addresses().getFirst());
        assertThatThrownBy(() -> signer.sign(tx)).isInstanceOf(WalletLockedException.class);
    }

    @Test
    void useStartsTheTimeAgain() {
        opened();
        pass(Duration.ofMinutes(4));
        autoLock.touch();
        pass(Duration.ofMinutes(4));
        assertThat(autoLock.wallet()).isPresent();
    }

    @Test
    void locksAfterTheComputerSlept() {
        opened();
        now = now.plus(Duration.ofMinutes(2));
        autoLock.check();
        assertThat(autoLock.wallet()).isEmpty();
    }

    @Test
    void locksWhenTheClockJumpsInEitherDirection() {
        for (long minutes : List.of(2L, -2L)) {
            opened();
            now = now.plus(Duration.ofMinutes(minutes));
            autoLock.check();
            assertThat(autoLock.wallet()).as("%d minutes", minutes).isEmpty();
        }
        opened();
        now = now.minusSeconds(30);
        autoLock.check();
        assertThat(autoLock.wallet()).as("a clock that is set right").isPresent();
    }

    @Test
    void refusesToNeverLock() {
        assertThatThrownBy(() -> autoLock.setIdle(Duration.ofHours(2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aListenerThatFailsDoesNotEndTheWatch() {
        // What a timer runs must not throw: it would never run it again.
        var heard = new AtomicInteger();
        try (var watched =
                new AutoLock(
                        Duration.ofMinutes(5),
                        () -> now,
                        timer,
                        () -> {
                            heard.incrementAndGet();
                            throw new UncheckedIOException(new IOException("no disk"));
                        })) {
            watched.hold(UnlockedWallet.ofKey(EthereumKey.random(new SecureRandom())));
            now = now.plus(Duration.ofMinutes(6));

            assertThatCode(watched::check).doesNotThrowAnyException();

            assertThat(watched.wallet()).isEmpty();
            assertThat(heard).hasValue(1);
        }
    }
}
