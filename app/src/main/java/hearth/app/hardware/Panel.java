package hearth.app.hardware;

import java.util.List;

/// A part of the machine: a graphics card, or the computer around it.
///
/// @param id of the part, as the rules name it
/// @param facts what has no chart
/// @param programs others that use it, one line each; says so if there are none or nobody tells
record Panel(
        String id, String name, List<String> facts, List<Gauge> gauges, List<String> programs) {
    Panel {
        facts = List.copyOf(facts);
        gauges = List.copyOf(gauges);
        programs = List.copyOf(programs);
    }
}
