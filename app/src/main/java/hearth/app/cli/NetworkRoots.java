package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.practice.NetworkVisit;
import hearth.chain.NetworkProfile;
import hearth.chain.PostedRoot;
import hearth.chain.PostedRoots;
import hearth.chain.Reading;
import hearth.coordinator.PublicVerification;
import hearth.protocol.Sha256;

import java.io.IOException;
import java.util.Optional;

/// The chain of a network whose profile this data folder trusts, for [PublicVerification].
final class NetworkRoots implements PublicVerification.Chain, AutoCloseable {
    private static final String PRACTICE = "practice";
    private final NetworkProfile profile;
    private final PostedRoots roots;
    private boolean isChecked;

    private NetworkRoots(NetworkProfile profile) {
        this.profile = profile;
        this.roots = new PostedRoots(profile);
    }

    /// @param name of a network that was deployed, a profile's file, or `practice`
    /// @throws CommandFailure if there is no such profile, or it is not to be trusted
    static NetworkRoots of(HearthHome home, String name) {
        if (!name.equals(PRACTICE)) {
            return new NetworkRoots(NetworkCommand.profile(home, name));
        }
        return new NetworkRoots(
                NetworkVisit.practiceProfile(home)
                        .orElseThrow(
                                () ->
                                        new CommandFailure(
                                                CommandFailure.MISSING,
                                                "This data folder has no practice network.")));
    }

    @Override
    public String rewards() {
        return profile.rewards().value();
    }

    @Override
    public Optional<Settled> settled(long epoch) throws IOException {
        if (!isChecked && !known(roots.isTheNetwork())) {
            throw new IOException("the chain is not the one that " + profile.name() + " names");
        }
        isChecked = true;
        return known(roots.posted(epoch)).map(NetworkRoots::settled);
    }

    private static Settled settled(PostedRoot posted) {
        return new Settled(posted.root(), posted.total(), new Sha256(posted.dataHash()));
    }

    private static <T> T known(Reading<T> reading) throws IOException {
        return switch (reading) {
            case Reading.Known<T>(var value) -> value;
            case Reading.Unreachable<T> _ ->
                    throw new IOException("the chain does not answer, or not with one voice");
        };
    }

    @Override
    public void close() {
        roots.close();
    }
}
