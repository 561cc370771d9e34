package hearth.coordinator;

import hearth.protocol.Inference;
import hearth.protocol.Manifest;
import hearth.protocol.Wei;
import hearth.trainer.Recipes;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a stranger's manifest may ask of a coordinator and of contributors. Each job of the
/// coordinator itself would pass, too.
public final class JobTerms {
    private static final int MOST_TEXT = 200;
    private static final long MOST_PARAMETERS = 400_000_000;
    private static final int MOST_DEPTH = 512;
    private static final int MOST_SIZE = 1 << 20;
    private static final int MOST_STEPS = 10_000;
    private static final int MOST_WARM_START = 2_000;
    private static final int MOST_BATCH = 65_536;
    private static final int MOST_LEASES = 1_000;
    private static final int MOST_ROUNDS = 1_000_000;
    private static final int MOST_INPUTS = 10_000_000;
    private static final int MOST_ANSWER = 1 << 16;
    private static final int MOST_HEAT = 100;
    private static final long MOST_OF_AN_INPUT = 1_000_000_000_000L;

    /// Of a job, so much data or so many leases of answers.
    public static final int MOST_SHARDS = 10_000;

    /// Bytes of a shard, of held-out data, of a model or a base.
    public static final long MOST_PIECE = 1L << 30;

    /// Of a job from its publication to its end.
    private static final Duration LEAST_TIME = Duration.ofHours(1);

    public static final Duration MOST_TIME = Duration.ofDays(731);

    private JobTerms() {}

    /// @throws UnfitBoundsException if what is wrong first is a bound of its verification
    /// @throws IllegalArgumentException with a sentence that names the first thing that is wrong
    public static void check(Manifest manifest) {
        require(
                manifest.version() == Manifest.VERSION || manifest.version() == Manifest.UNSIZED,
                "the manifest is of another version");
        text(manifest.title(), "title");
        text(manifest.owner(), "owner");
        text(manifest.data().name(), "name of the data");
        text(manifest.data().source(), "source of the data");
        text(manifest.data().licence(), "licence");
        require(!manifest.data().shards().isEmpty(), "there is no data");
        within(manifest.data().shards().size(), 1, MOST_SHARDS, "shards");
        require(
                manifest.inference().isPresent() == manifest.data().heldOut().isEmpty(),
                "data is held out if and only if a model is trained");
        require(
                manifest.data().heldOut().filter(manifest.data().shards()::contains).isEmpty(),
                "the held-out data is trained on, too");
        manifest.recipe()
                .shape()
                .forEach(
                        (name, size) ->
                                within(
                                        size,
                                        1,
                                        name.equals("depth") ? MOST_DEPTH : MOST_SIZE,
                                        "'" + name + "'"));
        within(manifest.parameterCount(), 1, MOST_PARAMETERS, "parameters");
        if (manifest.inference().isPresent()) {
            questions(manifest, manifest.inference().get());
        } else {
            Manifests.codec(manifest);
            plan(manifest.training());
        }
        new RecipeFit(manifest).checkWithoutData();
        if (manifest.inference().isEmpty()) {
            VerificationTerms.of(manifest).check(manifest.verification());
        }
        var pay = manifest.inference().isPresent() ? manifest.payFor(1) : manifest.payPerLease();
        require(!pay.isZero(), "a lease would earn nothing");
        require(
                manifest.budget().compareTo(pay) >= 0,
                "the budget of " + ember(manifest.budget()) + " pays no lease of " + ember(pay));
    }

    /// @throws IllegalArgumentException if a content that the manifest names is larger than any
    /// that is taken
    public static void checkSizes(Manifest manifest) {
        manifest.sizes().values().stream()
                .filter(bytes -> bytes > MOST_PIECE)
                .findFirst()
                .ifPresent(
                        bytes -> {
                            throw new IllegalArgumentException(
                                    "a shard, a model or a base has %d MiB, and %d MiB are taken"
                                            .formatted(bytes >> 20, MOST_PIECE >> 20));
                        });
    }

