package hearth.chain;

import hearth.keys.Address;
import hearth.protocol.Wei;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/// The practice network's operator giving worthless tokens away, so that an owner can try a job.
/// Works beside the process that hosts the network: both use the operator's one journal.
public final class PracticeTokens {
    private final NetworkProfile profile;
    private final Path folder;
    private final SecureRandom random;
    private final InstantSource clock;

    /// @param folder the practice chain's own
    public PracticeTokens(
            NetworkProfile profile, Path folder, SecureRandom random, InstantSource clock) {
        this.profile = profile;
        this.folder = folder;
        this.random = random;
        this.clock = clock;
    }

    /// @param intent names the gift; the same one is given once
    public TxResult give(String intent, Address to, Wei amount) {
        try (var network =
                        EmberNetwork.open(
                                profile,
                                PracticeDeployment.journalIn(folder),
                                SendPolicy.practice(),
                                clock);
                var operator =
                        PracticeDeployment.operatorKey(PracticeDeployment.keyIn(folder), random)) {
            return new EmberWallet(network).send(intent, to, amount, operator);
        }
    }
}
