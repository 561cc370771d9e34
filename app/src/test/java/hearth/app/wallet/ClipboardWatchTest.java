package hearth.app.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryPasteboard;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.fixture.Snapshots;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;

class ClipboardWatchTest {
    private static final String MEANT = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    private static final String THIEF = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
    private static final String TWIN = "0x7099" + "0".repeat(32) + "79c8";
    private final SameThreadBackground background = new SameThreadBackground();
    private final InMemoryPasteboard pasteboard = new InMemoryPasteboard();
    private final Said said = new Said();
    private Instant now = Snapshots.NOW;
    private final ClipboardWatch watch =
            new ClipboardWatch(pasteboard, background, () -> now, Said.speech(), said);

    @BeforeEach
    void show() {
        watch.onShow();
    }

    private void later(long seconds) {
        now = now.plusSeconds(seconds);
        background.tick();
    }

    @Test
    void noticesAnAddressThatTakesTheOwnOnesPlace() {
        watch.copy(InMemoryWallet.ADDRESS);
        pasteboard.put(THIEF);
        later(1);
        assertThat(said.bad()).hasSize(1);
        assertThat(said.bad().getFirst()).contains("0x f39F d6e5");
    }

    @Test
    void warnsOfAnAddressThatReplacedAnotherWithinMoments() {
        pasteboard.put(MEANT);
        later(1);
        assertThat(watch.doubt(MEANT)).isEmpty();
        pasteboard.put(THIEF);
        later(1);
        assertThat(watch.doubt(THIEF)).hasValueSatisfying(w -> assertThat(w).contains("7970"));
        assertThat(watch.doubt(MEANT)).isEmpty();
        later(61);
        assertThat(watch.doubt(THIEF)).as("a minute later").isEmpty();
    }

    /// The exchange may come between the last look and the review.
    @Test
    void looksOnceMoreBeforeAPaymentIsReviewed() {
        pasteboard.put(MEANT);
        later(1);
        pasteboard.put(THIEF);
        assertThat(watch.doubt(THIEF)).isPresent();
    }

    /// A clipboard with a whole log in it is fetched on the screen's thread.
    @Test
    void asksASlowClipboardOnceAMinuteAndBeforeAPayment() {
        pasteboard.put("x".repeat(1000));
        pasteboard.takes(80);
        later(1);
        int asked = pasteboard.reads();
        for (int i = 0; i < 50; i++) {
            later(1);
        }
        assertThat(pasteboard.reads()).isEqualTo(asked);
        pasteboard.put(TWIN);
        assertThat(watch.doubt(MEANT)).isPresent();
        assertThat(pasteboard.reads()).isEqualTo(asked + 1);
        later(61);
        assertThat(pasteboard.reads()).isEqualTo(asked + 2);
    }

    @Test
    void letsAPersonCopyOneAddressAfterAnother() {
        pasteboard.put(MEANT);
        later(1);
        later(9);
        pasteboard.put(THIEF);
        later(1);
        assertThat(said.bad()).isEmpty();
        assertThat(watch.doubt(THIEF)).isEmpty();
    }

    @Test
    void warnsWhenTheClipboardHoldsALookAlike() {
        pasteboard.put(TWIN);
        assertThat(watch.doubt(MEANT)).hasValueSatisfying(w -> assertThat(w).contains("79c8"));
    }

    @Test
    void takesTheOwnAddressAwayAfterAMinuteUnlessSomethingElseIsThere() {
        watch.copy(InMemoryWallet.ADDRESS);
        later(59);
        assertThat(pasteboard.text()).contains(InMemoryWallet.ADDRESS);
        later(2);
        assertThat(pasteboard.text()).isEmpty();
        watch.copy(InMemoryWallet.ADDRESS);
        later(30);
        pasteboard.put("a shopping list");
        later(31);
        assertThat(pasteboard.text()).contains("a shopping list");
    }

    @Test
    void ignoresWhatIsNoAddressAndStopsWhenTheWalletIsLeft() {
        pasteboard.put("x".repeat(100_000));
        later(1);
        pasteboard.put(THIEF);
        later(1);
        assertThat(said.bad()).isEmpty();
        watch.onHide();
        assertThat(background.ticking()).isZero();
    }
}
