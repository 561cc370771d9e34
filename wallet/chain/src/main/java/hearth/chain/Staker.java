package hearth.chain;

import hearth.keys.Address;
import hearth.keys.Permit;
import hearth.keys.PermitSigner;
import hearth.keys.TransactionSigner;
import hearth.protocol.Wei;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Lets our contracts take EMBER of an account: exactly what is staked, for as short as can be.
/// With a permit (ERC-2612) the leave and the stake are one transaction; whoever sends the permit
/// first changes nothing, because the contract goes on with the allowance that is there then.
final class Staker {
    /// From the signature to the end of a permit.
    static final Duration PERMIT_LIFE = Duration.ofMinutes(30);

    /// Between this clock and the chain's; beyond it a deadline means something else there.
    private static final Duration NEAR = Duration.ofMinutes(10);

    private final EmberNetwork network;
    private final Address token;
    private final Address staking;

    Staker(EmberNetwork network) {
        this.network = network;
        this.token = network.profile().token();
        this.staking = network.profile().staking();
    }

    /// @param days of the term; 0 for flexible stake
    TxResult stake(String intent, Wei amount, int days, TransactionSigner signer) {
        var transactions = network.transactions();
        var approved = transactions.entry(intent + "/approve").isPresent();
        if (signer instanceof PermitSigner permits && !approved) {
            try {
                if (!transactions.maySign(intent)) {
                    // It is refused, or was signed before; no permit is made for nothing.
                    return send(intent, amount, bare(amount, days), signer);
                }
                var now = transactions.timeOfChain(NEAR);
                if (now.isPresent()) {
                    return send(
                            intent, amount, permitted(amount, days, now.get(), permits), signer);
                }
            } catch (NodesDisagreeException e) {
                return new TxResult.Refused(Refusal.NODES_DISAGREE, Optional.empty());
            } catch (NodeUnreachableException e) {
                return new TxResult.Unreachable();
            }
        }
        return allowThenStake(intent, amount, days, signer);
    }

    private String permitted(Wei amount, int days, Instant now, PermitSigner signer) {
        var deadline = now.plus(PERMIT_LIFE);
        byte[] signature =
                signer.sign(
                        new Permit(
                                network.profile().chainId(),
                                token,
                                signer.address(),
                                staking,
                                amount,
                                network.reads().permits(signer.address()),
                                deadline));
        return days == 0
                ? ContractCalls.stakeWithPermit(amount, deadline, signature)
                : ContractCalls.stakeForTermWithPermit(amount, days, deadline, signature);
    }

    private static String bare(Wei amount, int days) {
        return days == 0 ? ContractCalls.stake(amount) : ContractCalls.stakeForTerm(amount, days);
    }

    /// Two transactions; for an onlooker both at once, because the second one works after the first
    /// only.
    private TxResult allowThenStake(String intent, Wei amount, int days, TransactionSigner signer) {
        var allowed = approve(intent + "/approve", staking, amount, signer);
        return allowed instanceof TxResult.Included || signer instanceof Onlooker
                ? send(intent, amount, bare(amount, days), signer)
                : allowed;
    }

    private TxResult send(String intent, Wei amount, String data, TransactionSigner signer) {
        return network.transactions()
                .send(
                        new Intent(
                                intent,
                                Activity.Kind.STAKE,
                                signer.address(),
                                amount,
                                Optional.empty(),
                                Optional.of(staking),
                                data),
                        signer);
    }

    private TxResult approve(String intent, Address spender, Wei amount, TransactionSigner signer) {
        return network.transactions()
                .send(
                        new Intent(
                                intent,
                                Activity.Kind.APPROVE,
                                signer.address(),
                                amount,
                                Optional.of(spender),
                                Optional.of(token),
                                ContractCalls.approve(spender, amount)),
                        signer);
    }

    Reading<List<Allowance>> allowances(Address account) {
        var reads = network.reads();
        return Reading.of(
                () ->
                        network.profile().all().entrySet().stream()
                                .map(
                                        contract ->
                                                new Allowance(
                                                        contract.getKey(),
                                                        reads.allowance(
                                                                account, contract.getValue())))
                                .filter(a -> !a.amount().isZero())
                                .toList());
    }

    TxResult revoke(String intent, String contract, TransactionSigner signer) {
        var spender = network.profile().all().get(contract);
        return spender == null
                ? new TxResult.Refused(Refusal.UNKNOWN_CONTRACT, Optional.empty())
                : approve(intent, spender, Wei.ZERO, signer);
    }
}
