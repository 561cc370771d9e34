package hearth.worker;

import hearth.protocol.Manifest;
import hearth.protocol.Privacy;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Wei;

import java.util.Optional;

/// What a job's manifest says of its data and its terms, as its owner wrote it: whoever shows the
/// texts bounds and cleans them.
///
/// @param data name of what is learned from, or asked
/// @param source where that came from
/// @param licence under which it may be used
/// @param pieces that the data is in
/// @param privacy who may see it; absent where everybody may
/// @param steps of a whole lease: of the optimiser, or inputs
/// @param payPerLease of one whole lease
public record Datasheet(
        String data,
        String source,
        String licence,
        int pieces,
        Optional<Privacy> privacy,
        RecipeConfig recipe,
        int steps,
        Wei payPerLease) {
    static Datasheet of(Manifest manifest) {
        return new Datasheet(
                manifest.data().name(),
                manifest.data().source(),
                manifest.data().licence(),
                manifest.data().shards().size(),
                manifest.privacy(),
                manifest.recipe(),
                manifest.training().innerSteps(),
                manifest.payPerLease());
    }
}
