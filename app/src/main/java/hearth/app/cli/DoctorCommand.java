package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.practice.Engines;
import hearth.trainer.ComputeDevice;
import hearth.trainer.engine.CardSurvey;
import hearth.trainer.engine.EngineProblem;
import hearth.trainer.engine.EngineTrial;
import hearth.trainer.engine.GraphicsCard;
import hearth.trainer.engine.Obstacle;
import hearth.worker.ChildTraining;
import hearth.worker.SocketAgentLink;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `hearth doctor`: whether this computer can do what Hearth needs, tried out and not guessed.
@Command(
        name = "doctor",
        description = "Check the training engine, the graphics cards and the installation.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    /// @param device `cuda`, `mps` or `cpu`
    /// @param reason why it is not available; empty if it is
    /// @param used whether training uses it
    record EngineCheck(String device, boolean available, String reason, boolean used) {}

    record Problem(String id, String text, String fix) {}

    record Report(
            List<EngineCheck> engines,
            List<GraphicsCard> gpus,
            String sandboxGrade,
            List<Problem> problems,
            SandboxCommand.Group sandboxGroup) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        var image = Image.current();
        var home = HearthHome.open();
        var problems = new ArrayList<Problem>();
        var survey = Engines.survey();
        var engines = engines(image, home, survey, problems);
        if (image.anvil().isEmpty()) {
            problems.add(
                    new Problem(
                            "anvil",
                            "The chain node of the practice network is missing.",
                            "Build Hearth on a platform for which npm has @foundry-rs/anvil."));
        }
        var sandbox = Engines.runtime(image, home).confinement().assessment();
        SandboxAdvice.about(sandbox, System.getProperty("os.name"))
                .ifPresent(a -> problems.add(new Problem(a.id(), a.text(), a.fix())));
        inTheAgent(home).ifPresent(problems::add);
        var report =
                new Report(
                        engines,
                        survey.cards(),
                        sandbox.grade().name(),
                        problems,
                        SandboxCommand.Group.of(sandbox.scope()));
        Terminal.of(spec, json).result(report, forPeople(report));
        return 0;
    }

    /// What the running agent met and a trial here may not meet: a card that failed at work.
    private static Optional<Problem> inTheAgent(HearthHome home) {
        try (var link = SocketAgentLink.to(home.agent())) {
            return link.isAnswering()
                    ? link.machine(Duration.ZERO)
                            .engine()
                            .setback()
                            .filter(t -> t.id().equals(ChildTraining.FELL_BACK))
                            .map(t -> new Problem(t.id(), Reasons.text(t), Reasons.fix(t)))
                    : Optional.empty();
        }
    }

    /// Trains a few real steps on each device that looks usable, the processor always.
    private static List<EngineCheck> engines(
            Image image, HearthHome home, CardSurvey survey, List<Problem> problems) {
        var processor = Engines.runtime(image, home);
        var trial = new EngineTrial(processor, home.engines().resolve("trial"));
        var broken = trial.of(processor.engine());
        broken.ifPresent(
                p -> problems.add(new Problem("engine", p.text(), "Install Hearth again.")));
        var chosen = Engines.choose(image, home, survey, processor);
        var checks = new ArrayList<EngineCheck>();
        boolean used = false;
        for (var candidate : chosen.candidates()) {
            candidate
                    .obstacles()
                    .forEach(o -> problems.add(new Problem(o.id(), o.text(), o.fix())));
            boolean isCpu = candidate.device() == ComputeDevice.CPU;
            boolean available = isCpu ? broken.isEmpty() : candidate.isOpen();
            checks.add(
                    new EngineCheck(
                            candidate.device().word(),
                            available,
                            isCpu
                                    ? broken.map(EngineProblem::text).orElse("")
                                    : candidate.obstacles().stream()
                                            .map(Obstacle::text)
                                            .findFirst()
                                            .orElse(""),
                            available && !used));
            used = used || available;
        }
        // The processor first: every installation has it.
        return List.copyOf(checks.reversed());
    }

    private static String forPeople(Report report) {
        String engines =
                report.engines().stream()
                        .map(
                                e ->
                                        "Engine %s: %s"
                                                .formatted(
                                                        e.device(),
                                                        e.available()
                                                                ? e.used() ? "works, used" : "works"
                                                                : e.reason()))
                        .collect(Collectors.joining("\n"));
        String gpus =
                report.gpus().isEmpty()
                        ? "Graphics cards: none found"
                        : report.gpus().stream()
                                .map(DoctorCommand::line)
                                .collect(Collectors.joining("\n"));
        String problems =
                report.problems().stream()
                        .map(p -> "- " + p.text() + " " + p.fix())
                        .collect(Collectors.joining("\n"));
        String sandbox =
                "Sandbox: grade %s; control group: %s"
                        .formatted(report.sandboxGrade(), report.sandboxGroup().text());
        return String.join("\n", engines, gpus, sandbox, problems);
    }

    private static String line(GraphicsCard card) {
        var facts = new ArrayList<String>();
        card.driver().ifPresent(d -> facts.add("driver " + d.text()));
        card.capability().ifPresent(c -> facts.add("compute capability " + c));
        card.vramBytes().ifPresent(b -> facts.add((b >> 20) + " MiB of memory"));
        card.vramFreeBytes().ifPresent(b -> facts.add((b >> 20) + " MiB free"));
        card.pci().ifPresent(p -> facts.add("PCI " + p));
        return "Graphics card "
                + card.name()
                + (facts.isEmpty() ? "" : ": ")
                + String.join(", ", facts);
    }
}
