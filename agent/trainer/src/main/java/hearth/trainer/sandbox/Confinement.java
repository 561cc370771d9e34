package hearth.trainer.sandbox;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/// The sandbox of one installation, assessed once, when it is first needed. Any thread.
public final class Confinement {
    private final View java;
    private final List<View> classPath;
    private final Limits limits;
    private final Grade least;
    private @Nullable Assessment assessment;

    /// @param java folder of the Java that runs children
    /// @param classPath of a child, with this module
    public Confinement(View java, List<View> classPath, Limits limits) {
        this(java, classPath, limits, Grade.C);
    }

    private Confinement(View java, List<View> classPath, Limits limits, Grade least) {
        this.java = java;
        this.classPath = List.copyOf(classPath);
        this.limits = limits;
        this.least = least;
    }

    /// The same, but no child is started below this grade.
    public Confinement requiring(Grade grade) {
        return new Confinement(java, classPath, limits, grade);
    }

    public Confinement withLimits(Limits other) {
        return new Confinement(java, classPath, other, least);
    }

    /// The same, with another finding about this computer in place of its own. For tests.
    Confinement assessedAs(Assessment other) {
        var assessed = new Confinement(java, classPath, limits, least);
        assessed.assessment = other;
        return assessed;
    }

    public boolean suffices() {
        return assessment().grade().isAtLeast(least);
    }

    /// What this computer gives; takes up to a second the first time.
    public synchronized Assessment assessment() {
        var known = assessment;
        if (known == null) {
            known = assessed();
            assessment = known;
        }
        return known;
    }

    public Limits limits() {
        return limits;
    }

    private Assessment assessed() {
        try {
            var work = Files.createTempDirectory("hearth-probe");
            try {
                return Assessment.of(java, classPath, limits, work);
            } finally {
                Files.deleteIfExists(work);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
