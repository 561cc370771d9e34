package hearth.app.votes;

import hearth.app.text.Speech;
import hearth.chain.VotingStanding;
import hearth.keys.Address;

import java.util.List;
import java.util.Optional;

/// What the screen of the votes shows of the network.
///
/// @param isStale whether no node answers now, and this is what was seen last
/// @param left how many proposals were not believed, in words; empty if none
record VotesPage(
        Kind kind,
        boolean isStale,
        List<ProposalCard> cards,
        Optional<Standing> standing,
        String left) {
    enum Kind {
        LOADING,
        NO_WALLET,
        WITHOUT_VOTES,
        UNREACHABLE,
        SEEN
    }

    /// The account's part.
    ///
    /// @param castBy who casts its votes, in words
    /// @param delegate address of somebody else who does; empty if it is the account
    /// @param rules how a proposal comes about
    /// @param propose whether the account could propose, in words
    record Standing(
            String votes,
            String stake,
            String castBy,
            String delegate,
            boolean hasVotes,
            boolean hasStake,
            String rules,
            String propose,
            Address account) {
        Wish takeBack() {
            return new Wish.Delegate(account, true);
        }

        static Standing of(VotingStanding own, Address account, Speech speech) {
            var amounts = speech.amounts();
            var other = own.delegate().filter(to -> !to.equals(account));
            String by = own.delegate().isEmpty() ? "nobody" : other.isEmpty() ? "self" : "other";
            return new Standing(
                    amounts.brief(own.votes()),
                    amounts.brief(own.stake()),
                    speech.text("votes.cast-by." + by),
                    other.map(Address::value).orElse(""),
                    !own.votes().isZero(),
                    !own.stake().isZero(),
                    speech.text(
                                    "votes.rules",
                                    amounts.brief(own.threshold()),
                                    speech.times().span(own.delay()),
                                    speech.times().span(own.period()),
                                    amounts.brief(own.quorum()))
                            + " "
                            + speech.text("votes.rules.wait", speech.times().span(own.timelock())),
                    own.canPropose()
                            ? speech.text("votes.propose.enough")
                            : speech.text(
                                    "votes.propose.few",
                                    amounts.brief(own.votes()),
                                    amounts.brief(own.threshold())),
                    account);
        }
    }

    static VotesPage loading() {
        return blank(Kind.LOADING);
    }

    private static VotesPage blank(Kind kind) {
        return new VotesPage(kind, false, List.of(), Optional.empty(), "");
    }

    /// The page after another look; what was seen stays while no node answers.
    VotesPage after(VotesDesk.Sight sight, Speech speech) {
        return switch (sight) {
            case VotesDesk.Sight.NoWallet none -> blank(Kind.NO_WALLET);
            case VotesDesk.Sight.WithoutVotes without -> blank(Kind.WITHOUT_VOTES);
            case VotesDesk.Sight.Unreachable no ->
                    kind == Kind.SEEN
                            ? new VotesPage(kind, true, cards, standing, left)
                            : blank(Kind.UNREACHABLE);
            case VotesDesk.Sight.Seen seen ->
                    new VotesPage(
                            Kind.SEEN,
                            false,
                            seen.proposals().list().stream()
                                    .map(p -> ProposalCard.of(p, speech))
                                    .toList(),
                            Optional.of(Standing.of(seen.standing(), seen.account(), speech)),
                            seen.proposals().unreadable() == 0
                                    ? ""
                                    : speech.text("votes.left", seen.proposals().unreadable()));
        };
    }
}
