package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.update.trust.Version;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/// Every command, as picocli sees them. Apart from [Hearth], which is loaded by the window and the
/// agent too: neither shall load the reader of command lines.
@Command(
        name = "hearth",
        description =
                "Earn from your idle GPU by training models. Without a command, opens the window.",
        mixinStandardHelpOptions = true,
        versionProvider = CommandTree.Build.class,
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
            ShareCommand.class,
            PayoutCommand.class,
            JobsCommand.class,
            JobCommand.class,
            HealthCommand.class,
            DevicesCommand.class,
            AppealCommand.class,
            ReceiptsCommand.class,
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
final class CommandTree implements Callable<Integer> {
    static final class Build implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"hearth " + Hearth.version()};
        }
    }

    /// The agent alone, for the arguments that [AgentOrder] leaves to picocli.
    static int agent(String... arguments) {
        return prepared(new CommandLine(new AgentCommand()).setCommandName("hearth agent"))
                .execute(arguments);
    }

    /// @return the exit code
    static int run(String... arguments) {
        return line().execute(arguments);
    }

    static CommandLine line() {
        return prepared(new CommandLine(new CommandTree()));
    }

    private static CommandLine prepared(CommandLine line) {
        return line.registerConverter(java.time.Duration.class, new DurationConverter())
                .registerConverter(Version.class, Version::new)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(CommandTree::report);
    }

    private static int report(Exception failure, CommandLine line, ParseResult parsed) {
        return Hearth.report(failure, line.getErr());
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
        if (!link.isEmpty() && !link.startsWith(Hearth.LINK)) {
            throw new ParameterException(
                    spec.commandLine(), "There is no command \"" + link + "\". Try hearth --help.");
        }
        if (selfCheck) {
            return new SelfCheck(Image.current(), HearthHome.open())
                    .print(spec.commandLine().getOut());
        }
        return DesktopStart.of(spec.commandLine().getErr(), link);
    }
}
