package hearth.app.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.wallet.WalletDesk.Limits;
import hearth.app.wallet.WalletState.Presence;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;

import java.util.Optional;

class LimitsViewModelTest {
    private final InMemoryWallet desk = InMemoryWallet.of(Presence.UNLOCKED);
    private final Said said = new Said();
    private final LimitsViewModel model =
            new LimitsViewModel(
                    new WalletFeed(desk, new SameThreadBackground()), Said.speech(), said);

    private void save(String payment, String day, String password) {
        model.payment().set(payment);
        model.day().set(day);
        model.save(password.toCharArray());
    }

    @Test
    void tightensAtOnceAndLoosensWithThePasswordOnly() {
        model.onShow();
        assertThat(model.payment().get()).isEmpty();
        save("5", "20", "");
        var strict =
                new Limits(
                        Optional.of(Wei.ofEmber("5")),
                        Optional.of(Wei.ofEmber("20")),
                        Optional.empty());
        assertThat(desk.limits()).isEqualTo(strict);
        assertThat(model.asksPassword().get()).isFalse();
        save("5", "", "");
        assertThat(model.asksPassword().get()).isTrue();
        assertThat(model.error().get()).contains("more than before");
        save("5", "", "guess");
        assertThat(model.error().get()).contains("not the password");
        assertThat(desk.limits()).isEqualTo(strict);
        save("5", "", InMemoryWallet.PASSWORD);
        assertThat(desk.limits().perDay()).isEmpty();
        assertThat(model.asksPassword().get()).isFalse();
        assertThat(said.good()).hasSize(2);
    }

    @Test
    void theCapOfFeesIsOneOfThem() {
        model.fee().set("0.001");
        save("", "", "");
        assertThat(desk.limits().fee()).contains(Wei.ofEmber("0.001").value());
        model.fee().set("0.002");
        save("", "", "");
        assertThat(model.asksPassword().get()).isTrue();
        assertThat(desk.limits().fee()).contains(Wei.ofEmber("0.001").value());
    }

    @Test
    void setsNothingThatIsNoAmount() {
        save("five", "", "");
        assertThat(model.error().get()).isNotEmpty();
        assertThat(desk.limits())
                .isEqualTo(new Limits(Optional.empty(), Optional.empty(), Optional.empty()));
    }
}
