package hearth.app.earnings;

import hearth.app.wallet.Claims;
import hearth.app.wallet.Signing;
import hearth.chain.EmberNetwork;
import hearth.chain.PaidEpochs;
import hearth.chain.PayoutTrail;
import hearth.chain.PayoutTrails;
import hearth.chain.Reading;
import hearth.keys.Address;
import hearth.protocol.ClaimProof;
import hearth.protocol.MalformedMessageException;

import java.io.UncheckedIOException;
import java.util.Optional;

/// Asks coordinator and chain. Safe for use by several threads.
public final class ChainTrailDesk implements TrailDesk {
    private final Signing signing;
    private final PayoutTrails trails;
    private final Claims claims;

    public ChainTrailDesk(Signing signing, EmberNetwork network, Claims claims) {
        this.signing = signing;
        this.claims = claims;
        trails = new PayoutTrails(network);
    }

    @Override
    public Optional<Trail> trail(long epoch) {
        return signing.account()
                .map(account -> trails.trail(account, epoch, newest(account)))
                .flatMap(
                        reading ->
                                reading instanceof Reading.Known<PayoutTrail> known
                                        ? Optional.of(of(known.value()))
                                        : Optional.empty());
    }

    @Override
    public Claimed claimed(String transaction) {
        return signing.account()
                .map(account -> trails.paid(account, transaction))
                .map(ChainTrailDesk::of)
                .orElseGet(Claimed.Unknown::new);
    }

    private static Claimed of(Reading<Optional<PaidEpochs>> reading) {
        return switch (reading) {
            case Reading.Known<Optional<PaidEpochs>> known ->
                    known.value()
                            .<Claimed>map(
                                    paid ->
                                            new Claimed.Paid(
                                                    paid.after(), paid.epoch(), paid.amount()))
                            .orElseGet(Claimed.NoClaim::new);
            case Reading.Unreachable<Optional<PaidEpochs>> _ -> new Claimed.Unknown();
        };
    }

    /// Without the coordinator there is no proof, and all else can still be said.
    private Optional<ClaimProof> newest(Address account) {
        try {
            return claims.proof(account.value());
        } catch (UncheckedIOException | MalformedMessageException e) {
            return Optional.empty();
        }
    }

    private static Trail of(PayoutTrail trail) {
        return new Trail(
                trail.root().map(PayoutTrail.Root::hash),
                trail.root().map(PayoutTrail.Root::validAt),
                trail.proofFits(),
                trail.claim().map(PayoutTrail.Claim::hash),
                trail.claim().map(PayoutTrail.Claim::amount));
    }
}
