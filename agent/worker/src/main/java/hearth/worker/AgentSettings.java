package hearth.worker;

import hearth.protocol.Json;
import hearth.protocol.ServerId;

import java.util.Optional;

/// What the owner decided and whom this device trusts; durable before a call returns.
final class AgentSettings implements ServerPin {
    private static final String SERVER = "server";
    private static final String SHARING = "sharing";
    private static final String PAYOUT = "payout";
    private static final String LIMITS = "limits";

    private final JournalFile file;

    AgentSettings(JournalFile file) {
        this.file = file;
    }

    boolean isSharing() {
        return read(SHARING).equals(Optional.of("on"));
    }

    void share(boolean on) {
        write(SHARING, on ? "on" : "off");
    }

    Optional<String> payout() {
        return read(PAYOUT);
    }

    void payout(String address) {
        write(PAYOUT, address);
    }

    TransferLimits limits() {
        return read(LIMITS)
                .map(json -> Json.read(json, TransferLimits.class))
                .orElseGet(TransferLimits::standard);
    }

    void limit(TransferLimits limits) {
        write(LIMITS, Json.text(limits));
    }

    @Override
    public Optional<ServerId> pinned() {
        return read(SERVER).map(ServerId::new);
    }

    @Override
    public void pin(ServerId id) {
        write(SERVER, id.value());
    }

    private Optional<String> read(String name) {
        return file
                .rows(
                        "SELECT value FROM setting WHERE name = ?",
                        s -> s.setString(1, name),
                        r -> r.getString(1))
                .stream()
                .findFirst();
    }

    private void write(String name, String value) {
        file.write(
                "INSERT INTO setting (name, value) VALUES (?, ?)"
                        + " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                s -> {
                    s.setString(1, name);
                    s.setString(2, value);
                });
    }
}
