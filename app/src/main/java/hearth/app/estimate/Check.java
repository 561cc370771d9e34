package hearth.app.estimate;

import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.practice.Engines;
import hearth.hardware.Machine;
import hearth.trainer.ComputeDevice;
import hearth.trainer.TrainerRuntime;
import hearth.trainer.engine.EngineChoice;
import hearth.trainer.engine.GraphicsCard;
import hearth.worker.estimate.CheckCase;
import hearth.worker.estimate.SpeedCheck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Checks every device of this computer with every kind of training. Needs no account, no network
/// and no wallet. Blocks for the time it is given and some seconds more.
public final class Check {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int LOOKS_AT_REST = 3;

    /// Busy cores before the check, beyond which its figures are doubtful.
    private static final double QUIET = 0.5;

    private final Image image;
    private final HearthHome home;
    private final Premise premise;
    private final Duration time;
    private final Consumer<String> news;
    private double disturbed;

    /// @param time for all trainings together
    /// @param news a line for people about what happens now
    public Check(
            Image image, HearthHome home, Premise premise, Duration time, Consumer<String> news) {
        this.image = image;
        this.home = home;
        this.premise = premise;
        this.time = time;
        this.news = news;
    }

    /// A device that can train.
    private record Open(CardLine.Device device, TrainerRuntime runtime) {}

    /// @param machine whose sensors are read meanwhile
    public Estimate run(Machine machine) throws InterruptedException {
        long begun = System.nanoTime();
        var cpu = machine.read().cpu();
        var processor = Engines.runtime(image, home);
        var chosen = Engines.choose(image, home, Engines.survey(), processor);
        var lines = new ArrayList<CardLine>();
        var open = devices(cpu, processor, chosen, lines);
        var data = image.practiceData();
        var cases = CheckCase.of(data.resolve("moby-dick.txt"), data.resolve("fashion-train.bin"));
        var each = time.dividedBy((long) open.size() * cases.size());
        for (var device : open) {
            lines.addAll(check(device, machine, cases, each));
        }
        return Estimate.of(
                lines,
                premise,
                disturbed > QUIET ? Optional.of(disturbed) : Optional.empty(),
                Duration.ofNanos(System.nanoTime() - begun).toSeconds());
    }

    /// Those that train, and a line for each that cannot.
    private List<Open> devices(
            String cpu,
            TrainerRuntime processor,
            EngineChoice.Chosen chosen,
            List<CardLine> closed) {
        var open = new ArrayList<Open>();
        for (var candidate : chosen.candidates()) {
            var word = candidate.device().word();
            var name = candidate.card().map(GraphicsCard::name).orElse(word);
            if (!candidate.isOpen()) {
                var obstacle = candidate.obstacles().getFirst();
                closed.add(
                        CardLine.closed(
                                new CardLine.Device(name, word),
                                premise,
                                obstacle.text() + " " + obstacle.fix()));
            } else if (candidate.device() == ComputeDevice.CPU) {
                open.add(new Open(new CardLine.Device(cpu, word), processor));
            } else if (candidate.device() == chosen.engine().device()) {
                var uuid = candidate.card().flatMap(GraphicsCard::uuid);
                var engine = uuid.map(chosen.engine()::withCard).orElse(chosen.engine());
                open.add(new Open(new CardLine.Device(name, word), processor.withEngine(engine)));
            }
        }
        return open;
    }

    private List<CardLine> check(Open open, Machine machine, List<CheckCase> cases, Duration each)
            throws InterruptedException {
        var folder = home.folder().resolve("estimate");
        var lines = new ArrayList<CardLine>();
        try (var check =
                new SpeedCheck(
                        open.runtime(),
                        machine,
                        premise.terms().trainingWatts(),
                        folder,
                        System::nanoTime)) {
            for (int i = 0; i < LOOKS_AT_REST; i++) {
                var seen = check.rest();
                disturbed = Math.max(disturbed, seen.cpuLoad().orElse(0.0) * seen.cores());
                boolean _ = new CountDownLatch(1).await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            }
            for (var work : cases) {
                news.accept(open.device().name() + ": " + work.title());
                lines.add(CardLine.of(open.device(), work, check.run(work, each), premise));
            }
        } finally {
            clear(folder);
        }
        return lines;
    }

    private static void clear(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
