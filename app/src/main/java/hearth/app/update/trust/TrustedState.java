package hearth.app.update.trust;

import hearth.app.update.trust.Metadata.Pin;
import hearth.app.update.trust.Metadata.RoleName;
import hearth.app.update.trust.Metadata.Root;
import hearth.app.update.trust.Metadata.Snapshot;
import hearth.app.update.trust.Metadata.Targets;
import hearth.app.update.trust.Metadata.Timestamp;
import hearth.protocol.Sha256;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The newest metadata that was believed; immutable. Each step takes bytes from anywhere and gives
/// the next state or refuses, after section 5 of The Update Framework's specification 1.0. Numbers
/// never go back, except that a root with other keys for a role makes what the old keys said count
/// no more: so the world recovers from a stolen key.
public record TrustedState(
        Signed<Root> root,
        Optional<Signed<Timestamp>> timestamp,
        Optional<Signed<Snapshot>> snapshot,
        Optional<Signed<Targets>> targets) {
    /// A timestamp every hour for eleven years.
    private static final long FURTHEST_JUMP = 100_000;

    /// Begins with the root that came with the installation.
    ///
    /// @throws UpdateRefused if it does not fulfil its own rules
    public static TrustedState beginning(byte[] root) {
        var read = Signed.read(root, Root.class);
        requireSigned(read, read.signed().root());
        return new TrustedState(read, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private Root rules() {
        return root.signed();
    }

    /// The next root of the chain.
    public TrustedState withRoot(byte[] bytes) {
        var next = Signed.read(bytes, Root.class);
        requireSigned(next, rules().root());
        requireSigned(next, next.signed().root());
        if (next.signed().version() != rules().version() + 1) {
            throw new UpdateRefused(Refusal.ROLLBACK);
        }
        boolean keeps =
                List.of(RoleName.TIMESTAMP, RoleName.SNAPSHOT, RoleName.TARGETS).stream()
                        .allMatch(r -> rules().of(r).equals(next.signed().of(r)));
        return keeps
                ? new TrustedState(next, timestamp, snapshot, targets)
                : new TrustedState(next, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// The end of the chain must be valid now.
    public TrustedState requireRootAt(Instant now) {
        requireValid(rules(), now);
        return this;
    }

    /// The newest timestamp.
    ///
    /// @return this, if it is the one that is known
    public TrustedState withTimestamp(byte[] bytes, Instant now) {
        var next = Signed.read(bytes, Timestamp.class);
        requireSigned(next, rules().timestamp());
        var known = timestamp.map(Signed::signed);
        requireForward(known.map(Timestamp::version), next.signed().version());
        requireForward(known.map(t -> t.snapshot().version()), next.signed().snapshot().version());
        boolean twice =
                known.filter(t -> t.version() == next.signed().version())
                        .filter(t -> !t.equals(next.signed()))
                        .isPresent();
        if (twice) {
            throw new UpdateRefused(Refusal.MIXED);
        }
        requireValid(next.signed(), now);
        return new TrustedState(root, Optional.of(next), snapshot, targets);
    }

    /// The snapshot that the timestamp names.
    public TrustedState withSnapshot(byte[] bytes, Instant now) {
        var pin = timestamp.orElseThrow().signed().snapshot();
        requirePinned(bytes, pin);
        var next = Signed.read(bytes, Snapshot.class);
        requireSigned(next, rules().snapshot());
        requireVersion(next.signed(), pin);
        requireForward(
                snapshot.map(known -> known.signed().targets().version()),
                next.signed().targets().version());
        requireValid(next.signed(), now);
        return new TrustedState(root, timestamp, Optional.of(next), targets);
    }

    /// The targets that the snapshot names.
    public TrustedState withTargets(byte[] bytes, Instant now) {
        var pin = snapshot.orElseThrow().signed().targets();
        requirePinned(bytes, pin);
        var next = Signed.read(bytes, Targets.class);
        requireSigned(next, rules().targets());
        requireVersion(next.signed(), pin);
        requireValid(next.signed(), now);
        return new TrustedState(root, timestamp, snapshot, Optional.of(next));
    }

    /// Whether the snapshot is the one that the timestamp names.
    public boolean hasSnapshot() {
        return timestamp.isPresent()
                && snapshot.isPresent()
                && isPinned(snapshot.get().bytes(), timestamp.get().signed().snapshot());
    }

    /// Whether the targets are those that the snapshot names.
    public boolean hasTargets() {
        return snapshot.isPresent()
                && targets.isPresent()
                && isPinned(targets.get().bytes(), snapshot.get().signed().targets());
    }

    /// The latest moment that somebody signed: no honest clock is earlier.
    public Instant notBefore() {
        var latest = rules().issued();
        return timestamp
                .map(t -> t.signed().issued())
                .filter(at -> at.isAfter(latest))
                .orElse(latest);
    }

    /// Everything must still be valid, also what was known before.
    public TrustedState requireFreshAt(Instant now) {
        requireRootAt(now);
        timestamp.ifPresent(m -> requireValid(m.signed(), now));
        snapshot.ifPresent(m -> requireValid(m.signed(), now));
        targets.ifPresent(m -> requireValid(m.signed(), now));
        return this;
    }

    private static void requireSigned(Signed<?> metadata, Role role) {
        if (!metadata.isSignedBy(role)) {
            throw new UpdateRefused(Refusal.TOO_FEW_SIGNATURES);
        }
    }

    private static void requireValid(Metadata metadata, Instant now) {
        if (!now.isBefore(metadata.expires())) {
            throw new UpdateRefused(Refusal.FROZEN);
        }
    }

    private static void requireForward(Optional<Long> known, long next) {
        if (next < known.orElse(0L)) {
            throw new UpdateRefused(Refusal.ROLLBACK);
        }
        if (next - known.orElse(0L) > FURTHEST_JUMP) {
            throw new UpdateRefused(Refusal.FAST_FORWARD);
        }
    }

    private static void requireVersion(Metadata metadata, Pin pin) {
        if (metadata.version() != pin.version()) {
            throw new UpdateRefused(Refusal.MIXED);
        }
    }

    private static void requirePinned(byte[] bytes, Pin pin) {
        if (!isPinned(bytes, pin)) {
            throw new UpdateRefused(Refusal.MIXED);
        }
    }

    private static boolean isPinned(byte[] bytes, Pin pin) {
        return bytes.length == pin.length() && Sha256.of(bytes).equals(pin.sha256());
    }
}
