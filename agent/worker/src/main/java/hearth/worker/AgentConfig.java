package hearth.worker;

import hearth.protocol.ServerId;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// Which agent this is and whom it works for.
///
/// @param home folder that this agent alone writes to; made if absent
/// @param coordinator base address; plain `http` only on this computer
/// @param server the coordinator's key, if known beforehand; else the first one met is kept for
/// good
/// @param deviceName as its owner calls it
/// @param version of the program, as shown
public record AgentConfig(
        Path home,
        URI coordinator,
        Optional<ServerId> server,
        String deviceName,
        String version,
        AgentPace pace) {
    public AgentConfig {
        var scheme = coordinator.getScheme();
        var host = coordinator.getHost();
        boolean here =
                host != null
                        && (host.equals("localhost")
                                || host.equals("[::1]")
                                || host.matches("127(\\.[0-9]{1,3}){3}"));
        if (host == null || !("https".equals(scheme) || ("http".equals(scheme) && here))) {
            throw new IllegalArgumentException(
                    "a coordinator is an https address, or http on this computer");
        }
        home = home.toAbsolutePath().normalize();
    }

    AgentHome folders() {
        return new AgentHome(home);
    }
}
