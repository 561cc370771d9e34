package hearth.hardware.desktop;

import java.io.IOException;
import java.util.Optional;

/// Whether a film runs: something keeps the screen awake, as players of moving pictures do and
/// players of music do not; and if players announce themselves (MPRIS), one of them is playing. A
/// paused film is no film.
final class Films {
    private static final String PLAYER = "org.mpris.MediaPlayer2.";
    private static final int IDLE = 8;

    private final Attempts<Bus> session;
    private final Logind logind;

    Films(Attempts<Bus> session, Logind logind) {
        this.session = session;
        this.logind = logind;
    }

    Fact<Boolean> playing() {
        var awake = gnome().or(logind::keepsAwake);
        return switch (awake) {
            case Fact.Known<Boolean>(Boolean held) ->
                    Fact.known(held && session.ask(Films::aPlayerPlays).orElse(true));
            case Fact.Undetectable<Boolean> _ -> Fact.undetectable("no-inhibitors");
        };
    }

    private Fact<Boolean> gnome() {
        var answer =
                session.ask(
                                bus ->
                                        bus.call(
                                                "org.gnome.SessionManager",
                                                "/org/gnome/SessionManager",
                                                "org.gnome.SessionManager",
                                                "IsInhibited",
                                                IDLE))
                        .flatMap(a -> a)
                        .filter(Boolean.class::isInstance)
                        .map(Boolean.class::cast);
        return Fact.of(answer, "no-inhibitors");
    }

    /// True as well where no player announces itself: then the inhibitor is all that is known.
    private static boolean aPlayerPlays(Bus bus) throws IOException {
        boolean anyone = false;
        for (var name : bus.names()) {
            if (name instanceof String service && service.startsWith(PLAYER)) {
                anyone = true;
                var status =
                        bus.property(
                                service,
                                "/org/mpris/MediaPlayer2",
                                "org.mpris.MediaPlayer2.Player",
                                "PlaybackStatus");
                if (status.equals(Optional.of("Playing"))) {
                    return true;
                }
            }
        }
        return !anyone;
    }
}
