package hearth.app.update;

import hearth.app.update.trust.Refusal;
import hearth.app.update.trust.Release;
import hearth.app.update.trust.Signed;
import hearth.app.update.trust.TrustedState;
import hearth.app.update.trust.UpdateRefused;
import hearth.app.update.trust.Version;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/// What is known of newer versions, and how it is asked for. Only what is signed is believed, and
/// kept so that nothing older is believed after it.
final class News {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int JITTER_MINUTES = 240;

    private final Updater.Parts parts;
    private final UpdateFolder folder;
    private final Installation installation;

    News(Updater.Parts parts, UpdateFolder folder, Installation installation) {
        this.parts = parts;
        this.folder = folder;
        this.installation = installation;
    }

    /// What can be installed, without asking anybody.
    Optional<Release> ready() {
        return known().flatMap(this::choose);
    }

    private Optional<TrustedState> known() {
        return parts.trust().map(t -> folder.trusted().glance().orElse(t.root()));
    }

    /// Asks every mirror; the newest news that can be believed counts.
    Checked ask() throws IOException {
        if (parts.trust().isEmpty() || parts.running().isEmpty()) {
            return new Checked.NoTrust();
        }
        var trusted = folder.trusted();
        var state = trusted.load().orElse(parts.trust().get().root());
        Optional<Refusal> refused = Optional.empty();
        boolean isBelieved = false;
        for (var mirror : parts.trust().get().mirrors()) {
            try {
                state =
                        new Refresh(mirror, parts.pace())
                                .run(state, parts.clock().instant(), this::keep);
                isBelieved = true;
            } catch (UpdateRefused e) {
                refused = Optional.of(e.reason());
                state = trusted.glance().orElse(state);
            } catch (IOException silent) {
                state = trusted.glance().orElse(state);
            }
            if (isBelieved) {
                keep(state);
            }
        }
        var answer = isBelieved ? judge(state) : doubt(refused, state);
        note(state, isBelieved ? "" : refused.map(Refusal::id).orElse("offline"));
        return answer;
    }

    private void keep(TrustedState state) {
        try {
            folder.trusted().save(state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Checked judge(TrustedState state) {
        boolean withdrawn = isWithdrawn(state);
        return choose(state)
                .<Checked>map(release -> new Checked.Ready(release, withdrawn))
                .orElseGet(() -> new Checked.UpToDate(withdrawn));
    }

    private Checked doubt(Optional<Refusal> refused, TrustedState state) {
        return refused.<Checked>map(Checked.Refused::new)
                .orElseGet(() -> new Checked.Offline(newsFrom(state)));
    }

    private void note(TrustedState state, String trouble) throws IOException {
        var at = parts.clock().instant();
        var wait = DAY.plusMinutes(parts.random().nextInt(JITTER_MINUTES));
        folder.books().save(folder.openBook().checked(at, at.plus(wait), newsFrom(state), trouble));
    }

    private static Optional<Instant> newsFrom(TrustedState state) {
        return state.timestamp().map(Signed::signed).map(t -> t.issued());
    }

    private boolean isWithdrawn(TrustedState state) {
        return state.targets()
                .filter(t -> parts.running().filter(t.signed().withdrawn()::contains).isPresent())
                .isPresent();
    }

    /// The newest release for this computer that it does not have, never an older one.
    private Optional<Release> choose(TrustedState state) {
        if (state.targets().isEmpty() || parts.running().isEmpty()) {
            return Optional.empty();
        }
        var targets = state.targets().get().signed();
        var choices = folder.choices();
        var book = folder.book();
        return targets.releases().stream()
                .filter(r -> r.platform().equals(parts.platform()))
                .filter(r -> choices.channel().takes(r.channel()))
                .filter(r -> r.version().isAfter(newest()))
                .filter(r -> !targets.withdrawn().contains(r.version()))
                .filter(r -> !book.failed().contains(r.version()))
                .filter(r -> r.isFor(book.draw()))
                .max(Comparator.comparing(Release::version));
    }

    /// What runs, or what the next start takes.
    private Version newest() {
        var running = parts.running().orElseThrow();
        try {
            return installation.current().filter(c -> c.isAfter(running)).orElse(running);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As [#ready], if what is known is still valid.
    Optional<Release> readyAndFresh() {
        return known().filter(this::isFresh).flatMap(this::choose);
    }

    private boolean isFresh(TrustedState state) {
        try {
            var clock = parts.clock().instant();
            var now = clock.isBefore(state.notBefore()) ? state.notBefore() : clock;
            return state.requireFreshAt(now).targets().isPresent();
        } catch (UpdateRefused expired) {
            return false;
        }
    }
}
