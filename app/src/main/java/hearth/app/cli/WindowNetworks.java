package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.network.Candidate;
import hearth.app.network.Membership;
import hearth.app.network.NetworkCheck;
import hearth.app.network.NetworkDesk;
import hearth.app.network.Objection;
import hearth.app.update.Installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// The window's side of [Membership]. The window is made of parts of one network, so it is opened
/// again on another.
final class WindowNetworks implements NetworkDesk {
    private static final Duration AGENT_ENDS = Duration.ofSeconds(30);
    private final Image image;
    private final HearthHome home;
    private final Membership membership;
    private volatile boolean opensAgain;

    WindowNetworks(Image image, HearthHome home, Clock clock) {
        this.image = image;
        this.home = home;
        this.membership = new Membership(home, clock);
    }

    @Override
    public Found look(Path profile) {
        return switch (membership.look(profile)) {
            case Membership.Look.Profile found ->
                    new Found.Usable(Membership.candidate(profile, found));
            case Membership.Look.Useless(var objection) -> new Found.Useless(objection);
        };
    }

    @Override
    public Optional<Objection> check(Candidate candidate) {
        return switch (membership.look(candidate.file())) {
            case Membership.Look.Profile(var profile, var door, _) ->
                    NetworkCheck.of(profile, door);
            case Membership.Look.Useless(var objection) -> Optional.of(objection);
        };
    }

    @Override
    public Optional<Objection> join(Candidate candidate) {
        return changed(() -> membership.join(candidate, AGENT_ENDS));
    }

    @Override
    public Optional<Objection> leave() {
        return changed(() -> membership.leave(AGENT_ENDS));
    }

    private interface Change {
        Optional<Objection> make() throws InterruptedException;
    }

    private Optional<Objection> changed(Change change) {
        try {
            var objection = change.make();
            if (objection.isEmpty()) {
                ServiceCommand.renew(image, home.asJoined());
            }
            return objection;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void reopen() {
        opensAgain = true;
    }

    /// Opens the window again, if that is wanted; once this one is gone.
    void openAgain() {
        if (!opensAgain) {
            return;
        }
        var builder = new ProcessBuilder(Installation.of(image.root()).launcher().toString());
        builder.environment().put("HEARTH_HOME", home.folder().toString());
        try {
            builder.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
