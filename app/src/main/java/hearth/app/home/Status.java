package hearth.app.home;

import hearth.app.agent.AgentState;
import hearth.app.look.Tone;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.worker.AgentSnapshot;
import hearth.worker.AgentSnapshot.Reason;

/// What the computer does now, or why it does nothing, in words.
///
/// @param icon literal of the icon family
public record Status(String icon, Tone tone, String title, String text, String fix) {

    public static Status of(AgentState state, Speech speech) {
        return switch (state) {
            case AgentState.Connecting c -> said(speech, "connecting", "fth-loader", Tone.NEUTRAL);
            case AgentState.Lost l -> said(speech, "lost", "fth-wifi-off", Tone.BAD);
            case AgentState.Live live -> of(live.snapshot(), speech);
        };
    }

    private static Status of(AgentSnapshot agent, Speech speech) {
        if (!agent.sharing()) {
            return said(speech, "off", "fth-moon", Tone.NEUTRAL);
        }
        return switch (agent.activity()) {
            case TRAINING -> said(speech, "training", "fth-zap", Tone.GOOD);
            case FETCHING -> said(speech, "fetching", "fth-download", Tone.GOOD);
            case SUBMITTING -> said(speech, "submitting", "fth-upload", Tone.GOOD);
            case STOPPING -> said(speech, "stopping", "fth-pause", Tone.NEUTRAL);
            case OFF, WAITING -> waiting(agent, speech);
        };
    }

    private static Status waiting(AgentSnapshot agent, Speech speech) {
        if (agent.reasons().isEmpty()) {
            return said(speech, "waiting", "fth-clock", Tone.NEUTRAL);
        }
        Reason first = agent.reasons().getFirst();
        Words.Sentence why = speech.words().reason(first.id(), first.detail());
        return new Status("fth-clock", Tone.WARN, why.title(), why.text(), why.fix());
    }

    private static Status said(Speech speech, String key, String icon, Tone tone) {
        return new Status(
                icon,
                tone,
                speech.text("status." + key + ".title"),
                speech.text("status." + key + ".text"),
                "");
    }
}
