package hearth.app.network;

import hearth.app.install.HearthHome;
import hearth.app.install.JoinedNetwork;
import hearth.app.settings.Settings;
import hearth.app.settings.SettingsFile;
import hearth.chain.ChainException;
import hearth.chain.Entrance;
import hearth.chain.NetworkProfile;
import hearth.chain.ProfileFolder;
import hearth.chain.ProfileFolder.Sight;
import hearth.keys.OwnerOnlyFile;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.worker.AgentAlreadyRunningException;
import hearth.worker.OwnerChoices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The network of a data folder, and its change. Each network has an agent of its own in the
/// folder; the wallet, the settings and the rules of this computer are the same in all.
public final class Membership {
    private static final Duration TICK = Duration.ofMillis(200);

    private final HearthHome home;
    private final Clock clock;
    private final ProfileFolder profiles;

    /// @param home as it is now
    public Membership(HearthHome home, Clock clock) {
        this.home = home;
        this.clock = clock;
        this.profiles = new ProfileFolder(home.networks());
    }

    /// What a file turned out to be, and what the profile in it says.
    public sealed interface Look {
        /// @param publisher whom to trust first; empty if trusted already
        record Profile(NetworkProfile profile, Entrance door, Optional<String> publisher)
                implements Look {}

        record Useless(Objection objection) implements Look {}
    }

    public Look look(Path file) {
        if (!Files.exists(file)) {
            return new Look.Useless(Objection.MISSING);
        }
        if (!isProfile(file)) {
            return new Look.Useless(
                    Files.isReadable(file) ? Objection.UNREADABLE : Objection.FORBIDDEN);
        }
        try {
            return switch (profiles.look(file)) {
                case Sight.Sealed sealed -> usable(sealed.profile(), Optional.empty());
                case Sight.Stranger stranger ->
                        usable(stranger.profile(), Optional.of(stranger.publisher()));
                case Sight.Missing _ -> new Look.Useless(Objection.MISSING);
                case Sight.Unsealed _ -> new Look.Useless(Objection.UNSEALED);
                case Sight.Changed _ -> new Look.Useless(Objection.CHANGED);
                case Sight.Superseded _ -> new Look.Useless(Objection.SUPERSEDED);
            };
        } catch (MalformedMessageException e) {
            return new Look.Useless(Objection.UNREADABLE);
        }
    }

    /// A folder, a film or another file would otherwise be said to lack its seal, or to have
    /// failed.
    private static boolean isProfile(Path file) {
        try {
            return Files.isRegularFile(file) && NetworkProfile.read(file).isPresent();
        } catch (MalformedMessageException | ChainException noProfile) {
            return false;
        }
    }

    private static Look usable(NetworkProfile profile, Optional<String> publisher) {
        if (profile.name().equals(HearthHome.PRACTICE)) {
            return new Look.Useless(Objection.RESERVED_NAME);
        }
        return profile.entrance()
                .<Look>map(door -> new Look.Profile(profile, door, publisher))
                .orElseGet(() -> new Look.Useless(Objection.NO_COORDINATOR));
    }

    /// For the owner to compare.
    public static Candidate candidate(Path file, Look.Profile found) {
        return new Candidate(
                file,
                found.profile().name(),
                found.profile().chainId(),
                found.door().coordinator(),
                found.door().server().value(),
                found.profile().rpc().stream().map(URI::getAuthority).toList(),
                found.publisher().orElse(""));
    }

    /// Takes part in a network from the next start on. What was cut off is done again by the same
    /// call; the network changes with its last write.
    ///
    /// @param seen as its owner saw it; a file that says something else by now is refused
    /// @param patience with which the end of the agent until now is waited for
    public Optional<Objection> join(Candidate seen, Duration patience) throws InterruptedException {
        return switch (look(seen.file())) {
            case Look.Useless(var objection) -> Optional.of(objection);
            case Look.Profile now when !candidate(seen.file(), now).equals(seen) ->
                    Optional.of(Objection.CHANGED);
            case Look.Profile now -> join(seen.file(), now, patience);
        };
    }

    private Optional<Objection> join(Path file, Look.Profile found, Duration patience)
            throws InterruptedException {
        var network =
                new JoinedNetwork(
                        found.profile().name(), found.door().coordinator(), found.door().server());
        var after = new HearthHome(home.folder(), Optional.of(network));
        if (!carry(after, patience)) {
            return Optional.of(Objection.AGENT_RUNS);
        }
        found.publisher().ifPresent(profiles::trust);
        var objection = take(file, found.profile());
        if (objection.isPresent()) {
            found.publisher().ifPresent(profiles::distrust);
            return objection;
        }
        change(after);
        write(network);
        return Optional.empty();
    }

    /// The number of a profile counts from when it is taken, and until now its publisher may not
    /// have been trusted: it is looked at once more.
    private Optional<Objection> take(Path file, NetworkProfile profile) {
        if (look(file) instanceof Look.Useless(var objection)) {
            return Optional.of(objection);
        }
        return profiles.adopt(file, profile) ? Optional.empty() : Optional.of(Objection.NAME_TAKEN);
    }

    /// Goes back to the practice network from the next start on. What was earned and what lies in
    /// the folder stays; joining again goes on with it.
    public Optional<Objection> leave(Duration patience) throws InterruptedException {
        var after = new HearthHome(home.folder());
        if (!carry(after, patience)) {
            return Optional.of(Objection.AGENT_RUNS);
        }
        change(after);
        forget();
        return Optional.empty();
    }

    private void write(JoinedNetwork network) {
        try {
            new OwnerOnlyFile(JoinedNetwork.file(home.folder()), 0).write(Json.bytes(network));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void forget() {
        try {
            Files.deleteIfExists(JoinedNetwork.file(home.folder()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The first steps are to be taken where this computer never worked before.
    private void change(HearthHome after) {
        if (after.network().equals(home.network())) {
            return;
        }
        boolean worked = Files.exists(after.agent().resolve("device.key"));
        new SettingsFile(home.folder())
                .change(
                        now -> now.withOnboarded(worked && now.onboarded()).withKeptSharing(false),
                        Settings.initial());
    }

    /// @return whether the agent has ended
    private boolean carry(HearthHome after, Duration patience) throws InterruptedException {
        for (long tries = patience.dividedBy(TICK); ; tries--) {
            try {
                OwnerChoices.carry(home.agent(), after.agent(), clock);
                return true;
            } catch (AgentAlreadyRunningException runs) {
                if (tries <= 0) {
                    return false;
                }
                new CountDownLatch(1).await(TICK.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }
}
