package hearth.app.votes;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryVotes;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.wallet.SigningWorkflow;
import hearth.app.wallet.WalletDesk.Sending;
import hearth.app.wallet.WalletFeed;
import hearth.app.wallet.WalletState.Presence;
import hearth.chain.Ballot;

import org.junit.jupiter.api.Test;

import java.util.List;

class VotesViewModelTest {
    private final SameThreadBackground background = new SameThreadBackground();
    private final Said said = new Said();

    private VotesViewModel on(InMemoryVotes votes) {
        var wallet = new WalletFeed(InMemoryWallet.of(Presence.UNLOCKED), background);
        wallet.open();
        var model = new VotesViewModel(votes, wallet, Said.speech(), background, said);
        model.onShow();
        return model;
    }

    private static ProposalCard card(VotesViewModel model, String id) {
        return model.page().get().cards().stream()
                .filter(card -> card.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Wish wish(VotesViewModel model, String card, String action) {
        return card(model, card).actions().stream()
                .filter(a -> a.id().equals(action))
                .findFirst()
                .orElseThrow()
                .wish();
    }

    @Test
    void saysWhatAProposalDoesAndHowFarItIs() {
        var model = on(InMemoryVotes.busy());
        var card = card(model, "71");
        assertThat(card.title()).isEqualTo("A softer rule for slashing");
        assertThat(card.calls())
                .containsExactly(
                        new ProposalCard.Line(
                                "Staking: one slash may take at most 5%, and leaving a term on its first day costs 7.25%.",
                                true));
        assertThat(card.quorum()).isEqualTo("Quorum not reached: 4.75 of 40 votes");
        assertThat(card.share()).isBetween(0.118, 0.119);
        assertThat(card(model, "73").hasQuorum()).isTrue();
        assertThat(card(model, "72").calls().getFirst().isKnown()).isFalse();
        assertThat(card(model, "72").title()).doesNotContain("\u202e");
    }

    @Test
    void offersOnlyWhatCanBeDoneNow() {
        var model = on(InMemoryVotes.busy());
        assertThat(card(model, "71").actions())
                .extracting(ProposalCard.Action::id)
                .containsExactly("for", "against", "abstain");
        assertThat(card(model, "72").actions()).isEmpty();
        assertThat(card(model, "73").actions())
                .extracting(ProposalCard.Action::id)
                .containsExactly("pass-on");
        assertThat(card(model, "74").actions())
                .extracting(ProposalCard.Action::id)
                .containsExactly("carry-out");
    }

    @Test
    void signsNothingBeforeTheOwnerHasSeenWhatItMeans() {
        var votes = InMemoryVotes.busy();
        var model = on(votes);
        model.ask(wish(model, "71", "against"));
        assertThat(votes.done()).isEmpty();
        var words = model.words(model.workflow().get().wish().orElseThrow());
        assertThat(words.sentence()).isEqualTo("Vote “Against” with 5 votes?");
        assertThat(words.details()).containsExactly(card(model, "71").calls().getFirst().text());
        model.back();
        model.confirm();
        assertThat(votes.done()).isEmpty();
        model.ask(wish(model, "71", "against"));
        model.confirm();
        assertThat(votes.done()).hasSize(1);
        assertThat(((Wish.Cast) votes.done().getFirst()).ballot()).isEqualTo(Ballot.AGAINST);
        assertThat(model.workflow().get().page()).isEqualTo(SigningWorkflow.Page.LIST);
        assertThat(card(model, "71").mine()).isEqualTo("You voted, with 5 votes.");
        assertThat(card(model, "71").actions()).isEmpty();
    }

    @Test
    void whatWasRefusedCanBeTriedAgain() {
        var votes = InMemoryVotes.busy();
        votes.refuse(new Sending.Refused("not-the-time"));
        var model = on(votes);
        model.ask(wish(model, "74", "carry-out"));
        model.confirm();
        assertThat(model.workflow().get().page()).isEqualTo(SigningWorkflow.Page.CONFIRM);
        assertThat(said.bad()).hasSize(1);
    }

    @Test
    void givesVotesToAnAddressThatIsOneAndTakesThemBack() {
        var votes = InMemoryVotes.busy();
        var model = on(votes);
        model.delegate("0x1234");
        assertThat(model.delegateError().get()).isNotEmpty();
        model.delegate(InMemoryVotes.OWNER.value());
        assertThat(model.delegateError().get()).isEqualTo("That is your own address.");
        assertThat(model.workflow().get().page()).isEqualTo(SigningWorkflow.Page.LIST);
        model.delegate(InMemoryVotes.FRIEND.value());
        model.confirm();
        var given = model.page().get().standing().orElseThrow();
        assertThat(given.delegate()).isEqualTo(InMemoryVotes.FRIEND.value());
        assertThat(given.votes()).isEqualTo("0");
        model.takeBack();
        model.confirm();
        assertThat(model.page().get().standing().orElseThrow().delegate()).isEmpty();
    }

    @Test
    void keepsWhatWasSeenWhileTheNetworkIsSilentAndSaysSo() {
        var votes = InMemoryVotes.busy();
        var model = on(votes);
        votes.show(new VotesDesk.Sight.Unreachable());
        background.tick();
        assertThat(model.page().get().isStale()).isTrue();
        assertThat(model.page().get().cards()).hasSize(4);
        assertThat(on(votes).page().get().kind()).isEqualTo(VotesPage.Kind.UNREACHABLE);
    }

    @Test
    void saysWhatIsMissingToTakePart() {
        assertThat(on(new InMemoryVotes(new VotesDesk.Sight.NoWallet())).page().get().kind())
                .isEqualTo(VotesPage.Kind.NO_WALLET);
        var poor = InMemoryVotes.of(List.of(), "0");
        var own = on(poor).page().get().standing().orElseThrow();
        assertThat(own.hasVotes()).isFalse();
        assertThat(own.castBy()).isEqualTo("Once you stake, you cast them yourself.");
        assertThat(own.propose()).isEqualTo("You have 0 of the 100 votes that a proposal needs.");
    }
}
