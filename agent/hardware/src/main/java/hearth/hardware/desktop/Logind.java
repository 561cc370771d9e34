package hearth.hardware.desktop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The sessions of this computer as systemd-logind knows them. One thread.
final class Logind {
    private static final String SERVICE = "org.freedesktop.login1";
    private static final String MANAGER = SERVICE + ".Manager";
    private static final String ROOT = "/org/freedesktop/login1";
    private static final String OWN = ROOT + "/session/auto";

    private final Attempts<Bus> system;
    private final InstantSource clock;
    private boolean hints;

    Logind(Attempts<Bus> system, InstantSource clock) {
        this.system = system;
        this.clock = clock;
    }

    /// Whose session has the screen and the keyboard of this computer.
    sealed interface Front {
        /// @param session path of a session of the user who runs this process
        record Owner(String session) implements Front {}

        /// @param session path of a session of somebody else
        record Other(String session) implements Front {}

        /// Nobody is logged in there, or a login screen is in front.
        record Nobody() implements Front {}

        /// logind does not say.
        record Untold() implements Front {}
    }

    /// Our own session is asked first; the seats only where it is not in front, as after "Switch
    /// user", or where we belong to none that has a seat, as over SSH or in a service.
    Front front() {
        boolean ours =
                ask(OWN, SERVICE + ".Session", "Active").equals(Optional.of(true))
                        && reference(ask(OWN, SERVICE + ".Session", "Seat")).isPresent();
        return ours ? new Front.Owner(OWN) : ofSeats();
    }

    private Front ofSeats() {
        var seats =
                system.ask(bus -> bus.call(SERVICE, ROOT, MANAGER, "ListSeats"))
                        .flatMap(a -> a)
                        .filter(List.class::isInstance)
                        .<List<?>>map(List.class::cast);
        if (seats.isEmpty()) {
            return new Front.Untold();
        }
        Front front = new Front.Nobody();
        for (var seat : seats.get()) {
            var there =
                    reference(Optional.of(seat))
                            .flatMap(at -> reference(ask(at, SERVICE + ".Seat", "ActiveSession")))
                            .filter(this::isOfAPerson);
            if (there.isPresent()) {
                boolean ours = user(there.get()).equals(ownUser());
                if (!ours) {
                    return new Front.Other(there.get());
                }
                front = new Front.Owner(there.get());
            }
        }
        return front;
    }

    /// Not that of a login screen.
    private boolean isOfAPerson(String session) {
        return ask(session, SERVICE + ".Session", "Class")
                .filter(String.class::isInstance)
                .map(kind -> ((String) kind).startsWith("user"))
                .orElse(true);
    }

    private Optional<Object> user(String session) {
        return ask(session, SERVICE + ".Session", "User")
                .filter(List.class::isInstance)
                .map(pair -> ((List<?>) pair).getFirst());
    }

    private static Optional<Object> ownUser() {
        try {
            var uid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            return Optional.of(Integer.toUnsignedLong(Objects.requireNonNull(uid)));
        } catch (IOException noProc) {
            return Optional.empty();
        }
    }

    /// The path of a pair of name and path; absent where the name is empty, which is logind's way
    /// to say that there is none.
    private static Optional<String> reference(Optional<Object> pair) {
        return pair.filter(List.class::isInstance)
                .<List<?>>map(List.class::cast)
                .filter(p -> p.size() == 2 && !"".equals(p.getFirst()))
                .map(p -> p.getLast().toString());
    }

    /// The desktop itself sets the idle hint, and some never do: until it was seen once, its
    /// absence says nothing. On a text console the kernel knows the last key.
    Fact<Duration> idle(Front front) {
        var session = session(front);
        if (ask(session, SERVICE + ".Session", "IdleHint").equals(Optional.of(true))) {
            hints = true;
            return since(session);
        }
        if (ask(session, SERVICE + ".Session", "Type").equals(Optional.of("tty"))) {
            return since(session);
        }
        return hints ? Fact.known(Duration.ZERO) : Fact.undetectable("no-idle-hint");
    }

    /// Of somebody else nothing is known but the hint: while it does not say that they are away,
    /// they are there.
    Fact<Duration> idleOfOther(String session) {
        boolean away = ask(session, SERVICE + ".Session", "IdleHint").equals(Optional.of(true));
        return away
                ? since(session).or(() -> Fact.known(Duration.ZERO))
                : Fact.known(Duration.ZERO);
    }

    private Fact<Duration> since(String session) {
        return Fact.of(
                ask(session, SERVICE + ".Session", "IdleSinceHint")
                        .filter(Long.class::isInstance)
                        .map(Long.class::cast)
                        .map(micros -> Instant.EPOCH.plus(Duration.ofNanos(micros * 1000)))
                        .map(since -> Duration.between(since, clock.instant()))
                        .filter(d -> !d.isNegative()),
                "no-idle-hint");
    }

    /// Of the session in front: a locked one in the background says nothing of who sits there.
    Fact<Boolean> locked(Front front) {
        return truth(ask(session(front), SERVICE + ".Session", "LockedHint"));
    }

    private static String session(Front front) {
        return switch (front) {
            case Front.Owner(String session) -> session;
            case Front.Other(String session) -> session;
            case Front.Nobody _, Front.Untold _ -> OWN;
        };
    }

    Fact<Boolean> sleeping() {
        return truth(ask(ROOT, MANAGER, "PreparingForSleep"));
    }

    /// Whether a program holds off the screen saver.
    Fact<Boolean> keepsAwake() {
        return Fact.of(
                ask(ROOT, MANAGER, "BlockInhibited")
                        .filter(String.class::isInstance)
                        .map(what -> List.of(((String) what).split(":")).contains("idle")),
                "no-logind");
    }

    private static Fact<Boolean> truth(Optional<Object> answer) {
        return Fact.of(
                answer.filter(Boolean.class::isInstance).map(Boolean.class::cast), "no-logind");
    }

    private Optional<Object> ask(String path, String type, String property) {
        return system.ask(bus -> bus.property(SERVICE, path, type, property)).flatMap(a -> a);
    }
}
