package hearth.coordinator;

import hearth.coordinator.Duties.Tenure;
import hearth.coordinator.Settlement.Limits;
import hearth.coordinator.Settlement.PostOutcome;
import hearth.coordinator.Settlement.PostedRoot;
import hearth.coordinator.Settlement.UnreachableException;
import hearth.protocol.Wei;
import hearth.storage.Session;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Carries frozen roots to the chain and watches that they stay there. A root that the chain no
/// longer knows (a crash of a practice chain, a reorganisation) makes its epoch ORPHANED and then
/// FROZEN again with the same root, and it is posted again. One that never left and that the
/// contract would refuse now is taken back instead. One thread at a time.
final class Poster {
    private static final System.Logger LOG = System.getLogger(Poster.class.getName());
    private static final String NOT_SETTLED = "escrow-not-settled";

    private record Watched(long epoch, String root, String state, Optional<Instant> claimableAt) {}

    private final Premises premises;
    private final Settlement settlement;
    private final Epochs epochs;
    private final Optional<Escrows> escrows;

    /// @param escrows settled before each root, so that no root promises more than is there
    Poster(Premises premises, Settlement settlement, Epochs epochs, Optional<Escrows> escrows) {
        this.premises = premises;
        this.settlement = settlement;
        this.epochs = epochs;
        this.escrows = escrows;
    }

    /// Posts everything whose time has come and looks after what was posted.
    void work(Tenure tenure) {
        try {
            boolean lost = watch(tenure);
            while (lost) {
                lost = watch(tenure);
            }
            boolean posted = postNext(tenure);
            while (posted) {
                posted = postNext(tenure);
            }
            watch(tenure);
        } catch (UnreachableException chainIsAway) {
            // The outbox keeps what has to leave; the next turn asks again.
        }
    }

    private boolean postNext(Tenure tenure) {
        var now = premises.clock().instant();
        var next = premises.database().read(session -> Outbox.next(session, now));
        if (next.isEmpty()) {
            return false;
        }
        var posting = next.get();
        // Read first: what is handed over meanwhile counts once.
        var limits = settlement.limits();
        var comes = escrows.map(e -> e.settle(posting.leaves())).orElse(Optional.of(Wei.ZERO));
        if (comes.isEmpty()) {
            return keep(tenure, posting, new PostOutcome.Unavailable(NOT_SETTLED), now);
        }
        // An outbox of before migration 23 does not say of all roots that they left.
        if (isTooMuch(posting, limits, comes.get())
                && settlement.posted(posting.epoch()).isEmpty()
                && epochs.thaw(tenure, posting.epoch())) {
            LOG.log(
                    Level.WARNING,
                    "the chain would refuse the root of epoch {0}; it is made anew",
                    posting.epoch());
            return false;
        }
        premises.database()
                .change(
                        session -> {
                            tenure.confirm(session);
                            Outbox.sending(session, posting, now);
                        });
        var outcome =
                settlement.post(posting.epoch(), posting.root(), posting.total(), posting.leaves());
        return keep(tenure, posting, outcome, now);
    }

    /// @param comes paid in by settlements that what counts as final does not show yet
    private boolean isTooMuch(Outbox.Posting posting, Limits limits, Wei comes) {
        var before =
                premises.database()
                        .read(
                                session ->
                                        session.first(
                                                "SELECT total FROM epoch WHERE number = ?",
                                                row -> row.wei("total"),
                                                posting.epoch() - 1))
                        .orElse(Wei.ZERO);
        return posting.total().compareTo(limits.funded().plus(comes)) > 0
                || posting.total().minus(before).compareTo(limits.epochCap()) > 0;
    }

    /// @return whether it is there
    private boolean keep(Tenure tenure, Outbox.Posting posting, PostOutcome outcome, Instant now) {
        return premises.database()
                .transaction(
                        session -> {
                            tenure.confirm(session);
                            return switch (outcome) {
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
                            };
                        });
    }

    /// Every posted epoch that is not final, and the newest final one: if that is still there, all
    /// before it are.
    ///
    /// @return whether the chain has lost one, so that those before it want a look as well
    private boolean watch(Tenure tenure) {
        boolean lost = false;
        for (var epoch : premises.database().read(Poster::watched)) {
            var found = settlement.posted(epoch.epoch());
            boolean same = found.filter(p -> isSame(p, epoch)).isPresent();
            if (same) {
                keepUp(tenure, epoch, found.get());
            } else {
                premises.database()
                        .change(
                                session -> {
                                    tenure.confirm(session);
                                    postAgain(session, epoch);
                                });
                lost = true;
            }
        }
        return lost;
    }

    private void keepUp(Tenure tenure, Watched epoch, PostedRoot there) {
        boolean isFinal = there.isFinal() && epoch.state().equals("POSTED");
        boolean isTold = epoch.claimableAt().equals(Optional.of(there.validAt()));
        if (isTold && !isFinal) {
            return;
        }
        premises.database()
                .change(
                        session -> {
                            tenure.confirm(session);
                            session.update(
                                    "UPDATE epoch SET claimable_at = ? WHERE number = ?",
                                    there.validAt(),
                                    epoch.epoch());
                            if (isFinal) {
                                move(session, epoch.epoch(), "POSTED", "FINAL");
                            }
                        });
    }

    private static boolean isSame(PostedRoot posted, Watched epoch) {
        return Arrays.equals(posted.root(), HexFormat.of().parseHex(epoch.root()));
    }

    private static List<Watched> watched(Session session) {
        return session.all(
                "SELECT number, root, state, claimable_at FROM epoch WHERE state = 'POSTED' OR"
                        + " number = (SELECT max(number) FROM epoch WHERE state = 'FINAL')"
                        + " ORDER BY number",
                row ->
                        new Watched(
                                row.number("number"),
                                row.text("root"),
                                row.text("state"),
                                row.optionalInstant("claimable_at")));
    }

    private void postAgain(Session session, Watched epoch) {
        if (move(session, epoch.epoch(), epoch.state(), "ORPHANED")
                && move(session, epoch.epoch(), "ORPHANED", "FROZEN")) {
            session.update("UPDATE epoch SET claimable_at = NULL WHERE number = ?", epoch.epoch());
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
