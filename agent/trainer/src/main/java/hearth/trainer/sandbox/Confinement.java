package hearth.trainer.sandbox;

import hearth.protocol.SandboxGrade;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/// The sandbox of one installation, assessed once, when it is first needed. Any thread.
public final class Confinement {
    private static final String PROBES = "hearth-probe-";

    private final View java;
    private final List<View> classPath;
    private final Limits limits;
    private final SandboxGrade least;
    private final Finding finding;

    /// What was found out, kept by all that ask for the same walls.
    private static final class Finding {
        private @Nullable Assessment assessment;

        synchronized Assessment of(Supplier<Assessment> attempts) {
            var known = assessment;
            if (known == null) {
                known = attempts.get();
                assessment = known;
            }
            return known;
        }
    }

    /// @param java folder of the Java that runs children
    /// @param classPath of a child, with this module
    public Confinement(View java, List<View> classPath, Limits limits) {
        this(java, classPath, limits, SandboxGrade.C, new Finding());
    }

    private Confinement(
            View java, List<View> classPath, Limits limits, SandboxGrade least, Finding finding) {
        this.java = java;
        this.classPath = List.copyOf(classPath);
        this.limits = limits;
        this.least = least;
        this.finding = finding;
    }

    /// The same, but no child is started below this grade, nor below the one asked for before.
    public Confinement requiring(SandboxGrade grade) {
        return new Confinement(
                java, classPath, limits, grade.isAtLeast(least) ? grade : least, finding);
    }

    public Confinement withLimits(Limits other) {
        return new Confinement(java, classPath, other, least, new Finding());
    }

    /// The same, with another finding about this computer in place of its own. For tests.
    Confinement assessedAs(Assessment other) {
        var known = new Finding();
        known.assessment = other;
        return new Confinement(java, classPath, limits, least, known);
    }

    public boolean suffices() {
        return assessment().grade().isAtLeast(least);
    }

    /// What this computer gives; takes up to a second the first time.
    public Assessment assessment() {
        return finding.of(this::assessed);
    }

    /// What puts a child into a control group of its own; nothing where there is none.
    public List<String> scope() {
        return assessment().scope().launcher(limits);
    }

    public Limits limits() {
        return limits;
    }

    private Assessment assessed() {
        try {
            var under = Path.of(System.getProperty("java.io.tmpdir"));
            var name = PROBES + ProcessHandle.current().pid() + "-";
            var work = Files.createTempDirectory(under, name);
            try {
                // Of an agent that was killed while it found this out.
                JobFolder.sweep(under, PROBES, Files.getOwner(work));
                return Assessment.of(java, classPath, limits, work);
            } finally {
                Files.deleteIfExists(work);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
