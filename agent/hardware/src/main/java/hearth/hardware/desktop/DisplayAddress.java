package hearth.hardware.desktop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where the desktop of the owner is.
///
/// @param wayland whether a Wayland compositor has the screen
/// @param server the X server, XWayland too; absent where there is none of this computer
record DisplayAddress(boolean wayland, Optional<XAddress> server) {
    private static final String MANAGER = "org.freedesktop.systemd1";
    private static final Set<String> NAMES =
            Set.of("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_SESSION_TYPE");

    static DisplayAddress of(Map<String, String> environment) {
        return new DisplayAddress(
                environment.containsKey("WAYLAND_DISPLAY")
                        || "wayland".equals(environment.get("XDG_SESSION_TYPE")),
                XAddress.of(environment));
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
