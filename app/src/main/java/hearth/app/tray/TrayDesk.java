package hearth.app.tray;

import hearth.app.install.HearthHome;
import hearth.app.settings.Occasion;
import hearth.app.settings.SettingsFile;
import hearth.app.text.Amounts;
import hearth.app.text.Speech;
import hearth.app.update.trust.Version;
import hearth.hardware.desktop.Tray;
import hearth.hardware.desktop.TrayFace;
import hearth.hardware.desktop.TrayFace.Choice;
import hearth.hardware.desktop.TrayFace.Item;
import hearth.hardware.desktop.TrayFace.Light;
import hearth.worker.AgentException;
import hearth.worker.AgentLink;
import hearth.worker.AgentRefusedException;
import hearth.worker.AgentSnapshot;
import hearth.worker.AgentSnapshot.Activity;
import hearth.worker.AgentUnreachableException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// The agent in the desktop's tray: its state, what its owner may do there, and rare notes. Works
/// as well where there is no tray. Takes snapshots on one thread.
public final class TrayDesk implements Consumer<AgentSnapshot>, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("hearth.tray");
    private static final Duration PAUSE = Duration.ofHours(1);

    /// Snapshots after which a tray would have answered.
    private static final int SETTLED = 10;

    private static final String TOLD = "first-earning-told";
    private static final String UPDATE_TOLD = "update-told";

    private final AgentLink agent;
    private final SettingsFile settings;
    private final Runnable openWindow;
    private final Clock clock;
    private final Speech speech;
    private final Path told;
    private final Path updateTold;
    private final Occasions occasions;
    private final Tray tray;
    private @Nullable TrayFace face;
    private volatile @Nullable AgentSnapshot newest;
    private int heard;

    /// @param openWindow starts the window, or brings it to the front
    /// @param place puts a face into the tray and says whom to tell of choices
    public TrayDesk(
            AgentLink agent,
            HearthHome home,
            Runnable openWindow,
            Clock clock,
            BiFunction<TrayFace, Consumer<Choice>, Tray> place) {
        this.agent = agent;
        this.openWindow = openWindow;
        this.clock = clock;
        settings = new SettingsFile(home.folder());
        speech = Speech.of(settings.glance().language().locale(), clock);
        told = home.agent().resolve(TOLD);
        updateTold = home.agent().resolve(UPDATE_TOLD);
        occasions = new Occasions(Files.exists(told));
        var first = new TrayFace(Light.OFF, speech.text("app.name"), "", List.of());
        tray = place.apply(first, choice -> Thread.ofVirtual().start(() -> choose(choice)));
    }

    @Override
    public void accept(AgentSnapshot now) {
        newest = now;
        heard++;
        if (heard == SETTLED) {
            LOG.log(
                    Level.INFO,
                    tray.isShown()
                            ? "this desktop shows Hearth in its tray"
                            : "this desktop has no tray; everything works without one");
        }
        var next = face(now);
        if (!next.equals(face)) {
            face = next;
            tray.show(next);
        }
        occasions.next(now).forEach(this::tell);
    }

    private TrayFace face(AgentSnapshot now) {
        return new TrayFace(
                light(now),
                speech.text("app.name"),
                tip(now),
                List.of(
                        line(Choice.OPEN, "tray.open", Optional.empty()),
                        line(Choice.SHARE, "tray.share", Optional.of(now.sharing())),
                        line(
                                Choice.PAUSE,
                                isPaused(now) ? "tray.resume" : "tray.pause",
                                Optional.empty()),
                        line(Choice.QUIT, "tray.quit", Optional.empty())));
    }

    private Item line(Choice choice, String key, Optional<Boolean> on) {
        return new Item(choice, speech.text(key), on);
    }

    private static Light light(AgentSnapshot now) {
        if (now.problem().isPresent()) {
            return Light.PROBLEM;
        }
        if (!now.sharing()) {
            return Light.OFF;
        }
        boolean works =
                now.activity() != Activity.WAITING
                        && now.activity() != Activity.OFF
                        && now.activity() != Activity.STOPPING;
        return works ? Light.WORKING : Light.RESTING;
    }

    private String tip(AgentSnapshot now) {
        return now.problem()
                .or(() -> now.reasons().stream().findFirst())
                .map(reason -> speech.words().reason(reason.id(), reason.detail()).title())
                .orElseGet(() -> speech.text("tray.working"));
    }

    private static boolean isPaused(AgentSnapshot now) {
        return now.reasons().stream().anyMatch(reason -> reason.id().equals("paused"));
    }

    private void choose(Choice choice) {
        try {
            switch (choice) {
                case OPEN -> openWindow.run();
                case SHARE -> agent.share(!agent.snapshot().sharing());
                case PAUSE -> {
                    var now = newest;
                    boolean resume = now != null && isPaused(now);
                    agent.pauseUntil(resume ? clock.instant() : clock.instant().plus(PAUSE));
                }
                case QUIT -> agent.shutdown();
            }
        } catch (AgentException
                | AgentRefusedException
                | AgentUnreachableException
                | UncheckedIOException broken) {
            LOG.log(Level.WARNING, "the tray could not do " + choice, broken);
        }
    }

    private void tell(Occasions.Event event) {
        if (settings.glance().muted().contains(event.occasion())) {
            return;
        }
        var amount =
                settings.glance().privacy().amountsHidden()
                        ? Amounts.HIDDEN
                        : speech.amounts().brief(event.amount());
        switch (event.occasion()) {
            case FIRST_EARNING -> {
                tray.tell(speech.text("note.first"), speech.text("note.first.text", amount));
                keep(told, "");
            }
            case RELEASED ->
                    tray.tell(
                            speech.text("note.released"),
                            speech.text("note.released.text", amount));
            case PROBLEM ->
                    event.problem()
                            .map(p -> speech.words().reason(p.id(), p.detail()))
                            .ifPresent(p -> tray.tell(p.title(), p.text()));
            case UPDATE -> throw new IllegalArgumentException("no snapshot tells of updates");
        }
    }

    /// A newer version, whose signatures were checked, waits for its owner. Told once.
    public void ready(Version version) {
        if (settings.glance().muted().contains(Occasion.UPDATE) || wasTold(version)) {
            return;
        }
        tray.tell(speech.text("note.update"), speech.text("note.update.text", version.text()));
        keep(updateTold, version.text());
    }

    private boolean wasTold(Version version) {
        try {
            return Files.readString(updateTold).equals(version.text());
        } catch (IOException notYet) {
            return false;
        }
    }

    /// What cannot be kept is told once more after the next start.
    private static void keep(Path file, String told) {
        try {
            Files.writeString(file, told);
        } catch (IOException unwritable) {
            LOG.log(Level.WARNING, "cannot keep what was told: " + file, unwritable);
        }
    }

    @Override
    public void close() {
        tray.close();
    }
}
