package hearth.app.practice;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.chain.Balances;
import hearth.chain.ClaimRelay;
import hearth.chain.EmberNetwork;
import hearth.chain.EmberWallet;
import hearth.chain.ExternalSigning;
import hearth.chain.Governance;
import hearth.chain.NetworkProfile;
import hearth.chain.PracticeSettings;
import hearth.chain.Reading;
import hearth.chain.SendPolicy;
import hearth.chain.TxResult;
import hearth.keys.Address;
import hearth.keys.EthereumKey;
import hearth.keys.TransactionSigner;
import hearth.protocol.ClaimProof;
import hearth.protocol.Wei;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/// A command's use of a network: of the practice network that runs for this data folder, of one
/// that is started for the command and ends with it, or of a deployed one.
public final class NetworkVisit implements AutoCloseable {
    private final Optional<PracticeSite> own;
    private final EmberNetwork network;
    private final Optional<ClaimsClient> claims;

    private NetworkVisit(
            Optional<PracticeSite> own, EmberNetwork network, Optional<ClaimsClient> claims) {
        this.own = own;
        this.network = network;
        this.claims = claims;
    }

    /// @param home one that takes part in no deployed network
    public static NetworkVisit practice(Image image, HearthHome home, Clock clock) {
        var own = PracticeSite.openUnlessRunning(image, home, clock);
        if (own.isPresent()) {
            return of(own.get(), own, home, clock);
        }
        var host = HostFile.read(home.practice()).orElseThrow(NetworkVisit::notReady);
        var profile = practiceProfile(home).orElseThrow(NetworkVisit::notReady);
        return new NetworkVisit(
                own,
                network(profile, home, clock, SendPolicy.practice()),
                Optional.of(new ClaimsClient(host.coordinator())));
    }

    /// What the practice network of a data folder is, as its host wrote it; empty before the first.
    public static Optional<NetworkProfile> practiceProfile(HearthHome home) {
        return NetworkProfile.read(PracticeLedger.profileFile(home));
    }

    /// On a deployed network. Nothing can be claimed where its profile names no coordinator.
    public static NetworkVisit on(NetworkProfile profile, HearthHome home, Clock clock) {
        return new NetworkVisit(
                Optional.empty(),
                network(profile, home, clock, SendPolicy.standard()),
                profile.entrance().map(e -> new ClaimsClient(e.coordinator())));
    }

    /// Inside the process that hosts the network; closing the visit leaves the network running.
    static NetworkVisit within(PracticeSite network, HearthHome home, Clock clock) {
        return of(network, Optional.empty(), home, clock);
    }

    private static NetworkVisit of(
            PracticeSite network, Optional<PracticeSite> own, HearthHome home, Clock clock) {
        var claims = new ClaimsClient(network.coordinator());
        return new NetworkVisit(
                own,
                network(network.profile(), home, clock, SendPolicy.practice()),
                Optional.of(claims));
    }

    private static EmberNetwork network(
            NetworkProfile profile, HearthHome home, Clock clock, SendPolicy policy) {
        var network = EmberNetwork.open(profile, home.walletJournal(), policy, clock);
        network.refresh();
        return network;
    }

    private static CommandFailure notReady() {
        return new CommandFailure(
                CommandFailure.FAILED,
                "The practice network of this data folder is just starting. Try again in some seconds.");
    }

    public EmberWallet wallet() {
        return new EmberWallet(network);
    }

    /// Empty on a network without votes.
    public Optional<Governance> governance() {
        return Governance.of(network);
    }

    public Reading<Balances> balances(Address account) {
        var cumulative = proof(account).map(ClaimProof::cumulative).orElse(Wei.ZERO);
        return wallet().balances(account, cumulative);
    }

    /// Pays out what is settled for an account, sent by an account made for this one transaction:
    /// gas is free here and the contract pays the proof's account, whoever asks.
    ///
    /// @return empty if nothing was ever settled
    public Optional<TxResult> claim(Address account) {
        return proof(account)
                .map(
                        proof -> {
                            try (var sender = EthereumKey.random(new SecureRandom())) {
                                return new ClaimRelay(network, sender).claim(proof);
                            }
                        });
    }

    /// The same, sent by an account of the caller's choice.
    public Optional<TxResult> claim(Address account, TransactionSigner sender) {
        return proof(account).map(proof -> new ClaimRelay(network, sender).claim(proof));
    }

    /// For accounts whose key is elsewhere.
    public ExternalSigning signing() {
        return new ExternalSigning(network);
    }

    /// Whether a transaction costs nothing, so that any account can send it.
    public boolean isFree() {
        return network.profile().chainId() == PracticeSettings.CHAIN_ID;
    }

    public String networkName() {
        return network.profile().name();
    }

    private Optional<ClaimProof> proof(Address account) {
        return claims.flatMap(c -> c.proof(account.value()));
    }

    @Override
    public void close() {
        network.close();
        own.ifPresent(PracticeSite::close);
    }
}
