package hearth.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;

class RegistrationTest {
    @TempDir Path home;
    private final List<List<String>> commands = new ArrayList<>();

    private ServiceOrder order() {
        return new ServiceOrder(
                Path.of("/opt/He & \"arth\" 100%/bin/hearth"),
                List.of("agent", "--coordinator", "https://x.example/$a"),
                Path.of("/home/ada lovelace/<data>"));
    }

    private UserService service(String os) {
        return Registration.service(order(), Map.of("USERDOMAIN", "TOWER"), os, home, "ada");
    }

    private Registration registration(String os, int... codes) {
        return new Registration(
                service(os),
                command -> {
                    commands.add(command);
                    int code = codes[Math.min(commands.size(), codes.length) - 1];
                    return code < 0 ? Optional.empty() : Optional.of(code);
                });
    }

    @Test
    void writesTheUnitBeforeItAsksSystemdToStartIt() {
        var state = registration("Linux", 0).install();
        assertThat(state.file())
                .isEqualTo(home.resolve(".config/systemd/user/hearth-agent.service"));
        assertThat(state.file()).exists();
        assertThat(state.running()).isTrue();
        assertThat(state.failed()).isEmpty();
        assertThat(commands)
                .containsExactly(
                        List.of("systemctl", "--user", "daemon-reload"),
                        List.of("systemctl", "--user", "enable", "--now", "hearth-agent.service"),
                        List.of(
                                "systemctl",
                                "--user",
                                "is-active",
                                "--quiet",
                                "hearth-agent.service"));
    }

    @Test
    void saysWhichCommandTheSystemDidNotTake() {
        var state = registration("Linux", 0, -1, 1).install();
        assertThat(state.installed()).isTrue();
        assertThat(state.running()).isFalse();
        assertThat(state.failed()).contains("systemctl --user enable --now hearth-agent.service");
    }

    @Test
    void removingTwiceDoesNoHarm() {
        var registration = registration("Linux", 0);
        registration.install();
        assertThat(registration.remove().installed()).isFalse();
        commands.clear();
        assertThat(registration.remove().failed()).isEmpty();
        assertThat(commands).isEmpty();
    }

    @Test
    void systemdReadsEveryWordAsItWasGiven() {
        assertThat(service("Linux").text())
                .contains(
                        "ExecStart=\"/opt/He & \\\"arth\\\" 100%%/bin/hearth\" \"agent\" \"--coordinator\" \"https://x.example/$$a\"")
                .contains("Environment=\"HEARTH_HOME=/home/ada lovelace/<data>\"");
    }

    @Test
    void systemdTriesAgainWithGrowingPausesAndTellsTheAgentAloneToEnd() {
        assertThat(service("Linux").text())
                .contains("Restart=on-failure\nRestartSec=10\nRestartSteps=6\n")
                .contains("RestartMaxDelaySec=900\n", "KillMode=mixed\n", "TimeoutStopSec=45\n")
                .contains("RestartPreventExitStatus=2 3 4\n");
    }

    @Test
    void respectsTheUsersConfigFolder() {
        var service =
                Registration.service(
                        order(), Map.of("XDG_CONFIG_HOME", "/cfg"), "Linux", home, "ada");
        assertThat(service.file()).isEqualTo(Path.of("/cfg/systemd/user/hearth-agent.service"));
    }

    @Test
    void thePropertyListIsXmlThatHoldsTheWords() throws Exception {
        var words = parsed(service("Mac OS X").text()).getElementsByTagName("string");
        assertThat(words.item(1).getTextContent()).isEqualTo("/opt/He & \"arth\" 100%/bin/hearth");
        assertThat(words.item(5).getTextContent()).isEqualTo("/home/ada lovelace/<data>");
    }

    @Test
    void theTaskIsXmlWithOneCommandLine() throws Exception {
        var task = parsed(service("Windows 11").text());
        assertThat(task.getElementsByTagName("UserId").item(0).getTextContent())
                .isEqualTo("TOWER\\ada");
        assertThat(task.getElementsByTagName("Arguments").item(0).getTextContent())
                .isEqualTo(
                        "/d /s /c \"set \"HEARTH_HOME=/home/ada lovelace/<data>\" && \"/opt/He & \"arth\" 100%/bin/hearth\" \"agent\" \"--coordinator\" \"https://x.example/$a\"\"");
    }

    @Test
    void everySystemGetsACompleteSetOfCommands() {
        for (var os : List.of("Linux", "Mac OS X", "Windows 11")) {
            var service = service(os);
            assertThat(service.afterInstall()).as(os).isNotEmpty();
            assertThat(service.beforeRemoval()).as(os).isNotEmpty();
            assertThat(service.question()).as(os).isNotEmpty();
        }
    }

    private static Document parsed(String xml) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }
}
