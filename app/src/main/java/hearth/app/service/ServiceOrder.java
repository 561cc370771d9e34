package hearth.app.service;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a service shall run.
///
/// @param program the start script
/// @param arguments of it
/// @param dataFolder handed over as `HEARTH_HOME`
public record ServiceOrder(Path program, List<String> arguments, Path dataFolder) {
    public ServiceOrder {
        arguments = List.copyOf(arguments);
    }

    List<String> command() {
        var command = new ArrayList<String>();
        command.add(program.toString());
        command.addAll(arguments);
        return command;
    }
}
