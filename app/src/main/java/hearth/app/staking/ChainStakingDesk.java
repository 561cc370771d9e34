package hearth.app.staking;

import hearth.app.wallet.Signing;
import hearth.app.wallet.WalletDesk.Sending;
import hearth.chain.Bond;
import hearth.chain.Bonding;
import hearth.chain.EmberNetwork;
import hearth.chain.EmberWallet;
import hearth.chain.Forecast;
import hearth.chain.Reading;
import hearth.chain.TxResult;
import hearth.keys.TransactionSigner;

import java.math.BigInteger;

/// Bound stake on the chain, signed by the open wallet. Safe for use by several threads.
public final class ChainStakingDesk implements StakingDesk {
    private final Signing signing;
    private final EmberWallet wallet;
    private final Bonding bonding;

    public ChainStakingDesk(Signing signing, EmberNetwork network) {
        this.signing = signing;
        wallet = new EmberWallet(network);
        bonding = new Bonding(network);
    }

    @Override
    public Sight look() {
        return signing.account()
                .map(bonding::bond)
                .<Sight>map(
                        reading ->
                                reading instanceof Reading.Known<Bond> known
                                        ? new Sight.Seen(known.value())
                                        : new Sight.Nothing())
                .orElseGet(Sight.Nothing::new);
    }

    @Override
    public Forecast forecast(StakeWish wish) {
        return signing.forecast((intent, by) -> signed(wish, intent, by));
    }

    @Override
    public Sending act(StakeWish wish, BigInteger acceptedFee) {
        return signing.send(
                (intent, by) -> {
                    wallet.acceptFee(intent, acceptedFee);
                    return signed(wish, intent, by);
                });
    }

    private TxResult signed(StakeWish wish, String intent, TransactionSigner by) {
        return switch (wish) {
            case StakeWish.Stake stake ->
                    stake.days() == 0
                            ? wallet.stake(intent, stake.amount(), by)
                            : wallet.stakeForTerm(intent, stake.amount(), stake.days(), by);
            case StakeWish.Unstake back -> wallet.unstake(intent, back.amount(), by);
            case StakeWish.Withdraw due ->
                    wallet.withdraw(intent, BigInteger.valueOf(due.id()), by);
            case StakeWish.ClaimYield yield -> wallet.claimYield(intent, by);
            case StakeWish.Leave leave -> wallet.leaveEarly(intent, leave.term().id(), by);
            case StakeWish.EndTerm end -> wallet.endTerm(intent, end.term().id(), by);
            case StakeWish.Compound compound -> wallet.compound(intent, by);
            case StakeWish.Appeal appeal -> bonding.appeal(intent, appeal.against().id(), by);
        };
    }
}
