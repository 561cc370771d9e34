package hearth.worker;

import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;
import hearth.storage.Database;
import hearth.storage.Row;
import hearth.storage.Session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What an agent's folder still holds of the leases that it did. Reads only; the agent may run.
public final class KeptLeases {
    /// What became of a search.
    public sealed interface Found {
        /// Everything to repeat the lease.
        record Whole(Rerun.Sent sent) implements Found {}

        /// @param what part that was thrown away or never was, in words
        record Incomplete(String what) implements Found {}

        /// Never heard of it.
        record Unknown() implements Found {}
    }

    private record Entry(Lease lease, Optional<String> update) {
        static Entry read(Row row) {
            return new Entry(
                    Json.read(row.text("lease"), Lease.class), row.optionalText("updated"));
        }
    }

    /// A journal that no agent of this version has opened yet has none.
    private static List<LeaseWindow> windows(Session session, LeaseId lease) {
        boolean hasAny =
                session.first(
                                "SELECT name FROM sqlite_master WHERE name = 'lease_windows'",
                                row -> row.text("name"))
                        .isPresent();
        return hasAny
                ? session.first(
                                "SELECT windows FROM lease_windows WHERE lease = ?",
                                row -> List.of(Json.read(row.text("windows"), LeaseWindow[].class)),
                                lease.value())
                        .orElse(List.of())
                : List.of();
    }

    private static final class MissingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MissingException(String what) {
            super(what);
        }
    }

    private final AgentHome home;

    private KeptLeases(AgentHome home) {
        this.home = home;
    }

    /// @param agentHome folder of an agent; it may be absent
    public static Found find(Path agentHome, LeaseId lease) {
        var home = new AgentHome(agentHome.toAbsolutePath());
        if (!Files.isRegularFile(home.journal())) {
            return new Found.Unknown();
        }
        try (var journal = Database.openReadOnly(home.journal())) {
            var entry =
                    journal.read(
                            s ->
                                    s.first(
                                            "SELECT lease, updated FROM lease WHERE id = ?",
                                            Entry::read,
                                            lease.value()));
            var windows = journal.read(s -> windows(s, lease));
            return entry.map(e -> new KeptLeases(home).sent(e, windows))
                    .orElseGet(Found.Unknown::new);
        }
    }

    private Found sent(Entry entry, List<LeaseWindow> windows) {
        try {
            var update = Json.mapper().readTree(entry.update().orElseThrow(KeptLeases::unfinished));
            var hash = new Sha256(update.required("hash").stringValue());
            var lease = entry.lease();
            var bytes = Files.readAllBytes(file(home.cache(), lease.manifest(), "manifest"));
            var manifest = Json.read(bytes, Manifest.class);
            var order =
                    new Training.Order(
                            lease,
                            manifest,
                            file(home.cache(), lease.base(), "checkpoint"),
                            manifest.frozen().map(f -> file(home.cache(), f, "frozen base")),
                            file(home.cache(), lease.shard(), "shard"));
            return new Found.Whole(
                    new Rerun.Sent(
                            order,
                            file(home.updates(), hash, "update"),
                            update.path("steps").asInt(lease.units(manifest)),
                            Optional.of(home.residuals()).filter(Files::isDirectory),
                            windows));
        } catch (MissingException part) {
            return new Found.Incomplete(String.valueOf(part.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MissingException unfinished() {
        return new MissingException("update, because its training was not finished");
    }

    private static Path file(Path folder, Sha256 hash, String what) {
        var file = folder.resolve(hash.hex());
        if (!Files.isRegularFile(file) || !Sha256.ofFile(file).equals(hash)) {
            throw new MissingException(what);
        }
        return file;
    }
}
