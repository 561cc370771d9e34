package hearth.app.votes;

import hearth.app.wallet.Signing;
import hearth.app.wallet.WalletDesk.Sending;
import hearth.chain.EmberNetwork;
import hearth.chain.Governance;
import hearth.chain.Proposals;
import hearth.chain.Reading;
import hearth.chain.VotingStanding;

import java.util.Optional;

/// Votes on the chain, signed by the open wallet. Safe for use by several threads.
public final class ChainVotesDesk implements VotesDesk {
    private final Signing signing;
    private final Optional<Governance> governance;

    public ChainVotesDesk(Signing signing, EmberNetwork network) {
        this.signing = signing;
        governance = Governance.of(network);
    }

    @Override
    public Sight look() {
        var account = signing.account();
        if (governance.isEmpty()) {
            return new Sight.WithoutVotes();
        }
        if (account.isEmpty()) {
            return new Sight.NoWallet();
        }
        var proposals = governance.get().proposals(account.get());
        var standing = governance.get().standing(account.get());
        return proposals instanceof Reading.Known<Proposals> list
                        && standing instanceof Reading.Known<VotingStanding> own
                ? new Sight.Seen(list.value(), own.value(), account.get())
                : new Sight.Unreachable();
    }

    @Override
    public Sending act(Wish wish) {
        return governance
                .map(
                        votes ->
                                signing.send(
                                        (intent, by) ->
                                                switch (wish) {
                                                    case Wish.Cast cast ->
                                                            votes.vote(
                                                                    intent,
                                                                    cast.proposal(),
                                                                    cast.ballot(),
                                                                    by);
                                                    case Wish.Delegate to ->
                                                            votes.delegate(intent, to.to(), by);
                                                    case Wish.PassOn on ->
                                                            votes.queue(intent, on.proposal(), by);
                                                    case Wish.CarryOut out ->
                                                            votes.execute(
                                                                    intent, out.proposal(), by);
                                                }))
                .orElseGet(() -> new Sending.Refused("unknown-proposal"));
    }
}
