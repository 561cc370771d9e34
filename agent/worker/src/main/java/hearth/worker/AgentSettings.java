package hearth.worker;

import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.ServerId;
import hearth.worker.electricity.ElectricityTerms;
import hearth.worker.policy.RunRules;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the owner decided and whom this device trusts; durable before a call returns.
final class AgentSettings implements ServerPin {
    private static final String SERVER = "server";
    static final String SHARING = "sharing";
    static final String OFF = "off";
    private static final String PAYOUT = "payout";
    private static final String ASKED_PAYOUT = "payout-asked";
    private static final String LIMITS = "limits";
    private static final String RULES = "run-rules";
    private static final String FINISHING = "finishing";
    private static final String PAUSED_UNTIL = "paused-until";
    private static final String ELECTRICITY = "electricity";
    private static final String IDLE_WATTS = "idle-watts";

    /// What concerns the computer and its owner, whoever it works for.
    private static final List<String> OF_THE_COMPUTER = List.of(LIMITS, RULES, ELECTRICITY);

    /// What an older version can read of what the owner decided, however much newer it is.
    static final Set<String> OF_THE_OWNER = Set.of(SHARING, FINISHING, PAUSED_UNTIL, PAYOUT);

    private final JournalFile file;
    private volatile @Nullable Kept rules;
    private volatile @Nullable ElectricityTerms electricity;

    /// @param rules nothing if they cannot be understood
    private record Kept(Optional<RunRules> rules) {}

    AgentSettings(JournalFile file) {
        this.file = file;
    }

    /// Takes over what the owner chose for the same computer elsewhere, unless something was chosen
    /// here.
    void begin(AgentSettings elsewhere) {
        if (OF_THE_COMPUTER.stream().anyMatch(name -> read(name).isPresent())) {
            return;
        }
        for (var name : OF_THE_COMPUTER) {
            elsewhere.read(name).ifPresent(value -> write(name, value));
        }
    }

    boolean isSharing() {
        return read(SHARING).equals(Optional.of("on"));
    }

    void share(boolean on) {
        write(SHARING, on ? "on" : OFF);
    }

    Optional<String> payout() {
        return read(PAYOUT);
    }

    void payout(String address) {
        write(PAYOUT, address);
    }

    /// The account that the owner asked to be paid to from some moment on.
    Optional<String> askedPayout() {
        return read(ASKED_PAYOUT);
    }

    void askPayout(String address) {
        write(ASKED_PAYOUT, address);
    }

    TransferLimits limits() {
        return read(LIMITS)
                .map(json -> Json.read(json, TransferLimits.class))
                .orElseGet(TransferLimits::standard);
    }

    void limit(TransferLimits limits) {
        write(LIMITS, Json.text(limits));
    }

    /// When work may run: the owner's rules, the usual ones while there are none, or nothing if
    /// what is kept cannot be understood, such as the rules of a newer version. Those are left as
    /// they are.
    Optional<RunRules> rules() {
        var known = rules;
        if (known == null) {
            known =
                    new Kept(
                            read(RULES)
                                    .map(AgentSettings::parsed)
                                    .orElse(Optional.of(RunRules.USUAL)));
            rules = known;
        }
        return known.rules();
    }

    void rules(RunRules changed) {
        write(RULES, changed.json());
        rules = new Kept(Optional.of(changed));
    }

    private static Optional<RunRules> parsed(String json) {
        try {
            return Optional.of(RunRules.read(json));
        } catch (MalformedMessageException notOurs) {
            return Optional.empty();
        }
    }

    /// What the owner told of their electricity; nothing where it cannot be understood.
    ElectricityTerms electricity() {
        var known = electricity;
        if (known == null) {
            known = read(ELECTRICITY).flatMap(AgentSettings::terms).orElse(ElectricityTerms.NONE);
            electricity = known;
        }
        return known;
    }

    void electricity(ElectricityTerms told) {
        write(ELECTRICITY, told.json());
        electricity = told;
    }

    private static Optional<ElectricityTerms> terms(String json) {
        try {
            return Optional.of(ElectricityTerms.read(json));
        } catch (MalformedMessageException ofANewerVersion) {
            return Optional.empty();
        }
    }

    /// What each sensor showed while nothing trained.
    Map<String, Double> idleWatts() {
        return read(IDLE_WATTS).map(json -> Json.read(json, Idle.class).watts()).orElse(Map.of());
    }

    void idleWatts(Map<String, Double> watts) {
        write(IDLE_WATTS, Json.text(new Idle(watts)));
    }

    private record Idle(Map<String, Double> watts) {}

    /// Whether nothing new is taken.
    boolean isFinishing() {
        return read(FINISHING).equals(Optional.of("on"));
    }

    void finish(boolean on) {
        write(FINISHING, on ? "on" : OFF);
    }

    /// Until when the owner wants a rest; may be in the past.
    Optional<Instant> pausedUntil() {
        return read(PAUSED_UNTIL).map(Instant::parse);
    }

    void pauseUntil(Instant until) {
        write(PAUSED_UNTIL, until.toString());
    }

    /// That this journal is a copy which took the place of a damaged one or of a newer version's,
    /// and when it was made; a new one has no such time, nor is it told of one that came back.
    Optional<AgentSnapshot.Reason> restored() {
        return read("restored")
                .map(
                        from ->
                                from.isEmpty()
                                        ? new AgentSnapshot.Reason("journal-begun-anew", "")
                                        : new AgentSnapshot.Reason(JournalFile.RESTORED, from))
                .or(
                        () ->
                                read(JournalSchema.CAME_BACK)
                                        .map(
                                                _ ->
                                                        new AgentSnapshot.Reason(
                                                                JournalSchema.CAME_BACK, "")));
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
