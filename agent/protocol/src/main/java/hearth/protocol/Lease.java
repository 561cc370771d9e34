package hearth.protocol;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The right to process one shard in one round: a pure function of what is named here, so that
/// anybody can finish, repeat or audit it.
///
/// @param token fencing token; only the newest one of a shard is accepted
/// @param manifest content address of the job's manifest
/// @param base content address of the checkpoint to start from (safetensors, F32)
/// @param shard content address of the data
/// @param seed of the batch order
/// @param learningRate inner rate of this round
/// @param endLearningRate which the rate reaches in even steps after the last step; absent if it is
/// the same in all steps
/// @param pay what the lease earns if accepted in time
/// @param step how the base follows from the round before; absent where it follows from nothing
/// @param span which inputs of the shard are to be answered; absent where a model is trained
public record Lease(
        LeaseId id,
        JobId job,
        int round,
        long token,
        Sha256 manifest,
        Sha256 base,
        Sha256 shard,
        long seed,
        BigDecimal learningRate,
        Optional<BigDecimal> endLearningRate,
        Wei pay,
        Instant grantedAt,
        Instant expiresAt,
        Optional<CheckpointStep> step,
        Optional<Span> span) {
    /// Some neighbouring inputs of a shard.
    ///
    /// @param from place of the first of them in the shard
    /// @param number of the same input among all of the job
    public record Span(int from, int count, int number) {
        public Span {
            if (from < 0 || count < 1 || number < from) {
                throw new IllegalArgumentException("a span has inputs");
            }
        }

        /// The first inputs of this span.
        public Span first(int some) {
            return new Span(from, some, number);
        }
    }

    /// Whose base has to be fetched whole.
    public Lease(
            LeaseId id,
            JobId job,
            int round,
            long token,
            Sha256 manifest,
            Sha256 base,
            Sha256 shard,
            long seed,
            BigDecimal learningRate,
            Optional<BigDecimal> endLearningRate,
            Wei pay,
            Instant grantedAt,
            Instant expiresAt) {
        this(
                id,
                job,
                round,
                token,
                manifest,
                base,
                shard,
                seed,
                learningRate,
                endLearningRate,
                pay,
                grantedAt,
                expiresAt,
                Optional.empty(),
                Optional.empty());
    }

    /// What the whole of it has: steps of training or inputs to answer.
    public int units(Manifest manifest) {
        return span.map(Span::count).orElse(manifest.training().innerSteps());
    }

    /// By which the rate falls from step to step in a lease of so many.
    public double learningRateFall(int steps) {
        var end = endLearningRate.orElse(learningRate);
        return learningRate.subtract(end).doubleValue() / steps;
    }

    /// The same lease with another end.
    public Lease until(Instant end) {
        return new Lease(
                id,
                job,
                round,
                token,
                manifest,
                base,
                shard,
                seed,
                learningRate,
                endLearningRate,
                pay,
                grantedAt,
                end,
                step,
                span);
    }

    /// The same lease over some inputs of its shard.
    public Lease over(Span inputs) {
        return new Lease(
                id,
                job,
                round,
                token,
                manifest,
                base,
                shard,
                seed,
                learningRate,
                endLearningRate,
                pay,
                grantedAt,
                expiresAt,
                step,
                Optional.of(inputs));
    }

    /// Metadata that the update file of this lease carries; nothing else is accepted.
    public SortedMap<String, String> updateMetadata(String codec) {
        return updateMetadata(codec, job, round, base, id);
    }

    /// The same for a lease of which no more is known.
    public static SortedMap<String, String> updateMetadata(
            String codec, JobId job, int round, Sha256 base, LeaseId lease) {
        var metadata = new TreeMap<String, String>();
        metadata.put("base", base.hex());
        metadata.put("codec", codec);
        metadata.put("hearth", "1");
        metadata.put("job", job.value());
        metadata.put("lease", lease.value());
        metadata.put("round", Integer.toString(round));
        return metadata;
    }
}
