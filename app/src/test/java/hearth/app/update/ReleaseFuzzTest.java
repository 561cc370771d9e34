package hearth.app.update;

import hearth.testing.FuzzTarget;
import hearth.testing.GuidedFuzz;

import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Archives of releases and files that people edit, bent in every way, led by coverage: each is
/// taken, or refused in the way that the parser promises; nothing else ever comes out of it.
@Execution(ExecutionMode.CONCURRENT)
final class ReleaseFuzzTest {
    private static final long SEED = 20_261_122;

    @ParameterizedTest
    @ValueSource(
            classes = {
                FuzzedRelease.class,
                FuzzedSettings.OfWindow.class,
                FuzzedSettings.OfRules.class,
                FuzzedTexts.OfMetadata.class,
                FuzzedTexts.OfLink.class,
                FuzzedTexts.OfNetwork.class
            })
    void isMalformedOrWhole(Class<? extends FuzzTarget> target, TestReporter reporter) {
        reporter.publishEntry(new GuidedFuzz(target, SEED).run().entries());
    }
}
