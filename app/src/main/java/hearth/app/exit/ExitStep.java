package hearth.app.exit;

import hearth.app.look.Tone;

import java.util.List;

/// One step of leaving as it stands now, ready to show.
///
/// @param id stable, for finding it
/// @param badge whether it is done, waits or is the owner's to do
/// @param lines what is so, with its dates
/// @param actions what the owner may do now
record ExitStep(
        String id,
        String icon,
        String title,
        String badge,
        Tone tone,
        List<String> lines,
        List<Action> actions) {
    /// A button.
    record Action(String id, String label, ExitWish wish) {}

    boolean isDone() {
        return tone == Tone.GOOD;
    }
}
