package hearth.chain;

import hearth.keys.OwnerOnlyFile;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
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
/// whose profile is not sealed by one of them. The practice network has its own, made here.
public final class ProfileFolder {
    private static final int MAX_BYTES = 1 << 16;
    private static final String SEAL = ".seal";

    private final OwnerOnlyFile trusted;

    /// @param folder of the trusted publishers
    public ProfileFolder(Path folder) {
        trusted = new OwnerOnlyFile(folder.resolve("publishers.json"), 0);
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
        record Stranger(String publisher) implements Sight {}
    }

    record Trusted(List<String> publishers) {}

    /// @throws hearth.protocol.MalformedMessageException if what is sealed is no profile
    public Sight look(Path file) {
        var profile = bytes(file);
        if (profile.isEmpty()) {
            return new Sight.Missing();
        }
        var written = bytes(sealOf(file));
        if (written.isEmpty()) {
            return new Sight.Unsealed();
        }
        ProfileSeal seal;
        try {
            seal = Json.read(written.get(), ProfileSeal.class);
        } catch (MalformedMessageException e) {
            return new Sight.Changed();
        }
        if (!seal.fits(profile.get())) {
            return new Sight.Changed();
        }
        return publishers().contains(seal.publisher())
                ? new Sight.Sealed(Json.read(profile.get(), NetworkProfile.class))
                : new Sight.Stranger(seal.publisher());
    }

    /// Puts a seal beside a profile.
    ///
    /// @return whether there is a profile
    public boolean seal(Path file, SigningKey publisher) {
        var profile = bytes(file);
        profile.ifPresent(bytes -> write(sealOf(file), ProfileSeal.of(bytes, publisher)));
        return profile.isPresent();
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
        try {
            file.write(Json.pretty(content).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ChainException("the network profile cannot be written", e);
        }
    }
}
