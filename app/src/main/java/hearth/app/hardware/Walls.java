package hearth.app.hardware;

import hearth.app.text.Speech;
import hearth.protocol.SandboxGrade;
import hearth.worker.AgentSnapshot;

/// The sandbox around training, in words.
///
/// @param fix what would make it stronger; empty where nothing is known to
record Walls(String title, String text, String fix) {
    static Walls of(AgentSnapshot.Sandbox sandbox, Speech speech) {
        String key = "sandbox." + sandbox.grade();
        return new Walls(
                speech.text("sandbox.title", sandbox.grade()),
                speech.text(key),
                sandbox.grade() == SandboxGrade.A ? "" : speech.text("sandbox.weak.fix"));
    }
}
