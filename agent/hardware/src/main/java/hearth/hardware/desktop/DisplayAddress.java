package hearth.hardware.desktop;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where the desktop of the owner is.
///
/// @param wayland whether a Wayland compositor has the screen
/// @param compositor its socket, where that is known
/// @param server the X server, XWayland too; absent where there is none of this computer
record DisplayAddress(boolean wayland, Optional<Path> compositor, Optional<XAddress> server) {
    private static final String MANAGER = "org.freedesktop.systemd1";
    private static final String WAYLAND = "WAYLAND_DISPLAY";
    private static final Set<String> NAMES =
            Set.of("DISPLAY", WAYLAND, "XAUTHORITY", "XDG_SESSION_TYPE");

    static DisplayAddress of(Map<String, String> environment) {
        return new DisplayAddress(
                environment.containsKey(WAYLAND)
                        || "wayland".equals(environment.get("XDG_SESSION_TYPE")),
                compositor(environment),
                XAddress.of(environment));
    }

    /// A whole path, or a name in the folder of the user's sockets.
    private static Optional<Path> compositor(Map<String, String> environment) {
        var name = environment.get(WAYLAND);
        if (name == null || name.isEmpty()) {
            return Optional.empty();
        }
        try {
            var path = Path.of(name);
            return path.isAbsolute()
                    ? Optional.of(path)
                    : Optional.ofNullable(environment.get("XDG_RUNTIME_DIR"))
                            .map(folder -> Path.of(folder).resolve(path));
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }

    boolean isKnown() {
        return wayland || server.isPresent();
    }

    /// This one; where our environment names none, the one that the desktop told systemd's manager
    /// of this user since. A service of `default.target` starts before the desktop does.
    ///
    /// @param environment of this process
    DisplayAddress orOfManager(Map<String, String> environment, Attempts<Bus> session) {
        if (isKnown()) {
            return this;
        }
        var told =
                session.ask(
                                bus ->
                                        bus.property(
                                                MANAGER,
                                                "/org/freedesktop/systemd1",
                                                MANAGER + ".Manager",
                                                "Environment"))
                        .flatMap(answer -> answer)
                        .filter(List.class::isInstance)
                        .<List<?>>map(List.class::cast)
                        .orElse(List.of());
        var both = new HashMap<>(environment);
        for (var entry : told) {
            var parts = entry.toString().split("=", 2);
            if (parts.length == 2 && NAMES.contains(parts[0])) {
                both.put(parts[0], parts[1]);
            }
        }
        return of(both);
    }
}
