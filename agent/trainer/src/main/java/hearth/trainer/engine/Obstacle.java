package hearth.trainer.engine;

import hearth.trainer.engine.EngineCatalogue.Entry;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// One thing between an owner and the use of a device, and what they can do about it.
///
/// @param id stable, such as `nvidia-driver-old`
/// @param text whole sentence: what is
/// @param fix whole sentence: what to do
public record Obstacle(String id, String text, String fix) {
    private static final long GIGABYTE = 1_000_000_000;

    static Obstacle of(EngineProblem problem) {
        return new Obstacle(problem.id(), problem.text(), fix(problem));
    }

    private static String fix(EngineProblem problem) {
        return switch (problem) {
            case EngineProblem.NoRoom _ -> "Free some space on that disk.";
            case EngineProblem.Damaged _ -> "Run hearth engine remove cuda, then install it again.";
            case EngineProblem.Missing _ -> "Install Hearth again.";
            case EngineProblem.Unwritable _ -> "Mend the permissions of that folder.";
            case EngineProblem.Unreachable _ -> "Run hearth engine install cuda again later.";
            case EngineProblem.WrongContent _ -> "Run hearth engine install cuda again later.";
            case EngineProblem.ProbeFailed _ ->
                    "Update the graphics driver and restart; Hearth trains on the processor until then.";
        };
    }

    static Obstacle noEngine(HostPlatform platform) {
        return new Obstacle(
                "cuda-platform",
                "There is no CUDA engine for " + platform.word() + ".",
                "Nothing to do; Hearth trains on the processor.");
    }

    static Obstacle noDriver(GraphicsCard card, Optional<String> reason) {
        return new Obstacle(
                "nvidia-driver-missing",
                card.name()
                        + " is there, but NVIDIA's driver does not answer"
                        + reason.map(r -> " (" + r + ")").orElse("")
                        + ".",
                "Install NVIDIA's driver and restart the computer.");
    }

    static Obstacle oldDriver(GraphicsCard card, Entry entry) {
        return new Obstacle(
                "nvidia-driver-old",
                "%s runs driver %s; the CUDA engine needs %s or newer."
                        .formatted(
                                card.name(),
                                card.driver().map(DriverVersion::text).orElse("of unknown version"),
                                entry.lowestDriver()),
                "Update NVIDIA's driver and restart the computer.");
    }

    /// Newer or older than any machine code in the engine, such as the RTX 50 series.
    static Obstacle notServed(GraphicsCard card, ComputeCapability capability, Entry entry) {
        var highest = entry.capabilities().stream().max(Comparator.naturalOrder()).orElseThrow();
        boolean newer = capability.compareTo(highest) > 0;
        return new Obstacle(
                newer ? "card-too-new" : "card-too-old",
                "%s (compute capability %s) is too %s for the CUDA engine of this release."
                        .formatted(card.name(), capability, newer ? "new" : "old"),
                newer
                        ? "Nothing to do yet: a later release will bring an engine for it."
                        : "Nothing to do; Hearth trains on the processor.");
    }

    static Obstacle notInstalled(Entry entry) {
        return new Obstacle(
                "cuda-engine-missing",
                String.format(
                        Locale.ROOT,
                        "The CUDA engine is not installed. It is a download of %.1f GB and takes %.1f GB on the disk.",
                        (double) entry.downloadBytes() / GIGABYTE,
                        (double) entry.content().bytes() / GIGABYTE),
                "Run hearth engine install cuda.");
    }

    static Obstacle unsupported(GraphicsCard card) {
        return new Obstacle(
                "card-unsupported",
                card.name()
                        + " cannot be used: Hearth's engines know NVIDIA's CUDA and Apple's chips.",
                "Nothing to do; Hearth trains on the processor.");
    }
}
