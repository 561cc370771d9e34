package hearth.app.service;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A property list for launchd. Never run: there was no Mac to try it on.
///
/// @param domain launchd's name of the user's session, such as `gui/501`
record LaunchAgent(ServiceOrder order, Path userHome, String domain) implements UserService {
    private static final String LABEL = "network.hearth.agent";

    @Override
    public String kind() {
        return "launchd";
    }

    @Override
    public Path file() {
        return userHome.resolve("Library/LaunchAgents").resolve(LABEL + ".plist");
    }

    @Override
    public String text() {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
                <plist version="1.0">
                <dict>
                  <key>Label</key><string>%s</string>
                  <key>ProgramArguments</key>
                  <array>
                %s
                  </array>
                  <key>EnvironmentVariables</key>
                  <dict><key>HEARTH_HOME</key><string>%s</string></dict>
                  <key>RunAtLoad</key><true/>
                  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
                  <key>ThrottleInterval</key><integer>10</integer>
                  <key>ProcessType</key><string>Background</string>
                  <key>Umask</key><integer>63</integer>
                </dict>
                </plist>
                """
                .formatted(
                        LABEL,
                        order.command().stream()
                                .map(w -> "    <string>" + Xml.text(w) + "</string>")
                                .collect(Collectors.joining("\n")),
                        Xml.text(order.dataFolder().toString()));
    }

    @Override
    public List<List<String>> afterInstall() {
        return List.of(List.of("launchctl", "bootstrap", domain, file().toString()));
    }

    @Override
    public List<List<String>> beforeRemoval() {
        return List.of(List.of("launchctl", "bootout", domain + "/" + LABEL));
    }

    @Override
    public List<List<String>> restart() {
        return List.of(List.of("launchctl", "kickstart", "-k", domain + "/" + LABEL));
    }

    @Override
    public List<String> question() {
        return List.of("launchctl", "print", domain + "/" + LABEL);
    }
}
