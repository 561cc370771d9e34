package hearth.app.cli;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Opens pages of the web in whatever browser the desktop has. The address goes to a program as one
/// argument, never through a shell, and only https leaves here.
final class DesktopBrowser {
    private static final System.Logger LOG = System.getLogger("hearth.window");

    private final List<String> command;

    private DesktopBrowser(List<String> command) {
        this.command = command;
    }

    /// @param system as Java names it
    static DesktopBrowser of(String system) {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return new DesktopBrowser(List.of("rundll32", "url.dll,FileProtocolHandler"));
        }
        return new DesktopBrowser(List.of(name.startsWith("mac") ? "open" : "xdg-open"));
    }

    /// What is run for a page.
    ///
    /// @throws IllegalArgumentException if it is not https
    List<String> commandFor(URI page) {
        if (!"https".equals(page.getScheme())) {
            throw new IllegalArgumentException("only https pages are opened");
        }
        return Stream.concat(command.stream(), Stream.of(page.toASCIIString())).toList();
    }

    /// Does not wait for it. Without a browser nothing happens but a line in the log.
    void open(URI page) {
        try {
            new ProcessBuilder(commandFor(page))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "no browser could be started", e);
        }
    }
}
