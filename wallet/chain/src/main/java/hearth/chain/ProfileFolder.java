package hearth.chain;

import hearth.keys.OwnerOnlyFile;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// The profiles of networks, each with its publisher's seal beside it, and the publishers that the
/// owner trusts. A profile says which contracts get the money, so nothing is asked of a network
/// whose profile is not sealed by one of them, or was superseded by a newer one. The practice
/// network has its own, made here.
public final class ProfileFolder {
    private static final int MAX_BYTES = 1 << 16;
    private static final String SEAL = ".seal";

    private final Path folder;
    private final OwnerOnlyFile trusted;
    private final SerialBook serials;

    /// @param folder of the networks' files; whom the owner trusts lies in a folder below it, where
    ///     no network's name can lead
    public ProfileFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
        var trust = folder.resolve("trust");
        trusted = new OwnerOnlyFile(trust.resolve("publishers.json"), 0);
        serials = new SerialBook(trust.resolve("serials.json"));
    }

    /// What a profile's file turned out to be.
    public sealed interface Sight {
        record Sealed(NetworkProfile profile) implements Sight {}

        record Missing() implements Sight {}

        /// Nobody put a seal beside it.
        record Unsealed() implements Sight {}

        /// It is not what its publisher sealed.
        record Changed() implements Sight {}

        /// It is sealed by somebody whom the owner does not trust.
        ///
        /// @param profile what would be taken; only to show it
        record Stranger(String publisher, NetworkProfile profile) implements Sight {}

        /// A newer one of its network was taken here before, or another one with the same number.
        ///
        /// @param serial its own number
        /// @param newest the number that was taken
        record Superseded(long serial, long newest) implements Sight {}
    }

    record Trusted(List<String> publishers) {}

    /// Says what a profile's file is, and remembers the number of one that is taken.
    ///
    /// @throws hearth.protocol.MalformedMessageException if what is sealed is no profile
    public Sight look(Path file) {
        var profile = bytes(file);
        if (profile.isEmpty()) {
            return new Sight.Missing();
        }
        var read = sealAt(file);
        if (read.isEmpty()) {
            boolean isThere = bytes(sealOf(file)).isPresent();
            return isThere ? new Sight.Changed() : new Sight.Unsealed();
        }
        var seal = read.get();
        if (!seal.fits(profile.get())) {
            return new Sight.Changed();
        }
        var sealed = Json.read(profile.get(), NetworkProfile.class);
        if (!publishers().contains(seal.publisher())) {
            return new Sight.Stranger(seal.publisher(), sealed);
        }
        return serials.take(taken(seal, sealed, profile.get()))
                .<Sight>map(newer -> new Sight.Superseded(seal.serial(), newer.serial()))
                .orElseGet(() -> new Sight.Sealed(sealed));
    }

    private static SerialBook.Taken taken(ProfileSeal seal, NetworkProfile profile, byte[] file) {
        return new SerialBook.Taken(
                seal.publisher(), profile.name(), seal.serial(), Sha256.of(file).hex());
    }

    /// Puts a seal beside a profile, with the number after the highest that is known of this
    /// publisher's network.
    ///
    /// @return empty if there is no profile
    /// @throws hearth.protocol.MalformedMessageException if it is none; then nothing is written
    public Optional<ProfileSeal> seal(Path file, SigningKey publisher) {
        var profile = bytes(file);
        if (profile.isEmpty()) {
            return Optional.empty();
        }
        var content = Json.read(profile.get(), NetworkProfile.class);
        String key = publisher.publicHex();
        // The seal beside it counts too: a publisher may sign on more than one computer.
        long beside =
                sealAt(file)
                        .filter(s -> s.publisher().equals(key))
                        .map(ProfileSeal::serial)
                        .orElse(0L);
        long last = Math.max(beside, serials.newest(key, content.name()));
        var seal = ProfileSeal.of(profile.get(), last + 1, publisher);
        write(sealOf(file), seal);
        serials.take(taken(seal, content, profile.get()));
        return Optional.of(seal);
    }

    /// Where the profile of a network lies here.
    ///
    /// @param name of the network: a-z, 0-9 and -
    public Path of(String name) {
        if (!name.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("not the name of a network");
        }
        return folder.resolve(name + ".json");
    }

    /// Takes a profile and its seal from elsewhere into this folder, under the network's name. What
    /// was cut off is done again by the same call; until then the profile does not fit its seal.
    ///
    /// @param file looked at before
    /// @return false if another network has that name here, and then nothing is changed
    public boolean adopt(Path file, NetworkProfile profile) {
        var place = of(profile.name());
        if (file.toAbsolutePath().normalize().equals(place)) {
            return true;
        }
        var kept = bytes(place).map(bytes -> Json.read(bytes, NetworkProfile.class));
        if (kept.isPresent() && !kept.get().isSameNetwork(profile)) {
            return false;
        }
        var seal = bytes(sealOf(file)).orElseThrow();
        var content = bytes(file).orElseThrow();
        write(new OwnerOnlyFile(sealOf(place), 0), seal);
        write(new OwnerOnlyFile(place, 0), content);
        return true;
    }

    /// Empty too if it is none.
    private static Optional<ProfileSeal> sealAt(Path file) {
        try {
            return bytes(sealOf(file)).map(bytes -> Json.read(bytes, ProfileSeal.class));
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }

    /// Takes the word of this publisher from now on.
    public void trust(String publisher) {
        var all = publishers();
        all.add(publisher);
        write(trusted, new Trusted(List.copyOf(all)));
    }

    /// Takes it no more.
    public void distrust(String publisher) {
        var all = publishers();
        all.remove(publisher);
        write(trusted, new Trusted(List.copyOf(all)));
    }

    public SortedSet<String> publishers() {
        try {
            return new TreeSet<>(
                    trusted.read(MAX_BYTES)
                            .map(bytes -> Json.read(bytes, Trusted.class).publishers())
                            .orElse(List.of()));
        } catch (IOException e) {
            throw new ChainException("the trusted publishers cannot be read", e);
        }
    }

    private static Path sealOf(Path file) {
        return file.resolveSibling(file.getFileName() + SEAL);
    }

    private static Optional<byte[]> bytes(Path file) {
        try {
            return new OwnerOnlyFile(file, 0).read(MAX_BYTES);
        } catch (IOException e) {
            throw new ChainException("the network profile cannot be read", e);
        }
    }

    private static void write(Path file, Object content) {
        write(new OwnerOnlyFile(file, 0), content);
    }

    private static void write(OwnerOnlyFile file, Object content) {
        write(file, Json.pretty(content).getBytes(StandardCharsets.UTF_8));
    }

    private static void write(OwnerOnlyFile file, byte[] content) {
        try {
            file.write(content);
        } catch (IOException e) {
            throw new ChainException("the network profile cannot be written", e);
        }
    }
}
