package hearth.app.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.wallet.WalletState.Presence;

import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

class WalletFeedTest {
    private final AtomicInteger opened = new AtomicInteger();
    private final InMemoryWallet wallet = InMemoryWallet.of(Presence.LOCKED);
    private final WalletSource source =
            new WalletSource(
                    WalletState.closed(true, Optional.of(InMemoryWallet.ADDRESS)),
                    () -> {
                        opened.incrementAndGet();
                        return wallet;
                    });

    @Test
    void saysWhatTheFileSaysWithoutOpeningAnything() {
        var feed = new WalletFeed(source, new SameThreadBackground());
        assertThat(feed.state().get().presence()).isEqualTo(Presence.LOCKED);
        assertThat(feed.state().get().address()).contains(InMemoryWallet.ADDRESS);
        assertThat(feed.state().get().funds()).isEmpty();
        assertThat(opened).hasValue(0);
    }

    @Test
    void opensOnceForAllScreensThatShowMoney() {
        var feed = new WalletFeed(source, new SameThreadBackground());
        feed.open();
        feed.open();
        assertThat(opened).hasValue(1);
        assertThat(feed.state().get()).isEqualTo(wallet.state());
        feed.ask(d -> d.unlock(InMemoryWallet.PASSWORD.toCharArray()), answer -> {}, () -> {});
        assertThat(feed.state().get().presence()).isEqualTo(Presence.UNLOCKED);
    }

    @Test
    void goesOnWithItsScreensWhenItCouldNotBeOpenedTheFirstTime() {
        var broken =
                new WalletSource(
                        WalletState.none(),
                        () -> {
                            if (opened.incrementAndGet() == 1) {
                                throw new IllegalStateException("no disk");
                            }
                            return wallet;
                        });
        var feed = new WalletFeed(broken, new SameThreadBackground());
        feed.open();
        assertThat(feed.state().get()).isEqualTo(WalletState.none());
        feed.open();
        assertThat(feed.state().get()).isEqualTo(wallet.state());
    }
}
