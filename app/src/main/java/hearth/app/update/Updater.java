package hearth.app.update;

import hearth.app.update.trust.Release;
import hearth.app.update.trust.UpdateRefused;
import hearth.app.update.trust.Version;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Keeps Hearth up to date: asks for news and believes only what is signed, chooses a release, and
/// puts it in place so that at every moment a version that works is started. Any thread; one
/// process at a time.
public final class Updater {
    private final Parts parts;
    private final UpdateFolder folder;
    private final News news;
    private final Installation installation;
    private final Health.Check health;
    private final Disk disk;

    /// What an updater works with.
    ///
    /// @param running version of this process; none in a development build
    /// @param platform as [hearth.app.update.trust.Platform] writes it
    /// @param trust none in a build without a root
    public record Parts(
            Optional<Version> running,
            String platform,
            Optional<Trust> trust,
            Pace pace,
            Clock clock,
            RandomGenerator random) {}

    Updater(
            Parts parts,
            UpdateFolder folder,
            Installation installation,
            Health.Check health,
            Disk disk) {
        this.parts = parts;
        this.folder = folder;
        this.news = new News(parts, folder, installation);
        this.installation = installation;
        this.health = health;
        this.disk = disk;
    }

    /// On the files of this computer.
    ///
    /// @param patience with a new version that is tried out
    public static Updater of(
            Parts parts, UpdateFolder folder, Installation installation, Duration patience) {
        var disk = new RealDisk();
        return new Updater(parts, folder, installation, new StartedVersion(patience, disk), disk);
    }

