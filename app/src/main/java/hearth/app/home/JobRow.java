package hearth.app.home;

import hearth.app.look.Tone;
import hearth.protocol.JobId;

/// One job on Home, ready to show.
///
/// @param sample text of the model, made harmless; empty where it writes none
record JobRow(
        JobId id,
        String title,
        String recipe,
        String progress,
        String state,
        Tone tone,
        String loss,
        String lossNote,
        String sample) {}
