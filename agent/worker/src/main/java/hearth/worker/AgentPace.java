package hearth.worker;

import java.time.Duration;

/// How often the agent does what it repeats.
///
/// @param firstPause,longestPause between failed attempts
/// @param heartbeat while a lease is worked on
/// @param refresh of results, earnings and jobs while watched, or while sharing may run; a tenth as
/// often otherwise
/// @param isOverlapping whether the next lease is fetched while one is trained and the last one is
/// sent; else one lease at a time
/// @param isPatient whether what stood against work must be gone for a while before it goes on
public record AgentPace(
        Duration firstPause,
        Duration longestPause,
        Duration heartbeat,
        Duration refresh,
        boolean isOverlapping,
        boolean isPatient) {
    /// With overlapping stages.
    public AgentPace(
            Duration firstPause, Duration longestPause, Duration heartbeat, Duration refresh) {
        this(firstPause, longestPause, heartbeat, refresh, true, true);
    }

    /// The same, but each lease is brought to its end before the next one is asked for.
    public AgentPace oneAtATime() {
        return new AgentPace(firstPause, longestPause, heartbeat, refresh, false, isPatient);
    }

    /// The same, but work goes on as soon as nothing stands against it: to measure how fast it ends
    /// many times in a row.
    public AgentPace hasty() {
        return new AgentPace(firstPause, longestPause, heartbeat, refresh, isOverlapping, false);
    }

    /// On a real network.
    public static AgentPace home() {
        return new AgentPace(
                Duration.ofSeconds(1),
                Duration.ofMinutes(15),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30));
    }

    /// On the practice network, where the coordinator is this computer and rounds take seconds.
    public static AgentPace practice() {
        return new AgentPace(
                Duration.ofMillis(250),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2));
    }
}
