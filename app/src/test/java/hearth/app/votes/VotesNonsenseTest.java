package hearth.app.votes;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryVotes;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.wallet.SigningWorkflow;
import hearth.app.wallet.WalletFeed;
import hearth.app.wallet.WalletState.Presence;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a clumsy owner types as the one who votes instead: nothing is asked to be signed.
class VotesNonsenseTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | That is not an address",
                "0x | That is not an address",
                "0x1234 | That is not an address",
                "me | That is not an address",
                "0x70997970C51812dc3A010C7d01b50e0d17dc79C80 | That is not an address",
                "0x70997970c51812dc3A010C7d01b50e0d17dc79C8 | There is a slip",
                "vitalik.eth | Names are not looked up",
                "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 | your own address"
            })
    void givesNobodyTheVote(String typed, String error) {
        var background = new SameThreadBackground();
        var wallet = new WalletFeed(InMemoryWallet.of(Presence.UNLOCKED), background);
        wallet.open();
        var model =
                new VotesViewModel(
                        InMemoryVotes.busy(), wallet, Said.speech(), background, new Said());
        model.onShow();
        model.delegate(typed);
        assertThat(model.delegateError().get()).contains(error);
        assertThat(model.workflow().get().page()).isEqualTo(SigningWorkflow.Page.LIST);
    }
}