    /// What is wrong with the end of a job that is published now, as a sentence.
    static Optional<String> unfitExtent(Manifest manifest, Instant now) {
        if (manifest.extent().isEmpty()) {
            return Optional.of(
                    "the manifest does not say how long its data is and when it expires; make it"
                            + " anew");
        }
        var expires = manifest.extent().get().expires();
        if (!now.isBefore(expires)) {
            return Optional.of("the manifest expired at " + expires);
        }
        if (expires.isBefore(now.plus(LEAST_TIME))) {
            return Optional.of(
                    "the manifest expires at %s, in less than %d minutes"
                            .formatted(expires, LEAST_TIME.toMinutes()));
        }
        return Optional.of(expires)
                .filter(end -> end.isAfter(now.plus(MOST_TIME)))
                .map(
                        end ->
                                "the manifest expires at %s, in more than %d days"
                                        .formatted(end, MOST_TIME.toDays()));
    }

    /// An input takes a slow processor a minute at most: a child that says nothing for longer
    /// counts as hung.
    private static void questions(Manifest manifest, Inference asked) {
        int shards = manifest.data().shards().size();
        within(asked.inputs(), shards, MOST_INPUTS, "inputs for " + shards + " shards");
        within(asked.inputBytes(), 1, MOST_SIZE, "bytes of an input");
        within(asked.width(), 1, MOST_ANSWER, "bytes or scores of an answer");
        require(asked.temperature().doubleValue() < MOST_HEAT, "the temperature is too high");
        int most = asked.inputsOf(0, shards);
        within(most, 1, MOST_STEPS, "inputs of a lease");
        require(
                manifest.training().equals(Manifest.TrainingPlan.none(most, shards)),
                "a job that asks a model trains nothing, and its plan does");
        require(
                manifest.verification().equals(Manifest.Verification.ofAnswers(asked.form(), most)),
                "the answers are not checked as answers are");
        within(
                Recipes.flopPerAnswer(manifest.recipe(), asked),
                1,
                MOST_OF_AN_INPUT,
                "operations of an answer");
    }

    private static void plan(Manifest.TrainingPlan plan) {
        within(plan.innerSteps(), 1, MOST_STEPS, "steps of a lease");
        within(plan.warmupSteps(), 0, plan.innerSteps(), "steps of warm-up");
        within(plan.batch(), 1, MOST_BATCH, "examples of a batch");
        within(plan.leasesPerRound(), 1, MOST_LEASES, "leases of a round");
        within(plan.rounds(), 1, MOST_ROUNDS, "rounds");
        within(plan.warmStartSteps(), 0, MOST_WARM_START, "steps of the warm start");
        within(plan.accumulation().orElse(1), 1, plan.batch(), "parts of a batch");
        positive(plan.learningRate().doubleValue(), "learning rate");
        positive(plan.clip().doubleValue(), "clip");
        positive(plan.outerLearningRate().doubleValue(), "outer learning rate");
        require(plan.weightDecay().signum() >= 0, "the weight decay is below zero");
        require(
                plan.outerMomentum().signum() >= 0 && plan.outerMomentum().doubleValue() < 1,
                "the outer momentum is not from 0 to below 1");
    }

    private static void text(String text, String what) {
        require(
                !text.isBlank()
                        && text.length() <= MOST_TEXT
                        && text.codePoints().noneMatch(JobTerms::isInvisible),
                "the " + what + " is not a line of 1 to " + MOST_TEXT + " characters");
    }

    private static boolean isInvisible(int character) {
        return Character.isISOControl(character)
                || Character.getType(character) == Character.FORMAT
                || Character.getType(character) == Character.LINE_SEPARATOR
                || Character.getType(character) == Character.PARAGRAPH_SEPARATOR;
    }

    private static void positive(double value, String what) {
        require(value > 0 && value < 1e6, "the " + what + " is not above zero");
    }

    private static void within(long value, long least, long most, String what) {
        require(
                value >= least && value <= most,
                "%d is no good number of %s (%d to %d)".formatted(value, what, least, most));
    }

    private static String ember(Wei amount) {
        return amount.ember().stripTrailingZeros().toPlainString() + " EMBER";
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