    /// Asks every mirror; the newest news that can be believed counts.
    public Checked check() {
        try (var turn = folder.turn().orElse(null)) {
            return turn == null ? new Checked.Busy() : news.ask();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What is known without asking anybody.
    public Optional<Release> ready() {
        return news.ready();
    }

    /// Puts the newest release in place, if nothing stands against it.
    ///
    /// @param mayFinish whether work that is under way is brought to its end for it
    public Applied apply(Work work, boolean mayFinish) throws InterruptedException {
        try (var turn = folder.turn().orElse(null)) {
            if (turn == null) {
                return new Applied.Nothing(new Checked.Busy());
            }
            var asked = news.ask();
            return switch (asked) {
                case Checked.Ready(var release, var _) -> begin(release, work, mayFinish);
                case Checked.Offline _ -> {
                    var release = news.readyAndFresh();
                    yield release.isPresent()
                            ? begin(release.get(), work, mayFinish)
                            : new Applied.Nothing(asked);
                }
                case Checked.Refused(var reason) -> new Applied.Refused(reason);
                case Checked.UpToDate _, Checked.NoTrust _, Checked.Busy _ ->
                        new Applied.Nothing(asked);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Applied begin(Release release, Work work, boolean mayFinish)
            throws InterruptedException, IOException {
        if (!installation.isOwnersOwn()) {
            return new Applied.Managed(release.version());
        }
        if (work.isUnderWay() && !mayFinish) {
            return new Applied.Working();
        }
        long needed = release.length() + release.unpackedBytes();
        if (disk.room(installation.versions()) < needed) {
            return new Applied.NoRoom(needed);
        }
        var ended = prepared(release);
        if (ended.isEmpty()) {
            return replace(release, work);
        }
        folder.steps().clear();
        return remember(release, ended.get());
    }

    /// Everything that leaves what is in place alone.
    ///
    /// @return why it ends here, or nothing
    private Optional<Applied> prepared(Release release) throws InterruptedException {
        var version = release.version();
        try {
            installation.sweep();
            step(UpdateStep.Doing.FETCHING, version);
            var archive =
                    new Download(
                                    parts.trust().orElseThrow().mirrors(),
                                    folder.downloads(),
                                    disk,
                                    parts.pace())
                            .run(release);
            step(UpdateStep.Doing.UNPACKING, version);
            installation.stage(release, archive);
            disk.remove(folder.downloads());
            step(UpdateStep.Doing.TRYING_OUT, version);
            return switch (health.of(installation.launcher(version), version)) {
                case Health.Healthy _ -> Optional.empty();
                case Health.Sick(String reason) -> {
                    installation.discard(version);
                    yield Optional.of(new Applied.NotHealthy(version, reason));
                }
            };
        } catch (UpdateRefused e) {
            return Optional.of(new Applied.Refused(e.reason()));
        } catch (IOException e) {
            return Optional.of(new Applied.Broken());
        }
    }

    private Applied replace(Release release, Work work) throws InterruptedException, IOException {
        var version = release.version();
        step(UpdateStep.Doing.WAITING_FOR_WORK, version);
        boolean isReplaced = false;
        try {
            if (!work.finish()) {
                return new Applied.Working();
            }
            installation.commit(version);
            var found = health.of(installation.launcher(), version);
            if (found instanceof Health.Sick(String reason)) {
                installation.rollBack();
                installation.discard(version);
                return remember(release, new Applied.RolledBack(version, reason));
            }
            isReplaced = true;
            return remember(release, new Applied.Installed(version));
        } finally {
            folder.steps().clear();
            // The last thing, because it may end the service that this process belongs to.
            work.goOn(isReplaced);
        }
    }

    private Applied remember(Release release, Applied applied) throws IOException {
        var at = parts.clock().instant();
        var version = release.version();
        var book = folder.openBook();
        var after =
                switch (applied) {
                    case Applied.Installed _ ->
                            book.with(event(at, UpdateBook.Kind.INSTALLED, version, ""));
                    case Applied.RolledBack(var _, String reason) ->
                            book.without(version)
                                    .with(event(at, UpdateBook.Kind.ROLLED_BACK, version, reason));
                    case Applied.NotHealthy(var _, String reason) ->
                            book.without(version)
                                    .with(
                                            event(
                                                    at,
                                                    UpdateBook.Kind.NOT_INSTALLED,
                                                    version,
                                                    reason));
                    case Applied.Refused(var reason) ->
                            book.with(
                                    event(at, UpdateBook.Kind.NOT_INSTALLED, version, reason.id()));
                    case Applied.Broken _ ->
                            book.with(event(at, UpdateBook.Kind.NOT_INSTALLED, version, "broken"));
                    case Applied.Nothing _,
                            Applied.Working _,
                            Applied.Managed _,
                            Applied.NoRoom _ ->
                            book;
                };
        folder.books().save(after);
        return applied;
    }

    private static UpdateBook.Event event(
            Instant at, UpdateBook.Kind kind, Version version, String reason) {
        return new UpdateBook.Event(at, kind, version, reason);
    }

    private void step(UpdateStep.Doing doing, Version version) throws IOException {
        folder.steps().save(UpdateStep.of(doing, version));
    }

    /// Tells what the start script gave up, and makes room after an update that was cut off. To be
    /// called when Hearth starts.
    ///
    /// @return whether this version is on trial
    public boolean begin() {
        try (var turn = folder.turn().orElse(null)) {
            if (turn == null || !installation.isOwnersOwn()) {
                return false;
            }
            installation.sweep();
            var gone = installation.takeGoneBack();
            if (gone.isPresent()) {
                var at = parts.clock().instant();
                folder.books()
                        .save(
                                folder.openBook()
                                        .without(gone.get())
                                        .with(
                                                event(
                                                        at,
                                                        UpdateBook.Kind.ROLLED_BACK,
                                                        gone.get(),
                                                        "did-not-start")));
            }
            return installation.trial().equals(parts.running());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// This start only called a window that is open already: it says nothing of this version, so
    /// the start script's count of it is taken back.
    public void notTried() {
        try (var turn = folder.turn().orElse(null)) {
            if (turn != null
                    && installation.isOwnersOwn()
                    && installation.trial().equals(parts.running())) {
                installation.forgetStart();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// This version has run for a while: it stays.
    public void confirm() {
        try (var turn = folder.turn().orElse(null)) {
            if (turn != null && parts.running().isPresent()) {
                installation.confirm(parts.running().get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the package manager of this system keeps this installation.
    public boolean isManaged() {
        return !installation.isOwnersOwn();
    }

    /// What is in place and runs only after the next start.
    public Optional<Version> waiting() {
        try {
            return installation.current().filter(c -> !parts.running().equals(Optional.of(c)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
