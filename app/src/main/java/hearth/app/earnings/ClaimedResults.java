package hearth.app.earnings;

import hearth.app.background.Background;
import hearth.app.earnings.TrailDesk.Claimed;
import hearth.app.text.Speech;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Wei;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import java.util.List;
import java.util.Optional;

/// The results behind one claim: from its transaction to the settlements it paid, and from those to
/// what this computer did for them. Belongs to the screen's thread.
final class ClaimedResults {
    private final ReadOnlyObjectWrapper<Optional<Sight>> sight =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ResultBook book;
    private final TrailDesk trails;
    private final Speech speech;
    private final Background background;
    private Optional<Claimed> answer = Optional.empty();

    ClaimedResults(ResultBook book, TrailDesk trails, Speech speech, Background background) {
        this.book = book;
        this.trails = trails;
        this.speech = speech;
        this.background = background;
    }

    /// One claim that is looked at.
    ///
    /// @param transaction `0x` and 64 hex digits
    /// @param words what it paid, or why that cannot be said
    /// @param results of this computer that it paid, newest first
    record Sight(String transaction, String words, List<ResultView> results) {}

    /// Looks at a claim instead of at everything.
    void show(String transaction) {
        answer = Optional.empty();
        sight.set(
                Optional.of(
                        new Sight(transaction, speech.text("earnings.claim.asking"), List.of())));
        background.run(
                () -> trails.claimed(transaction),
                claimed -> answered(transaction, claimed),
                failure -> answered(transaction, new Claimed.Unknown()));
    }

    void showAll() {
        answer = Optional.empty();
        sight.set(Optional.empty());
    }

    private void answered(String transaction, Claimed claimed) {
        if (sight.get().filter(now -> now.transaction().equals(transaction)).isPresent()) {
            answer = Optional.of(claimed);
            refresh();
        }
    }

    /// Looks again once the book has changed.
    void refresh() {
        if (sight.get().isPresent() && answer.isPresent() && book.complete().get()) {
            var now = of(sight.get().get().transaction(), answer.get());
            if (!sight.get().get().equals(now)) {
                sight.set(Optional.of(now));
            }
        }
    }

    private Sight of(String transaction, Claimed claimed) {
        return switch (claimed) {
            case Claimed.Paid paid -> {
                var results = List.copyOf(book.results().filtered(r -> isPaid(r, paid)));
                yield new Sight(transaction, words(paid, results), results);
            }
            case Claimed.NoClaim _ ->
                    new Sight(transaction, speech.text("earnings.claim.none"), List.of());
            case Claimed.Unknown _ ->
                    new Sight(transaction, speech.text("earnings.claim.unknown"), List.of());
        };
    }

    private static boolean isPaid(ResultView result, Claimed.Paid paid) {
        return Verdict.of(result) == Verdict.RELEASED
                && result.epoch()
                        .filter(e -> e <= paid.epoch() && e > paid.after().orElse(0L))
                        .isPresent();
    }

    private String words(Claimed.Paid paid, List<ResultView> results) {
        var sum = results.stream().map(ResultView::pay).reduce(Wei.ZERO, Wei::plus);
        String amount = speech.amounts().exact(paid.amount());
        long first = paid.after().orElse(0L) + 1;
        String settled =
                paid.after().isEmpty()
                        ? speech.text("earnings.claim.up-to", amount, paid.epoch())
                        : first == paid.epoch()
                                ? speech.text("earnings.claim.one", amount, first)
                                : speech.text("earnings.claim.some", amount, first, paid.epoch());
        String ours =
                speech.text("earnings.claim.results", results.size(), speech.amounts().exact(sum));
        return sum.compareTo(paid.amount()) < 0
                ? String.join(" ", settled, ours, speech.text("earnings.claim.rest"))
                : settled + " " + ours;
    }

    /// Empty while everything is shown.
    ReadOnlyObjectProperty<Optional<Sight>> sight() {
        return sight.getReadOnlyProperty();
    }
}
