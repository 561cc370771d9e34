package hearth.app.service;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A task of Windows' scheduler that starts at logon. A real service could not use the graphics
/// card, because services run in session 0. Never run: there was no Windows to try it on.
///
/// @param user `DOMAIN\NAME`
record ScheduledTask(ServiceOrder order, String user) implements UserService {
    private static final String NAME = "Hearth agent";

    @Override
    public String kind() {
        return "task-scheduler";
    }

    @Override
    public Path file() {
        return order.dataFolder().resolve("hearth-agent-task.xml");
    }

    /// The scheduler has no environment of its own, so `cmd` sets the data folder.
    @Override
    public String text() {
        String command =
                order.command().stream()
                        .map(ScheduledTask::quoted)
                        .collect(Collectors.joining(" "));
        String line =
                "/d /s /c \"set \"HEARTH_HOME=%s\" && %s\"".formatted(order.dataFolder(), command);
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
                  <RegistrationInfo><Description>Earns from this computer while it is idle</Description></RegistrationInfo>
                  <Triggers><LogonTrigger><Enabled>true</Enabled><UserId>%s</UserId></LogonTrigger></Triggers>
                  <Principals>
                    <Principal id="Owner">
                      <UserId>%s</UserId><LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel>
                    </Principal>
                  </Principals>
                  <Settings>
                    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
                    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
                    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
                    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
                    <Priority>8</Priority>
                    <RestartOnFailure><Interval>PT1M</Interval><Count>10</Count></RestartOnFailure>
                  </Settings>
                  <Actions Context="Owner">
                    <Exec><Command>cmd.exe</Command><Arguments>%s</Arguments></Exec>
                  </Actions>
                </Task>
                """
                .formatted(Xml.text(user), Xml.text(user), Xml.text(line));
    }

    private static String quoted(String word) {
        return '"' + word + '"';
    }

    @Override
    public List<List<String>> afterInstall() {
        return List.of(
                List.of("schtasks", "/Create", "/F", "/TN", NAME, "/XML", file().toString()),
                List.of("schtasks", "/Run", "/TN", NAME));
    }

    @Override
    public List<List<String>> beforeRemoval() {
        return List.of(
                List.of("schtasks", "/End", "/TN", NAME),
                List.of("schtasks", "/Delete", "/F", "/TN", NAME));
    }

    @Override
    public List<List<String>> restart() {
        return List.of(
                List.of("schtasks", "/End", "/TN", NAME), List.of("schtasks", "/Run", "/TN", NAME));
    }

    @Override
    public List<String> question() {
        return List.of("schtasks", "/Query", "/TN", NAME);
    }
}
