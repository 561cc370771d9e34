package hearth.coordinator.aggregation;

import hearth.protocol.Manifest;
import hearth.protocol.TensorSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Other updates of a round, as an update among them is measured against them.
///
/// @param common what they have in common: what any work of this round does to any data
/// @param cosine of the update to them
/// @param usual middle cosine of all of them to their others
public record Peers(Numbers common, double cosine, double usual) {
    /// @param others at least two
    public static Peers of(
            Update update,
            List<Update> others,
            Manifest.Verification limits,
            List<TensorSpec> specs) {
        var all = new ArrayList<>(others);
        all.add(update);
        var places = new Geometry(limits, Set.of(), specs).places(all);
        return new Peers(
                Mean.numbers(others, specs),
                Objects.requireNonNull(places.get(update.sequence())).cosine(),
                Geometry.Place.usualCosine(places.values()));
    }
}
