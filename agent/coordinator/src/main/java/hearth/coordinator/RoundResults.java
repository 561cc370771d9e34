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
/// @param state of all of them, `SCORED` or, where a round is judged and published at once,
/// `STATIC_OK`
record RoundResults(List<Results.Waiting> all, Map<LeaseId, Leases.Held> leases, String state) {
    static RoundResults in(Session session, Rounds.Round round, String state) {
        var leases =
                Leases.of(session, round, state).stream()
                        .collect(Collectors.toMap(held -> held.lease().id(), Function.identity()));
        var all = Results.in(session, round.job(), round.number(), state);
        return new RoundResults(all, leases, state);
    }

    Leases.Held held(Results.Waiting result) {
        return Optional.ofNullable(leases.get(result.lease())).orElseThrow();
    }

    /// Those that take a place in the round's checkpoint.
    RoundResults counted() {
        return new RoundResults(
                all.stream().filter(Results.Waiting::isCounted).toList(), leases, state);
    }
}
