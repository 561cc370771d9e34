package hearth.app.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.wallet.WalletState.Paid;
import hearth.app.wallet.WalletState.Presence;
import hearth.keys.Address;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class RecipientTest {
    private static final Address EXCHANGE =
            Address.of("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static final Address TWIN = Address.of("0x7099" + "ab".repeat(16) + "79c8");

    /// Nothing of it is among the newest movements.
    private static WalletState paid(List<Address> here, List<Address> anywhere) {
        return new WalletState(
                Presence.UNLOCKED,
                Optional.of("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.of("town"),
                new Paid(here, anywhere));
    }

    private static Recipient.Someone someone(Address typed, WalletState state) {
        return (Recipient.Someone) Recipient.of(typed.value(), state);
    }

    @Test
    void whoWasPaidLongAgoIsKnownAndWhoLooksAlikeIsDoubted() {
        var state = paid(List.of(EXCHANGE), List.of(EXCHANGE));
        assertThat(someone(EXCHANGE, state).paidBefore()).isTrue();
        assertThat(someone(EXCHANGE, state).twin()).isEmpty();
        assertThat(someone(TWIN, state).paidBefore()).isFalse();
        assertThat(someone(TWIN, state).twin()).contains(EXCHANGE.grouped());
    }

    @Test
    void whoWasPaidOnAnotherNetworkIsNewHereAndMayBeImitated() {
        var state = paid(List.of(), List.of(EXCHANGE));
        assertThat(someone(EXCHANGE, state).paidBefore()).isFalse();
        assertThat(someone(EXCHANGE, state).twin()).isEmpty();
        assertThat(someone(TWIN, state).twin()).contains(EXCHANGE.grouped());
    }
}
