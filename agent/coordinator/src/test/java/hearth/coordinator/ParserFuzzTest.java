package hearth.coordinator;

import hearth.testing.FuzzTarget;
import hearth.testing.GuidedFuzz;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What comes from outside, bent in every way, led by coverage: each parser says that it is
/// malformed, or takes it; nothing else ever comes out of it.
@Tag("trial")
@Execution(ExecutionMode.CONCURRENT)
final class ParserFuzzTest {
    private static final long SEED = 20_260_101;

    @ParameterizedTest
    @ValueSource(
            classes = {
                FuzzedMessages.OfManifest.class,
                FuzzedMessages.OfLease.class,
                FuzzedMessages.OfReceipt.class,
                FuzzedMessages.OfRequests.class,
                FuzzedMessages.OfReplies.class,
                FuzzedMessages.OfRecords.class,
                FuzzedFiles.OfTensors.class,
                FuzzedFiles.OfResult.class,
                FuzzedFiles.OfCodes.class,
                FuzzedEnvelope.class
            })
    void isMalformedOrWhole(Class<? extends FuzzTarget> target, TestReporter reporter) {
        reporter.publishEntry(new GuidedFuzz(target, SEED).run().entries());
    }
}
