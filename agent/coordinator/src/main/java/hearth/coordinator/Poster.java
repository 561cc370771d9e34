package hearth.coordinator;

import hearth.coordinator.Settlement.PostOutcome;
import hearth.coordinator.Settlement.PostedRoot;
import hearth.coordinator.Settlement.UnreachableException;
import hearth.storage.Session;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Carries frozen roots to the chain and watches that they stay there. A root that the chain no
/// longer knows (a crash of a practice chain, a reorganisation) makes its epoch ORPHANED and then
/// FROZEN again with the same root, and it is posted again. One thread at a time.
final class Poster {
    private record Watched(long epoch, String root, String state) {}

    private final Premises premises;
    private final Settlement settlement;
    private final Optional<Escrows> escrows;

    /// @param escrows settled before each root, so that no root promises more than is there
    Poster(Premises premises, Settlement settlement, Optional<Escrows> escrows) {
        this.premises = premises;
        this.settlement = settlement;
        this.escrows = escrows;
    }

    /// Posts everything whose time has come and looks after what was posted.
    void work() {
        try {
            boolean lost = watch();
            while (lost) {
                lost = watch();
            }
            boolean posted = postNext();
            while (posted) {
                posted = postNext();
            }
            watch();
        } catch (UnreachableException chainIsAway) {
            // The outbox keeps what has to leave; the next turn asks again.
        }
    }

    private boolean postNext() {
        var now = premises.clock().instant();
        var next = premises.database().read(session -> Outbox.next(session, now));
        if (next.isEmpty()) {
            return false;
        }
        var posting = next.get();
        boolean settled =
                escrows.map(e -> e.settle(posting.epoch(), posting.leaves())).orElse(true);
        var outcome =
                settled
                        ? settlement.post(
                                posting.epoch(), posting.root(), posting.total(), posting.leaves())
                        : new PostOutcome.Unavailable("escrow-not-settled");
        return premises.database()
                .transaction(
                        session ->
                                switch (outcome) {
                                    case PostOutcome.Posted posted -> {
                                        move(session, posting.epoch(), "FROZEN", "POSTED");
                                        session.update(
                                                "UPDATE epoch SET tx = ? WHERE number = ?",
                                                posted.transaction(),
                                                posting.epoch());
                                        Outbox.done(session, posting, now);
                                        yield true;
                                    }
                                    case PostOutcome.AlreadyThere _ -> {
                                        move(session, posting.epoch(), "FROZEN", "POSTED");
                                        Outbox.done(session, posting, now);
                                        yield true;
                                    }
                                    case PostOutcome.Unavailable unavailable -> {
                                        Outbox.failed(session, posting, unavailable.reason(), now);
                                        yield false;
                                    }
                                    case PostOutcome.Refused refused -> {
                                        Outbox.failed(session, posting, refused.reason(), now);
                                        yield false;
                                    }
                                });
    }

    /// Every posted epoch that is not final, and the newest final one: if that is still there, all
    /// before it are.
    ///
    /// @return whether the chain has lost one, so that those before it want a look as well
    private boolean watch() {
        boolean lost = false;
        for (var epoch : premises.database().read(Poster::watched)) {
            var found = settlement.posted(epoch.epoch());
            boolean same = found.filter(p -> isSame(p, epoch)).isPresent();
            if (same && found.get().isFinal()) {
                premises.database().change(s -> move(s, epoch.epoch(), "POSTED", "FINAL"));
            } else if (!same) {
                premises.database().change(session -> postAgain(session, epoch));
                lost = true;
            }
        }
        return lost;
    }

    private static boolean isSame(PostedRoot posted, Watched epoch) {
        return Arrays.equals(posted.root(), HexFormat.of().parseHex(epoch.root()));
    }

    private static List<Watched> watched(Session session) {
        return session.all(
                "SELECT number, root, state FROM epoch WHERE state = 'POSTED' OR number ="
                        + " (SELECT max(number) FROM epoch WHERE state = 'FINAL') ORDER BY number",
                row -> new Watched(row.number("number"), row.text("root"), row.text("state")));
    }

    private void postAgain(Session session, Watched epoch) {
        if (move(session, epoch.epoch(), epoch.state(), "ORPHANED")
                && move(session, epoch.epoch(), "ORPHANED", "FROZEN")) {
            Outbox.add(session, epoch.epoch(), premises.clock().instant());
        }
    }

    private static boolean move(Session session, long epoch, String from, String to) {
        return session.update(
                        "UPDATE epoch SET state = ? WHERE number = ? AND state = ?",
                        to,
                        epoch,
                        from)
                == 1;
    }
}
