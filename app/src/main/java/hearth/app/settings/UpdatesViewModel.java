package hearth.app.settings;

import hearth.app.background.Background;
import hearth.app.look.Tone;
import hearth.app.text.Notices;
import hearth.app.text.Speech;
import hearth.app.update.UpdateBook;
import hearth.app.update.UpdateChoices;
import hearth.app.update.UpdateChoices.Install;
import hearth.app.update.UpdateDesk;
import hearth.app.update.UpdateDesk.Updates;
import hearth.app.update.trust.Channel;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Updates of Hearth: what is known, what is wanted, and what became of it. Looked at every other
/// second while it shows, because the agent and an installation are other processes.
public final class UpdatesViewModel {
    private static final Duration TICK = Duration.ofSeconds(2);
    private static final Duration OLD_NEWS = Duration.ofDays(7);
    private static final int SHOWN = 5;

    private final ReadOnlyObjectWrapper<Optional<Shown>> shown =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyBooleanWrapper asking = new ReadOnlyBooleanWrapper();
    private final UpdateDesk desk;
    private final Background background;
    private final Speech speech;
    private final Notices notices;
    private boolean looking;
    private Background.@Nullable Ticks clock;

    /// One thing that happened to a version.
    record Happened(String version, String what, String when) {}

    /// The card in words.
    ///
    /// @param state what is the matter now
    /// @param remark what more there is to say; may be empty
    /// @param canInstall whether something is ready and this installation may replace itself
    record Shown(
            String running,
            String state,
            Tone tone,
            String remark,
            String checked,
            boolean canAsk,
            boolean canInstall,
            UpdateChoices choices,
            List<Happened> history) {}

    public UpdatesViewModel(
            UpdateDesk desk, Background background, Speech speech, Notices notices) {
        this.desk = desk;
        this.background = background;
        this.speech = speech;
        this.notices = notices;
    }

    void onShow() {
        clock = background.every(TICK, this::look);
        look();
    }

    void onHide() {
        if (clock != null) {
            clock.close();
        }
    }

    ReadOnlyObjectProperty<Optional<Shown>> shown() {
        return shown.getReadOnlyProperty();
    }

    /// Whether news is being asked for.
    ReadOnlyBooleanProperty asking() {
        return asking.getReadOnlyProperty();
    }

    private void look() {
        if (looking) {
            return;
        }
        looking = true;
        background.run(
                desk::updates,
                now -> {
                    looking = false;
                    shown.set(Optional.of(words(now)));
                },
                failure -> looking = false);
    }

    /// Asks for news now.
    void check() {
        if (asking.get()) {
            return;
        }
        asking.set(true);
        background.run(
                () -> {
                    desk.check();
                    return desk.updates();
                },
                now -> {
                    asking.set(false);
                    shown.set(Optional.of(words(now)));
                },
                failure -> {
                    asking.set(false);
                    notices.bad(speech.text("updates.failed"));
                });
    }

    void automatic(boolean wanted) {
        choose(now -> now.withAutomatic(wanted));
    }

    void channel(Channel wanted) {
        choose(now -> now.withChannel(wanted));
    }

    void whenIdle(boolean wanted) {
        choose(now -> now.withInstall(wanted ? Install.WHEN_IDLE : Install.WHEN_ASKED));
    }

    /// Installs what is ready.
    ///
    /// @param atOnce whether work ends after its step instead of at its end
    void install(boolean atOnce) {
        background.run(
                () -> {
                    desk.install(atOnce);
                    return desk.updates();
                },
                now -> {
                    notices.good(speech.text("updates.begun"));
                    shown.set(Optional.of(words(now)));
                },
                failure -> notices.bad(speech.text("updates.failed")));
    }

    private void choose(UnaryOperator<UpdateChoices> change) {
        background.run(
                () -> {
                    desk.choose(change);
                    return desk.updates();
                },
                now -> shown.set(Optional.of(words(now))),
                failure -> notices.bad(speech.text("settings.save.failed")));
    }

    private Shown words(Updates now) {
        var book = now.book();
        boolean isReady = now.ready().isPresent() && now.step().isEmpty();
        return new Shown(
                now.running(),
                state(now),
                tone(now),
                remark(now),
                book.checkedAt()
                        .map(at -> speech.times().brief(at))
                        .orElseGet(() -> speech.text("updates.never")),
                now.isTrusting(),
                isReady && !now.isManaged(),
                now.choices(),
                book.history().stream().limit(SHOWN).map(this::happened).toList());
    }

    private String state(Updates now) {
        if (now.step().isPresent()) {
            return speech.text("updates.step." + key(now.step().get()));
        }
        if (!now.isTrusting()) {
            return speech.text("updates.no-trust");
        }
        if (now.nextStart().isPresent()) {
            return speech.text("updates.next-start", now.nextStart().get().text());
        }
        if (now.ready().isPresent()) {
            return speech.text("updates.ready", now.ready().get().text());
        }
        return speech.text(
                now.book().newsFrom().isPresent() ? "updates.newest" : "updates.unknown");
    }

    private static Tone tone(Updates now) {
        if (!now.book().trouble().isEmpty() && now.step().isEmpty()) {
            return Tone.WARN;
        }
        boolean isNews = now.step().isPresent() || now.ready().isPresent();
        return isNews || now.nextStart().isPresent() ? Tone.ACCENT : Tone.NEUTRAL;
    }

    private String remark(Updates now) {
        if (now.step().isPresent() || !now.isTrusting()) {
            return "";
        }
        if (now.isManaged() && now.ready().isPresent()) {
            return speech.text("updates.managed");
        }
        String trouble = now.book().trouble();
        if (trouble.equals("offline")) {
            var from = now.book().newsFrom();
            boolean isOld =
                    from.filter(at -> at.plus(OLD_NEWS).isBefore(speech.times().now())).isPresent();
            return isOld
                    ? speech.text("updates.offline.old", speech.times().brief(from.get()))
                    : speech.text("updates.offline");
        }
        return trouble.isEmpty() ? "" : speech.text("updates.refused", reason(trouble));
    }

    /// Ids are our own; one that this version does not know is only a code.
    private String reason(String id) {
        return speech.words().find("updates.why." + id).orElse(id);
    }

    private Happened happened(UpdateBook.Event event) {
        String what = speech.text("updates.was." + key(event.kind()));
        return new Happened(
                event.version().text(),
                event.reason().isEmpty()
                        ? what
                        : speech.text("updates.because", what, reason(event.reason())),
                speech.times().brief(event.at()));
    }

    private static String key(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
