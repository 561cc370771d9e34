package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.logs.Logs;
import hearth.worker.AgentRefusedException;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.AgentUnreachableException;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/// `hearth`: opens the desktop window, is the agent, or does what a command says ([CommandTree]).
/// It must not name picocli: a start cache takes no class that does, since picocli is compiled for
/// so old a Java that no cache takes it.
public final class Hearth {
    static final String LINK = "hearth:";
    private static final String AGENT = "agent";

    private Hearth() {}

    /// The version of this build, from its manifest.
    public static String version() {
        String version = Hearth.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    public static void main(String[] args) {
        // The web server greets on standard error at INFO; only what is wrong belongs there.
        System.setProperty("java.util.logging.SimpleFormatter.format", "%4$s: %5$s%6$s%n");
        Logger.getLogger("").setLevel(Level.WARNING);
        Image.root(System.getProperties()).map(Image::new).ifPresent(Image::useNatives);
        boolean window = args.length == 0 || (args.length == 1 && args[0].startsWith(LINK));
        System.exit(window ? window(args.length == 0 ? "" : args[0]) : run(args));
    }

    private static int run(String[] args) {
        return args[0].equals(AGENT)
                ? agent(Arrays.copyOfRange(args, 1, args.length))
                : CommandTree.run(args);
    }

    /// The agent is always on and must be small: it loads picocli only where somebody asks for
    /// help, or made a mistake.
    private static int agent(String[] args) {
        var order = AgentOrder.read(args);
        if (order.isEmpty()) {
            return CommandTree.agent(args);
        }
        try {
            return order.get().run();
        } catch (RuntimeException e) {
            return report(e, new PrintWriter(System.err, true, Charset.defaultCharset()));
        }
    }

    /// The window has no options to read; the model of forty commands would cost it time before its
    /// first frame.
    private static int window(String link) {
        var err = new PrintWriter(System.err, true, Charset.defaultCharset());
        try {
            return DesktopStart.of(err, link);
        } catch (InterruptedException | RuntimeException e) {
            return report(e, err);
        }
    }

    /// The edge: expected failures become one sentence and their code, the rest a log file that the
    /// sentence names.
    static int report(Exception failure, PrintWriter err) {
        if (failure instanceof CommandFailure expected) {
            err.println("hearth: " + expected.getMessage());
            return expected.exitCode();
        }
        var agent =
                switch (failure) {
                    case AgentUnreachableException _ ->
                            Optional.of(
                                    new CommandFailure(
                                            CommandFailure.MISSING,
                                            "The agent went away before it had answered."));
                    case AgentRefusedException refused ->
                            Optional.of(
                                    new CommandFailure(
                                            CommandFailure.FAILED,
                                            Reasons.text(new Reason(refused.id(), ""))));
                    default -> Optional.<CommandFailure>empty();
                };
        if (agent.isPresent()) {
            return report(agent.get(), err);
        }
        var trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        err.println(
                "hearth: something broke ("
                        + failure.getClass().getSimpleName()
                        + "). "
                        + keep(trace.toString()));
        return CommandFailure.FAILED;
    }

    private static String keep(String trace) {
        try {
            var home = HearthHome.open();
            Files.createDirectories(home.logs());
            var file = Files.createTempFile(home.logs(), "failure-", ".txt");
            Files.writeString(file, Logs.redaction(home).of(trace));
            return "Details are in " + file;
        } catch (IOException | UncheckedIOException | CommandFailure unwritable) {
            return trace;
        }
    }
}
