package hearth.app.service;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A unit of systemd's manager of one user. It is checked with `systemd-analyze verify` where that
/// is installed.
///
/// @param configFolder `$XDG_CONFIG_HOME`, usually `~/.config`
record SystemdService(ServiceOrder order, Path configFolder) implements UserService {
    private static final String UNIT = "hearth-agent.service";

    @Override
    public String kind() {
        return "systemd";
    }

    @Override
    public Path file() {
        return configFolder.resolve("systemd/user").resolve(UNIT);
    }

    /// The codes 2, 3 and 4 are wrong usage, a missing part and a refusal: trying again changes
    /// nothing. The pauses grow to 15 minutes where systemd can (254 and later; older ones try ten
    /// times in ten minutes). The end is told to the agent alone, which ends its child and gives
    /// back what was not begun; what is left after that is killed.
    @Override
    public String text() {
        return """
                # Written by `hearth service install`; `hearth service remove` takes it away.
                [Unit]
                Description=Hearth agent: earns from this computer while it is idle
                StartLimitIntervalSec=600
                StartLimitBurst=10

                [Service]
                ExecStart=%s
                Environment=%s
                Restart=on-failure
                RestartSec=10
                RestartSteps=6
                RestartMaxDelaySec=900
                KillMode=mixed
                RestartPreventExitStatus=2 3 4
                TimeoutStopSec=45
                Nice=5
                UMask=0077
                NoNewPrivileges=yes

                [Install]
                WantedBy=default.target
                """
                .formatted(
                        order.command().stream()
                                .map(w -> quoted(w, true))
                                .collect(Collectors.joining(" ")),
                        quoted("HEARTH_HOME=" + order.dataFolder(), false));
    }

    /// In double quotes, as systemd.syntax(7) reads them; `%` starts a specifier, and in commands
    /// `$` a variable.
    private static String quoted(String word, boolean inCommand) {
        var escaped = word.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%");
        return '"' + (inCommand ? escaped.replace("$", "$$") : escaped) + '"';
    }

    @Override
    public List<List<String>> afterInstall() {
        return List.of(
                List.of("systemctl", "--user", "daemon-reload"),
                List.of("systemctl", "--user", "enable", "--now", UNIT));
    }

    @Override
    public List<List<String>> beforeRemoval() {
        return List.of(List.of("systemctl", "--user", "disable", "--now", UNIT));
    }

    @Override
    public List<List<String>> restart() {
        return List.of(List.of("systemctl", "--user", "restart", "--no-block", UNIT));
    }

    @Override
    public List<String> question() {
        return List.of("systemctl", "--user", "is-active", "--quiet", UNIT);
    }
}
