package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.testing.FuzzTarget;
import hearth.testing.GuidedFuzz;

import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Map;

/// What comes from outside, bent in every way, led by coverage: each parser says that it is
/// malformed, or takes it; nothing else ever comes out of it.
@Execution(ExecutionMode.CONCURRENT)
final class ParserFuzzTest {
    private static final long SEED = 20_260_101;
    private static final int NIGHTLY = 50;

    enum Kind {
        MANIFEST(FuzzedMessages.OfManifest.class, 50_000),
        LEASE(FuzzedMessages.OfLease.class, 50_000),
        RECEIPT(FuzzedMessages.OfReceipt.class, 50_000),
        REQUESTS(FuzzedMessages.OfRequests.class, 150_000),
        TENSORS(FuzzedFiles.OfTensors.class, 400_000),
        RESULT(FuzzedFiles.OfResult.class, 290_000),
        ENVELOPE(FuzzedEnvelope.class, 10_000);

        private final Class<? extends FuzzTarget> target;
        private final long times;

        Kind(Class<? extends FuzzTarget> target, long times) {
            this.target = target;
            this.times = times;
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void isMalformedOrWhole(Kind kind, TestReporter reporter) {
        long times = Boolean.getBoolean("hearth.nightly") ? NIGHTLY * kind.times : kind.times;
        var report = new GuidedFuzz(kind.target, SEED).run(times);
        reporter.publishEntry(
                Map.of(
                        "parser",
                        kind.name(),
                        "executions",
                        Long.toString(report.executions()),
                        "taken",
                        Long.toString(report.taken()),
                        "edges",
                        report.edges() + " (" + report.fromSeeds() + " with the seeds)",
                        "kept",
                        Integer.toString(report.kept())));
        assertThat(report.edges()).as("led by coverage").isGreaterThan(report.fromSeeds());
        assertThat(report.taken()).isLessThan(times);
    }
}
