package hearth.app.update;

import hearth.app.update.trust.Version;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What became of updates on this computer; immutable.
///
/// @param draw random number of this computer for staged releases; it is never sent
/// @param checkedAt when news was last asked for
/// @param nextCheck when it is asked for next
/// @param newsFrom when the newest news that is believed was signed
/// @param trouble id of what went wrong at the last check; empty if nothing
/// @param failed versions that did not work here and are not tried again
/// @param history newest first, at most 50
public record UpdateBook(
        long draw,
        Optional<Instant> checkedAt,
        Optional<Instant> nextCheck,
        Optional<Instant> newsFrom,
        String trouble,
        List<Version> failed,
        List<Event> history) {
    private static final int LONGEST = 50;

    /// What happened to a version.
    ///
    /// @param reason id of why; empty where nothing went wrong
    public record Event(Instant at, Kind kind, Version version, String reason) {}

    /// What can happen to a version.
    public enum Kind {
        INSTALLED,
        NOT_INSTALLED,
        ROLLED_BACK
    }

    public UpdateBook {
        failed = List.copyOf(failed);
        history = List.copyOf(history);
    }

    static UpdateBook begin(long draw) {
        return new UpdateBook(
                draw,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                List.of(),
                List.of());
    }

    UpdateBook checked(Instant at, Instant next, Optional<Instant> newest, String wrong) {
        return new UpdateBook(
                draw, Optional.of(at), Optional.of(next), newest, wrong, failed, history);
    }

    UpdateBook with(Event event) {
        var all = Stream.concat(Stream.of(event), history.stream()).limit(LONGEST).toList();
        return new UpdateBook(draw, checkedAt, nextCheck, newsFrom, trouble, failed, all);
    }

    /// It did not work here.
    UpdateBook without(Version version) {
        var more = new ArrayList<>(failed);
        if (!more.contains(version)) {
            more.add(version);
        }
        return new UpdateBook(draw, checkedAt, nextCheck, newsFrom, trouble, more, history);
    }
}
