package hearth.app.rules;

import hearth.app.agent.AgentState;
import hearth.app.look.Tone;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.worker.AgentSnapshot;

import java.util.List;
import java.util.Set;

/// Whether it runs now, and every reason against it, in words.
///
/// @param icon literal of the icon family
/// @param text empty where the reasons say it
/// @param isPaused whether there is a reason that the owner can end by going on
record Headline(
        String icon,
        Tone tone,
        String title,
        String text,
        List<Words.Sentence> reasons,
        boolean isPaused) {

    private static final Set<String> RESUMED = Set.of("paused", "finishing", "card-failed");

    static Headline of(AgentState state, Speech speech) {
        return switch (state) {
            case AgentState.Connecting _ ->
                    said(speech, "status.connecting", "fth-loader", Tone.NEUTRAL);
            case AgentState.Lost _ -> said(speech, "status.lost", "fth-wifi-off", Tone.BAD);
            case AgentState.Live(AgentSnapshot snapshot) -> of(snapshot, speech);
        };
    }

    private static Headline of(AgentSnapshot agent, Speech speech) {
        if (agent.reasons().isEmpty()) {
            return switch (agent.activity()) {
                case TRAINING, FETCHING, SUBMITTING ->
                        said(speech, "rules.running", "fth-zap", Tone.GOOD);
                case STOPPING -> said(speech, "status.stopping", "fth-pause", Tone.NEUTRAL);
                case OFF, WAITING -> said(speech, "rules.ready", "fth-clock", Tone.NEUTRAL);
            };
        }
        boolean paused = agent.reasons().stream().anyMatch(r -> RESUMED.contains(r.id()));
        return new Headline(
                paused ? "fth-pause" : "fth-clock",
                Tone.WARN,
                speech.text("rules.waiting"),
                "",
                agent.reasons().stream()
                        .map(r -> speech.words().reason(r.id(), r.detail()))
                        .toList(),
                paused);
    }

    private static Headline said(Speech speech, String key, String icon, Tone tone) {
        return new Headline(
                icon,
                tone,
                speech.text(key + ".title"),
                speech.text(key + ".text"),
                List.of(),
                false);
    }
}
