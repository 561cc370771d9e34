package hearth.app.cli;

import hearth.protocol.SandboxGrade;
import hearth.trainer.sandbox.Assessment;
import hearth.trainer.sandbox.Wall;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What to do where training has a weaker sandbox than this system could give.
///
/// @param id stable: `sandbox-b`, `sandbox-c`
record SandboxAdvice(String id, String text, String fix) {
    private static final String INSTALL =
            "Install the package \"bubblewrap\" (Debian, Ubuntu, Fedora, Arch: the same name).";

    /// Ubuntu from 24.04 on forbids namespaces to programs that it has no profile for.
    private static final String PERMIT =
            "Allow bubblewrap to make user namespaces: on Ubuntu install \"apparmor-profiles\" and load"
                    + " the profile bwrap-userns-restrict.";

    private static final String ELSEWHERE =
            "Nothing to do: this system offers Hearth no sandbox that it can prove. Only Hearth's own"
                    + " signed recipes are run.";

    /// Empty at grade A.
    ///
    /// @param system as Java names it (`os.name`)
    static Optional<SandboxAdvice> about(Assessment assessment, String system) {
        var grade = assessment.grade();
        if (grade == SandboxGrade.A) {
            return Optional.empty();
        }
        String text =
                grade == SandboxGrade.B
                        ? "Training runs in a sandbox without namespaces of its own (grade B)."
                        : "Training runs in a process of its own without secrets, but in no sandbox"
                                + " that holds (grade C)"
                                + fallen(assessment)
                                + ".";
        return Optional.of(
                new SandboxAdvice(
                        "sandbox-" + grade.name().toLowerCase(Locale.ROOT),
                        text,
                        system.equals("Linux") ? forLinux(assessment) : ELSEWHERE));
    }

    private static String forLinux(Assessment assessment) {
        boolean tried =
                assessment.attempts().stream().anyMatch(a -> a.sandbox().equals("bubblewrap"));
        return tried ? PERMIT : INSTALL;
    }

    private static String fallen(Assessment assessment) {
        return assessment.attempts().stream()
                .filter(a -> a.trouble().isEmpty())
                .map(
                        a ->
                                a.fallen().stream()
                                        .map(SandboxAdvice::words)
                                        .collect(Collectors.joining(", ", ": not proven are ", "")))
                .findFirst()
                .orElse("");
    }

    private static String words(Wall wall) {
        return switch (wall) {
            case READING -> "closed files";
            case WRITING -> "read-only files";
            case NETWORK -> "no network";
            case FORKING -> "no programs of its own";
            case SYSTEM_CALLS -> "the system call filter";
            case PRIVILEGES -> "no privileges";
            case MEMORY -> "a limit of memory";
            case THREADS -> "a limit of threads";
            case PROCESSES -> "hidden processes";
        };
    }
}
