package hearth.app.home;

import hearth.app.text.Speech;
import hearth.worker.AgentSnapshot;

/// Sums since midnight, ready to show; a dash where nothing is known.
record Today(
        String earned,
        String held,
        String trained,
        String trainedNote,
        String accepted,
        String refused,
        String energy,
        String energyNote) {
    private static final String UNKNOWN = "–";

    static Today unknown() {
        return new Today(UNKNOWN, "", UNKNOWN, "", UNKNOWN, "", UNKNOWN, "");
    }

    static Today of(AgentSnapshot snapshot, Speech speech) {
        AgentSnapshot.Today today = snapshot.today();
        return new Today(
                speech.amounts().brief(today.earned()),
                today.held().isZero()
                        ? speech.text("today.held.none")
                        : speech.text("today.held", speech.amounts().brief(today.held())),
                speech.times().span(today.training()),
                speech.text("today.trained.note"),
                speech.amounts().count(today.accepted()),
                speech.text("today.refused", today.refused()),
                today.kWh().map(k -> speech.amounts().decimal(k.doubleValue(), 2)).orElse(UNKNOWN),
                speech.text(
                        today.kWh().isPresent() ? "today.energy.note" : "today.energy.unknown"));
    }
}
