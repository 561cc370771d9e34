package hearth.coordinator.simulation;

/// A network to simulate.
///
/// @param hostile share of the workers that lie, each in one of the ways of [Temper]
public record WorldSetting(int workers, double days, long seed, double hostile) {
    public WorldSetting {
        if (workers < 1 || days <= 0 || hostile < 0 || hostile > 1) {
            throw new IllegalArgumentException("at least one worker, some time, a share");
        }
    }
}
