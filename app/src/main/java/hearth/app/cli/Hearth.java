package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.logs.Logs;
import hearth.app.update.trust.Version;
import hearth.worker.AgentRefusedException;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.AgentUnreachableException;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;

/// `hearth`: opens the desktop window; its subcommands are every other role of the program.
@Command(
        name = "hearth",
        description =
                "Earn from your idle GPU by training models. Without a command, opens the window.",
        mixinStandardHelpOptions = true,
        versionProvider = Hearth.Build.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the thing asked for failed",
            "2:wrong usage",
            "3:a needed part is missing (the message says which)",
            "4:refused for safety"
        },
        footerHeading = "%nEnvironment:%n",
        footer = "  HEARTH_HOME   data folder to use instead of the system's usual place",
        subcommands = {
            PracticeCommand.class,
            AgentCommand.class,
            CoordinatorCommand.class,
            WalletCommand.class,
            NetworkCommand.class,
            StatusCommand.class,
            WhyCommand.class,
            PauseCommand.class,
            PauseCommand.Resume.class,
            FinishCommand.class,
            JobsCommand.class,
            JobCommand.class,
            HealthCommand.class,
            DevicesCommand.class,
            AppealCommand.class,
            RulesCommand.class,
            ElectricityCommand.class,
            EstimateCommand.class,
            SandboxCommand.class,
            DoctorCommand.class,
            EngineCommand.class,
            VerifyCommand.class,
            RerunCommand.class,
            SimCommand.class,
            ServiceCommand.class,
            UpdateCommand.class,
            LogsCommand.class,
            DiagnosticsCommand.class,
            BenchCommand.class,
            GalleryCommand.class,
            TourCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Hearth implements Callable<Integer> {
    private static final String AGENT = "agent";
    private static final String LINK = "hearth:";

    static final class Build implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"hearth " + version()};
        }
    }

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
                ? agentLine().execute(Arrays.copyOfRange(args, 1, args.length))
                : commandLine().execute(args);
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

    /// The agent is always on and must be small: it loads no other command.
    private static CommandLine agentLine() {
        return prepared(new CommandLine(new AgentCommand()).setCommandName("hearth " + AGENT));
    }

    static CommandLine commandLine() {
        return prepared(new CommandLine(new Hearth()));
    }

    private static CommandLine prepared(CommandLine line) {
        return line.registerConverter(java.time.Duration.class, new DurationConverter())
                .registerConverter(Version.class, Version::new)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Hearth::report);
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Parameters(
            paramLabel = "LINK",
            arity = "0..1",
            defaultValue = "",
            description = "A hearth:// link for the window to show, such as hearth://claim.")
    private String link = "";

    @Option(
            names = "--self-check",
            hidden = true,
            description = "Say whether this version works here; for an update that tries it out.")
    private boolean selfCheck;

    @Override
    public Integer call() throws InterruptedException {
        if (!link.isEmpty() && !link.startsWith(LINK)) {
            throw new ParameterException(
                    spec.commandLine(), "There is no command \"" + link + "\". Try hearth --help.");
        }
        if (selfCheck) {
            return new SelfCheck(Image.current(), HearthHome.open())
                    .print(spec.commandLine().getOut());
        }
        return DesktopStart.of(spec.commandLine().getErr(), link);
    }

    /// The edge: expected failures become one sentence and their code, the rest a log file that the
    /// sentence names.
    private static int report(Exception failure, CommandLine line, ParseResult parsed) {
        return report(failure, line.getErr());
    }

    private static int report(Exception failure, PrintWriter err) {
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
