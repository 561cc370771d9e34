package hearth.app.text;

import java.util.List;
import java.util.Map;

/// Something about the person that this system does not tell, in words.
///
/// @param fact what is not known
/// @param why as far as it is known
public record Blindness(String fact, String why) {
    /// @param facts each with the id of why it is not known
    public static List<Blindness> of(Map<String, String> facts, Words words) {
        return facts.entrySet().stream()
                .map(
                        fact ->
                                new Blindness(
                                        words.find("blind.fact." + fact.getKey())
                                                .orElseGet(() -> words.text("blind.fact.other")),
                                        words.find("blind.why." + fact.getValue())
                                                .orElseGet(() -> words.text("blind.why.other"))))
                .toList();
    }
}
