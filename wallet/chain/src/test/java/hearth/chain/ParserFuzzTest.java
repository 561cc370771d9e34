package hearth.chain;

import hearth.testing.FuzzTarget;
import hearth.testing.GuidedFuzz;

import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What nodes answer and what a network profile says, bent in every way, led by coverage: it is
/// taken, or refused in the way that the parser promises; nothing else ever comes out of it.
@Execution(ExecutionMode.CONCURRENT)
final class ParserFuzzTest {
    private static final long SEED = 20_261_122;

    @ParameterizedTest
    @ValueSource(
            classes = {
                FuzzedAnswers.OfRpc.class,
                FuzzedAnswers.OfAbi.class,
                FuzzedAnswers.OfProfile.class
            })
    void isMalformedOrWhole(Class<? extends FuzzTarget> target, TestReporter reporter) {
        reporter.publishEntry(new GuidedFuzz(target, SEED).run().entries());
    }
}
