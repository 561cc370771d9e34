package hearth.app.wallet;

import hearth.app.wallet.WalletState.Funds;
import hearth.app.wallet.WalletState.Movement;
import hearth.app.wallet.WalletState.NodeWarning;
import hearth.app.wallet.WalletState.Paid;
import hearth.app.wallet.WalletState.Settlement;
import hearth.app.wallet.WalletState.StakeBook;
import hearth.app.wallet.WalletState.Unbonding;
import hearth.app.wallet.WalletState.Waiting;
import hearth.chain.Activity;
import hearth.chain.Balances;
import hearth.chain.EmberNetwork;
import hearth.chain.EmberWallet;
import hearth.chain.NodeFinding;
import hearth.chain.Positions;
import hearth.chain.PracticeSettings;
import hearth.chain.Reading;
import hearth.keys.Address;
import hearth.protocol.ClaimProof;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.PendingClaim;
import hearth.protocol.Wei;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Asks chain and coordinator about one address and puts the answers into the window's terms.
final class ChainReading {
    private static final int NEWEST = 20;
    private final EmberNetwork network;
    private final EmberWallet wallet;
    private final Claims claims;
    private final InstantSource clock;

    ChainReading(EmberNetwork network, Claims claims, InstantSource clock) {
        this.network = network;
        wallet = new EmberWallet(network);
        this.claims = claims;
        this.clock = clock;
    }

    /// What is known of the address now; blocks on the nodes.
    Answer read(Address address) {
        network.refresh();
        Settled settled = settled(address);
        Reading<Balances> balances =
                wallet.balances(address, settled.cumulative(), settled.pending());
        Reading<Positions> positions = wallet.positions(address);
        return new Answer(
                known(balances).map(b -> funds(b, settled.isKnown())),
                known(positions).map(ChainReading::book),
                wallet.activity(address, NEWEST).stream()
                        .filter(
                                a ->
                                        a.kind() != Activity.Kind.APPROVE
                                                || a.stage() == Activity.Stage.SENT)
                        .map(a -> movement(a, address))
                        .toList(),
                disputed(balances) || disputed(positions),
                network.findings().stream().map(ChainReading::warning).toList());
    }

    /// Whom this wallet ever paid, by its own journal; asks no node.
    Paid paid() {
        return new Paid(wallet.paid(), wallet.paidAnywhere());
    }

    /// Whether nodes answered, but too few alike.
    private static boolean disputed(Reading<?> reading) {
        return reading instanceof Reading.Unreachable<?> none && !none.findings().isEmpty();
    }

    private static NodeWarning warning(NodeFinding finding) {
        return new NodeWarning(
                finding.node().toString(),
                finding.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                finding.about(),
                finding.said(),
                finding.others());
    }

    /// What is settled, or nothing while the coordinator cannot be asked.
    private Settled settled(Address address) {
        try {
            Optional<ClaimProof> proof = claims.proof(address.value());
            return new Settled(
                    true,
                    proof.map(ClaimProof::cumulative).orElse(Wei.ZERO),
                    claims.pending(address.value()));
        } catch (UncheckedIOException | MalformedMessageException e) {
            return new Settled(false, Wei.ZERO, Optional.empty());
        }
    }

    private static <T> Optional<T> known(Reading<T> reading) {
        return switch (reading) {
            case Reading.Known<T> known -> Optional.of(known.value());
            case Reading.Unreachable<T> u -> Optional.empty();
        };
    }

    private Funds funds(Balances balances, boolean isSettlementKnown) {
        return new Funds(
                balances.ember(),
                balances.gas(),
                network.profile().chainId() == PracticeSettings.CHAIN_ID,
                isSettlementKnown ? Optional.of(balances.claimable()) : Optional.empty(),
                balances.waiting().map(w -> new Waiting(w.amount(), w.claimableAt())),
                balances.claimed(),
                clock.instant());
    }

    private static StakeBook book(Positions positions) {
        Instant end = positions.yieldEnds();
        return new StakeBook(
                positions.staked(),
                positions.totalStaked(),
                positions.yieldEarned(),
                positions.yieldPerSecond(),
                end.equals(Instant.EPOCH) ? Optional.empty() : Optional.of(end),
                positions.unbondingPeriod(),
                positions.unbonding().stream()
                        .map(u -> new Unbonding(u.id().longValueExact(), u.amount(), u.releaseAt()))
                        .toList(),
                positions.flexible());
    }

    /// The journal has what another account of this wallet sent to the owner, too.
    private Movement movement(Activity activity, Address owner) {
        boolean isPayment = activity.kind() == Activity.Kind.SEND;
        boolean isGot = isPayment && !activity.account().equals(owner);
        return new Movement(
                isGot
                        ? "receive"
                        : activity.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                Optional.of(activity.amount()),
                isGot
                        ? Optional.of(activity.account().value())
                        : activity.counterparty().filter(to -> isPayment).map(Address::value),
                activity.hash(),
                switch (activity.stage()) {
                    case QUEUED, SENT -> Settlement.PENDING;
                    case INCLUDED -> Settlement.INCLUDED;
                    case FINAL -> Settlement.FINAL;
                    case REFUSED -> Settlement.FAILED;
                    case CANCELLED -> Settlement.CANCELLED;
                },
                Optional.of(activity.created()),
                activity.account().equals(owner),
                activity.hash()
                        .flatMap(hash -> network.profile().explorer().map(e -> e.pageOf(hash))));
    }

    private record Settled(boolean isKnown, Wei cumulative, Optional<PendingClaim> pending) {}

    /// @param funds absent while no node answers or too few agree
    /// @param isDisputed whether nodes answered, but too few alike
    record Answer(
            Optional<Funds> funds,
            Optional<StakeBook> book,
            List<Movement> activity,
            boolean isDisputed,
            List<NodeWarning> nodes) {}
}
