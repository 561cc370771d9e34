package hearth.trainer.engine;

import hearth.trainer.ComputeDevice;
import hearth.trainer.TrainingEngine;
import hearth.trainer.engine.EngineCatalogue.Entry;
import hearth.trainer.engine.GraphicsCard.Maker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which device trains. A graphics card is used only if its driver, its generation and an installed
/// engine fit, and a real step on it came out right; whatever is in the way is kept and shown, and
/// the processor takes over.
public final class EngineChoice {
    private final CardSurvey survey;
    private final EngineCatalogue catalogue;
    private final HostPlatform platform;
    private final EngineStore store;
    private final List<Path> classPath;

    /// A device, and what is in the way of its use: nothing, if it can be used.
    public record Candidate(
            ComputeDevice device, Optional<GraphicsCard> card, List<Obstacle> obstacles) {
        public boolean isOpen() {
            return obstacles.isEmpty();
        }

        Candidate but(Obstacle obstacle) {
            return new Candidate(device, card, List.of(obstacle));
        }
    }

    /// @param candidates best first, each with what was in its way; the processor is the last
    public record Chosen(TrainingEngine engine, List<Candidate> candidates) {
        /// UUIDs of the cards on which the engine can compute, best first; empty where it does not
        /// choose among cards.
        public List<String> cards() {
            return candidates.stream()
                    .filter(c -> c.isOpen() && c.device() == engine.device())
                    .flatMap(c -> c.card().flatMap(GraphicsCard::uuid).stream())
                    .toList();
        }

        /// Why no better device is used; empty if the best one is.
        public Optional<Obstacle> insteadOf() {
            return candidates.stream()
                    .takeWhile(c -> c.device() != engine.device())
                    .flatMap(c -> c.obstacles().stream())
                    .findFirst();
        }
    }

    /// Runs a real training step on an engine.
    @FunctionalInterface
    public interface Trial {
        /// @return what went wrong, if anything
        Optional<EngineProblem> of(TrainingEngine engine);
    }

    /// @param classPath of a child, as installed
    public EngineChoice(
            CardSurvey survey,
            EngineCatalogue catalogue,
            HostPlatform platform,
            EngineStore store,
            List<Path> classPath) {
        this.survey = survey;
        this.catalogue = catalogue;
        this.platform = platform;
        this.store = store;
        this.classPath = List.copyOf(classPath);
    }

    /// The best device whose trial goes well.
    ///
    /// @throws EngineException if not even the processor's engine is to be had
    public Chosen choose(Trial trial) {
        var shipped = ShippedEngine.ready(store, classPath);
        var seen = new ArrayList<Candidate>();
        Optional<TrainingEngine> chosen = Optional.empty();
        for (var candidate : candidates()) {
            if (chosen.isPresent() || !candidate.isOpen()) {
                seen.add(candidate);
                continue;
            }
            var problem = Optional.<EngineProblem>empty();
            try {
                var engine = engine(candidate, shipped);
                if (candidate.device() != ComputeDevice.CPU) {
                    problem = trial.of(engine);
                }
                chosen = problem.isEmpty() ? Optional.of(engine) : chosen;
            } catch (EngineException e) {
                problem = Optional.of(e.problem());
            }
            seen.add(problem.map(Obstacle::of).map(candidate::but).orElse(candidate));
        }
        return new Chosen(chosen.orElse(shipped), List.copyOf(seen));
    }

    /// Best first. Nothing is started.
    public List<Candidate> candidates() {
        var all = new ArrayList<Candidate>();
        survey.of(Maker.NVIDIA).stream()
                .sorted(Comparator.comparingLong(c -> -c.vramFreeBytes().orElse(0L)))
                .map(this::cuda)
                .sorted(Comparator.comparing(c -> !c.isOpen()))
                .forEach(all::add);
        if (platform.isAppleSilicon()) {
            var card = survey.of(Maker.APPLE).stream().findFirst();
            all.add(new Candidate(ComputeDevice.MPS, card, List.of()));
        }
        Stream.of(Maker.AMD, Maker.INTEL, Maker.OTHER)
                .flatMap(maker -> survey.of(maker).stream())
                .map(c -> with(c, Obstacle.unsupported(c)))
                .forEach(all::add);
        all.add(new Candidate(ComputeDevice.CPU, Optional.empty(), List.of()));
        return List.copyOf(all);
    }

    private Candidate cuda(GraphicsCard card) {
        var entry = catalogue.find(ComputeDevice.CUDA, platform);
        if (entry.isEmpty()) {
            return with(card, Obstacle.noEngine(platform));
        }
        return obstacle(card, entry.get())
                .map(o -> with(card, o))
                .orElse(new Candidate(ComputeDevice.CUDA, Optional.of(card), List.of()));
    }

    private Optional<Obstacle> obstacle(GraphicsCard card, Entry entry) {
        if (survey.nvidiaAbsent().isPresent() || card.driver().isEmpty()) {
            return Optional.of(Obstacle.noDriver(card, survey.nvidiaAbsent()));
        }
        var capability = card.capability();
        if (capability.isPresent() && !entry.serves(capability.get())) {
            return Optional.of(Obstacle.notServed(card, capability.get(), entry));
        }
        if (card.driver().get().compareTo(entry.lowestDriver()) < 0) {
            return Optional.of(Obstacle.oldDriver(card, entry));
        }
        try {
            return store.installed(entry.content()).isPresent()
                    ? Optional.empty()
                    : Optional.of(Obstacle.notInstalled(entry));
        } catch (EngineException e) {
            return Optional.of(Obstacle.of(e.problem()));
        }
    }

    private static Candidate with(GraphicsCard card, Obstacle obstacle) {
        return new Candidate(ComputeDevice.CUDA, Optional.of(card), List.of(obstacle));
    }

    private TrainingEngine engine(Candidate candidate, TrainingEngine shipped) {
        return switch (candidate.device()) {
            case CPU -> shipped;
            // The Mac build of libtorch computes on both parts of the chip.
            case MPS ->
                    new TrainingEngine(
                            shipped.id(),
                            ComputeDevice.MPS,
                            shipped.classPath(),
                            shipped.libraries(),
                            shipped.version(),
                            shipped.flavor(),
                            Optional.empty());
            case CUDA -> {
                var entry = catalogue.find(ComputeDevice.CUDA, platform).orElseThrow();
                var folder =
                        store.installed(entry.content())
                                .orElseThrow(() -> gone(entry.content().id()));
                yield InstalledEngine.of(
                        entry.content(),
                        ComputeDevice.CUDA,
                        folder,
                        classPath,
                        candidate.card().flatMap(GraphicsCard::uuid));
            }
        };
    }

    private static EngineException gone(String id) {
        return new EngineException(new EngineProblem.Missing(id));
    }
}
