package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.practice.Agents;
import hearth.app.practice.Engines;
import hearth.protocol.SandboxGrade;
import hearth.trainer.sandbox.Assessment;
import hearth.trainer.sandbox.Scope;
import hearth.trainer.sandbox.Wall;
import hearth.worker.SocketAgentLink;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `hearth sandbox`: what the walls around a training are worth on this computer, found out by
/// trying to break out of them, and which grade their owner asks for.
@Command(
        name = "sandbox",
        description = "Try out the sandbox around training, and ask for a grade.",
        mixinStandardHelpOptions = true)
final class SandboxCommand implements Callable<Integer> {
    /// @param trouble why it could not be tried; empty if it was
    record Attempt(
            String kind,
            SandboxGrade grade,
            SortedSet<String> standing,
            SortedSet<String> fallen,
            String trouble) {
        static Attempt of(Assessment.Attempt a) {
            return new Attempt(
                    a.sandbox(), a.grade(), ids(a.standing()), ids(a.fallen()), a.trouble());
        }

        private static SortedSet<String> ids(Iterable<Wall> walls) {
            var ids = new TreeSet<String>();
            walls.forEach(w -> ids.add(w.name().toLowerCase(Locale.ROOT).replace('_', '-')));
            return ids;
        }
    }

    /// A control group around the whole child; the grade does not count it.
    ///
    /// @param kind `systemd` or `none`
    /// @param reason why there is none; empty if there is one
    record Group(String kind, String reason) {
        static Group of(Scope scope) {
            return new Group(scope.name(), scope.reason());
        }

        String text() {
            return reason.isEmpty()
                    ? "memory, tasks and processor of the whole training, held by the kernel ("
                            + kind
                            + ")"
                    : "none, " + reason + "; the limits of the process hold";
        }
    }

    /// @param required absent while no agent runs, who knows it
    record Report(
            String kind,
            SandboxGrade grade,
            Optional<SandboxGrade> required,
            List<Attempt> attempts,
            Optional<SandboxAdvice> advice,
            Group group) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--require",
            paramLabel = "A|B|C",
            description = "Train nothing in a sandbox of a lower grade. C is any.")
    private @Nullable SandboxGrade require;

    @Override
    public Integer call() {
        var home = HearthHome.open();
        if (require != null) {
            try (var agent = Agents.connect(home)) {
                agent.rules(agent.rules().requiring(require));
            }
        }
        var assessment = Engines.runtime(Image.current(), home).confinement().assessment();
        var report =
                new Report(
                        assessment.sandbox().name(),
                        assessment.grade(),
                        required(home),
                        assessment.attempts().stream().map(Attempt::of).toList(),
                        SandboxAdvice.about(assessment, System.getProperty("os.name")),
                        Group.of(assessment.scope()));
        Terminal.of(spec, json).result(report, forPeople(report));
        return 0;
    }

    private static Optional<SandboxGrade> required(HearthHome home) {
        try (var link = SocketAgentLink.to(home.agent())) {
            return link.isAnswering()
                    ? Optional.of(link.rules().sandbox().orElse(SandboxGrade.C))
                    : Optional.empty();
        }
    }

    private static String forPeople(Report report) {
        var required = report.required().filter(r -> r != SandboxGrade.C);
        return List.of(
                        "Sandbox:  %s, grade %s".formatted(report.kind(), report.grade()),
                        "Required: "
                                + (report.required().isEmpty()
                                        ? "not known, no agent runs"
                                        : required.map(r -> "grade " + r + " or better")
                                                .orElse("any grade")),
                        "Group:    " + report.group().text(),
                        report.attempts().stream()
                                .map(SandboxCommand::line)
                                .collect(Collectors.joining("\n")),
                        report.advice().map(a -> a.text() + "\n" + a.fix()).orElse(""))
                .stream()
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    private static String line(Attempt attempt) {
        var walls = EnumSet.allOf(Wall.class).size();
        return "Tried:    %s, %d of %d walls held%s%s"
                .formatted(
                        attempt.kind(),
                        attempt.standing().size(),
                        walls,
                        attempt.fallen().isEmpty() || !attempt.trouble().isEmpty()
                                ? ""
                                : ", not " + String.join(", ", attempt.fallen()),
                        attempt.trouble().isEmpty() ? "" : " (" + attempt.trouble() + ")");
    }
}
