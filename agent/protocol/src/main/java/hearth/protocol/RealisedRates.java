package hearth.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What devices earned for an hour of work in the last seven days, as a coordinator publishes it:
/// `GET /v1/earnings/realised`.
///
/// @param since the first moment of those days
/// @param fewest accounts below which it says nothing
/// @param groups by recipe and what it was computed with
/// @param models by its model besides, of those devices that say one
public record RealisedRates(Instant since, int fewest, List<Rate> groups, List<Rate> models) {
    /// Nobody told any.
    public static final RealisedRates NONE =
            new RealisedRates(Instant.EPOCH, 0, List.of(), List.of());

    public RealisedRates {
        groups = List.copyOf(groups);
        models = List.copyOf(models);
    }

    /// @param deviceClass what it computes with, such as `cuda`
    /// @param model of that, by the devices' own word ([DeviceModel]); absent for all of them
    /// @param devices that earned something
    /// @param lower,median,upper quartiles of what a device earned for an hour between a lease's
    /// grant and its commit
    public record Rate(
            String recipe,
            String deviceClass,
            Optional<String> model,
            int devices,
            Wei lower,
            Wei median,
            Wei upper) {}

    /// That of the same model; where none is published, that of all devices that compute with the
    /// same.
    ///
    /// @param name of the device, as its maker writes it
    public Optional<Rate> of(String recipe, String deviceClass, String name) {
        var model = DeviceModel.of(name);
        return models.stream()
                .filter(r -> r.recipe().equals(recipe) && r.deviceClass().equals(deviceClass))
                .filter(r -> model.isPresent() && r.model().equals(model))
                .findFirst()
                .or(
                        () ->
                                groups.stream()
                                        .filter(r -> r.recipe().equals(recipe))
                                        .filter(r -> r.deviceClass().equals(deviceClass))
                                        .findFirst());
    }
}
