package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.practice.Engines;
import hearth.hardware.OshiMachine;
import hearth.hardware.Reading;
import hearth.trainer.TrainerException;
import hearth.trainer.TrainerProcess;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `hearth doctor`: whether this computer can do what Hearth needs, tried out and not guessed.
@Command(
        name = "doctor",
        description = "Check the training engine, the graphics cards and the installation.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    /// @param reason why it is not available; empty if it is
    record EngineCheck(String device, boolean available, String reason) {}

    record Problem(String id, String text, String fix) {}

    record Report(
            List<EngineCheck> engines,
            List<Reading.Graphics> gpus,
            String sandboxGrade,
            List<Problem> problems) {}

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
        var cpu = cpu(image, home);
        if (!cpu.available()) {
            problems.add(
                    new Problem(
                            "engine",
                            "The training engine does not start: " + cpu.reason() + ".",
                            "Install Hearth again."));
        }
        if (image.anvil().isEmpty()) {
            problems.add(
                    new Problem(
                            "anvil",
                            "The chain node of the practice network is missing.",
                            "Build Hearth on a platform for which npm has @foundry-rs/anvil."));
        }
        List<Reading.Graphics> gpus;
        try (var machine = new OshiMachine()) {
            gpus = machine.read().graphics();
        }
        if (!gpus.isEmpty()) {
            problems.add(
                    new Problem(
                            "gpu-unused",
                            "This version trains on the processor; the graphics cards stay idle.",
                            "Nothing to do: a later version will use them."));
        }
        var sandbox = Engines.runtime(image, home).confinement().assessment();
        SandboxAdvice.about(sandbox, System.getProperty("os.name"))
                .ifPresent(a -> problems.add(new Problem(a.id(), a.text(), a.fix())));
        var report = new Report(List.of(cpu), gpus, sandbox.grade().name(), problems);
        Terminal.of(spec, json).result(report, forPeople(report));
        return 0;
    }

    /// Starts a real training child, which loads libtorch, and ends it again.
    private static EngineCheck cpu(Image image, HearthHome home) {
        Path work = null;
        try {
            work = Files.createTempDirectory("hearth-doctor");
            try (var child = TrainerProcess.start(Engines.runtime(image, home), work)) {
                return new EngineCheck("cpu", child.isAlive(), "");
            }
        } catch (TrainerException e) {
            return new EngineCheck("cpu", false, e.failure().getClass().getSimpleName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            clear(work);
        }
    }

    private static void clear(@Nullable Path work) {
        if (work == null) {
            return;
        }
        try (var files = Files.walk(work)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String forPeople(Report report) {
        String engines =
                report.engines().stream()
                        .map(
                                e ->
                                        "Engine %s: %s"
                                                .formatted(
                                                        e.device(),
                                                        e.available() ? "works" : e.reason()))
                        .collect(Collectors.joining("\n"));
        String gpus =
                report.gpus().isEmpty()
                        ? "Graphics cards: none found"
                        : report.gpus().stream()
                                .map(Reading.Graphics::name)
                                .collect(Collectors.joining(", ", "Graphics cards: ", ""));
        String problems =
                report.problems().stream()
                        .map(p -> "- " + p.text() + " " + p.fix())
                        .collect(Collectors.joining("\n"));
        String sandbox = "Sandbox: grade " + report.sandboxGrade();
        return String.join("\n", engines, gpus, sandbox, problems);
    }
}
