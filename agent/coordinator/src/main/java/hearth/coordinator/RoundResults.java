package hearth.coordinator;

import hearth.protocol.LeaseId;
import hearth.storage.Session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The results of one round that are in one state, with the leases that they are of: what a round
/// needs to know of them is asked once for all.
///
/// @param all in the order of their numbers
record RoundResults(List<Results.Waiting> all, Map<LeaseId, Leases.Held> leases) {
    static RoundResults in(Session session, Rounds.Round round, String state) {
        var leases =
                Leases.of(session, round, state).stream()
                        .collect(Collectors.toMap(held -> held.lease().id(), Function.identity()));
        return new RoundResults(Results.in(session, round.job(), round.number(), state), leases);
    }

    Leases.Held held(Results.Waiting result) {
        return Optional.ofNullable(leases.get(result.lease())).orElseThrow();
    }

    /// As they are once nothing was found against any of them.
    RoundResults scored() {
        return new RoundResults(all.stream().map(Results.Waiting::scored).toList(), leases);
    }

    /// Those that take a place in the round's checkpoint.
    RoundResults counted() {
        return new RoundResults(all.stream().filter(Results.Waiting::isCounted).toList(), leases);
    }
}
