package hearth.app.update.trust;

import hearth.protocol.Sha256;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;

/// What a role says; the four roles of The Update Framework. Its canonical JSON is what is signed.
public sealed interface Metadata {
    /// What the role is called; a signature for one role is none for another.
    RoleName role();

    /// Grows by one with each issue.
    long version();

    /// When it was made; no honest clock is earlier.
    Instant issued();

    /// From when on it no longer counts.
    Instant expires();

    /// The four roles.
    enum RoleName {
        ROOT,
        TARGETS,
        SNAPSHOT,
        TIMESTAMP
    }

    /// Which keys count; signed by the keys of the root before it as well as by its own.
    record Root(
            RoleName role,
            long version,
            Instant issued,
            Instant expires,
            Role root,
            Role targets,
            Role snapshot,
            Role timestamp)
            implements Metadata {
        public Root {
            require(role, RoleName.ROOT, version);
        }

        /// Who may sign that kind.
        public Role of(RoleName name) {
            return switch (name) {
                case ROOT -> root;
                case TARGETS -> targets;
                case SNAPSHOT -> snapshot;
                case TIMESTAMP -> timestamp;
            };
        }
    }

    /// Which releases there are.
    ///
    /// @param withdrawn versions that nobody shall install or go back to
    record Targets(
            RoleName role,
            long version,
            Instant issued,
            Instant expires,
            List<Release> releases,
            List<Version> withdrawn)
            implements Metadata {
        public Targets {
            require(role, RoleName.TARGETS, version);
            releases = List.copyOf(releases);
            withdrawn = List.copyOf(withdrawn);
            var names = new HashSet<String>();
            if (!releases.stream().allMatch(r -> names.add(r.name()))) {
                throw new IllegalArgumentException("one name for two releases");
            }
        }
    }

    /// Which targets belong together.
    record Snapshot(RoleName role, long version, Instant issued, Instant expires, Pin targets)
            implements Metadata {
        public Snapshot {
            require(role, RoleName.SNAPSHOT, version);
        }
    }

    /// Which snapshot is the newest; short-lived, so that old news is noticed.
    record Timestamp(RoleName role, long version, Instant issued, Instant expires, Pin snapshot)
            implements Metadata {
        public Timestamp {
            require(role, RoleName.TIMESTAMP, version);
        }
    }

    /// Exactly which file.
    record Pin(long version, long length, Sha256 sha256) {}

    private static void require(RoleName role, RoleName expected, long version) {
        if (role != expected || version < 1) {
            throw new IllegalArgumentException("not " + expected);
        }
    }
}
