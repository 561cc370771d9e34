package hearth.app.cli;

import hearth.app.owner.AskPlan;
import hearth.app.owner.JobPlan;
import hearth.coordinator.JobTerms;
import hearth.protocol.Privacy;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Wei;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What `hearth job new` lets an owner choose; the defaults are a small GPT that a processor trains
/// in minutes.
final class JobOptions {
    private static final BigDecimal TERAFLOP_OF_EXAFLOP = new BigDecimal("1000000");

    private static final long MOST_DAYS = JobTerms.MOST_TIME.toDays() - 1;
    private static final Clock CLOCK = Clock.systemUTC();

    private static final Map<String, Long> GPT =
            Map.of("depth", 2L, "width", 64L, "heads", 4L, "context", 64L);
    private static final Map<String, Long> ADAPTERS =
            Map.of("depth", 2L, "width", 64L, "heads", 4L, "context", 64L, "rank", 4L, "alpha", 8L);

    @Option(names = "--title", description = "Shown to contributors. Default: the file's name.")
    private @Nullable String title;

    @Option(
            names = "--owner",
            defaultValue = "An owner on the practice network",
            description = "For whom it is, as contributors see it.")
    private String owner = "";

    @Option(
            names = "--licence",
            defaultValue = "not stated",
            description = "Licence of the data, such as CC0.")
    private String licence = "";

    @Option(names = "--source", description = "Where the data is from. Default: the file's name.")
    private @Nullable String source;

    @Option(
            names = "--recipe",
            defaultValue = "gpt",
            description =
                    "gpt and lora learn from text, cnn and mlp from CSV (label, then values from 0 to 255), pictures or safetensors. Default: gpt.")
    private String recipe = "gpt";

    @Option(
            names = "--size",
            paramLabel = "NAME=NUMBER",
            split = ",",
            description =
                    "Sizes of the model. Default for gpt: depth=2,width=64,heads=4,context=64; for lora the same and rank=4,alpha=8; for cnn channels=16,hidden=64; mlp needs inputs, hidden1 …, classes.")
    private Map<String, Long> sizes = new LinkedHashMap<>();

    @Option(
            names = "--base",
            paramLabel = "FILE",
            description = "For lora: the frozen model as safetensors, such as a downloaded one.")
    private @Nullable Path base;

    @Option(names = "--rounds", defaultValue = "20", description = "Default: 20.")
    private int rounds;

    @Option(
            names = "--leases",
            defaultValue = "4",
            description = "Results that a round is made of. Default: 4.")
    private int leases;

    @Option(names = "--steps", defaultValue = "40", description = "Of one lease. Default: 40.")
    private int steps;

    @Option(names = "--batch", defaultValue = "16", description = "Default: 16.")
    private int batch;

    @Option(
            names = "--rate",
            defaultValue = "0.003",
            description = "Learning rate. Default: 0.003.")
    private BigDecimal rate = BigDecimal.ZERO;

    @Option(
            names = "--warm-start",
            defaultValue = "40",
            description = "Plain steps before the first round. Default: 40.")
    private int warmStart;

    @Option(names = "--seed", defaultValue = "1", description = "Of the random start. Default: 1.")
    private long seed;

    @Option(
            names = "--price",
            paramLabel = "EMBER",
            defaultValue = "100000",
            description =
                    "For 10^18 operations. Default: 100000, as the practice network's own jobs pay.")
    private BigDecimal price = BigDecimal.ZERO;

    @Option(
            names = "--budget",
            paramLabel = "EMBER",
            description = "Default: what all rounds cost and a tenth more.")
    private @Nullable BigDecimal budget;

    @Option(
            names = "--privacy",
            paramLabel = "TIER",
            defaultValue = "open",
            description =
                    "Who is shown the data: open: everybody; proven: only devices that have proven themselves and train in a whole sandbox, while they work on it; own: only devices that earn for your account. Default: open.")
    private String privacy = "open";

    @Option(
            names = "--days",
            paramLabel = "DAYS",
            defaultValue = "180",
            description =
                    "After which the job expires, at the end of a day in UTC: then nobody begins any of it, and what is left of the budget goes back. 1 to 730. Default: 180.")
    private int days;

    /// The same job made twice on one day is one job.
    private Instant expires(CommandLine line) {
        if (days < 1 || days > MOST_DAYS) {
            throw new ParameterException(line, "--days is from 1 to " + MOST_DAYS + ".");
        }
        return Instant.now(CLOCK).truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(days + 1L));
    }

    private Optional<Privacy> privacy(CommandLine line) {
        return switch (privacy) {
            case "open" -> Optional.empty();
            case "proven" -> Optional.of(Privacy.PROVEN);
            case "own" -> Optional.of(Privacy.OWN);
            default -> throw new ParameterException(line, "--privacy is open, proven or own.");
        };
    }

    AskPlan ask(CommandLine line, Path inputs, AskOptions ask, AskOptions.Model model) {
        var name = name(line, inputs);
        return new AskPlan(
                title == null ? name : title,
                owner,
                licence,
                source == null ? name : source,
                model.recipe().orElseGet(() -> new RecipeConfig(recipe, shape())),
                model.file(),
                Optional.ofNullable(base),
                ask.bytes(),
                ask.temperature(),
                seed,
                ask.inputs(),
                wei(price.divide(TERAFLOP_OF_EXAFLOP)),
                Optional.ofNullable(budget).map(JobOptions::wei),
                privacy(line),
                expires(line));
    }

    private String name(CommandLine line, Path data) {
        if (!recipe.matches("[a-z][a-z0-9]{0,31}") || price.signum() <= 0) {
            throw new ParameterException(line, "--recipe is a name and --price is above zero.");
        }
        var file = data.toAbsolutePath().normalize().getFileName();
        return file == null ? "data" : file.toString();
    }

    JobPlan plan(CommandLine line, Path data) {
        var name = name(line, data);
        return new JobPlan(
                title == null ? name : title,
                owner,
                licence,
                source == null ? name : source,
                new RecipeConfig(recipe, shape()),
                Optional.ofNullable(base),
                new JobPlan.Steps(steps, batch, rate, leases, rounds, warmStart, seed),
                wei(price.divide(TERAFLOP_OF_EXAFLOP)),
                Optional.ofNullable(budget).map(JobOptions::wei),
                privacy(line),
                expires(line));
    }

    private SortedMap<String, Long> shape() {
        var shape = new TreeMap<String, Long>();
        shape.putAll(
                switch (recipe) {
                    case "gpt" -> GPT;
                    case "lora" -> ADAPTERS;
                    case "cnn" -> Map.of("channels", 16L, "hidden", 64L);
                    default -> Map.of();
                });
        shape.putAll(sizes);
        return shape;
    }

    private static Wei wei(BigDecimal ember) {
        return new Wei(
                ember.movePointRight(18)
                        .setScale(0, RoundingMode.DOWN)
                        .toBigInteger()
                        .max(BigInteger.ZERO));
    }
}
