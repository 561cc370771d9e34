package hearth.trainer;

import hearth.protocol.SandboxGrade;
import hearth.protocol.Sha256;
import hearth.trainer.TrainerFailure.Reason;
import hearth.trainer.strangers.ProgramScan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// At the door for programs that are not of our catalogue. All three must be well: the sandbox is
/// worth grade A, the operator has this very archive on the list, and the scanner finds nothing in
/// it. Otherwise no child sees it.
///
/// @param grade of the sandbox that the child is in
record Strangers(TrainerRuntime runtime, SandboxGrade grade) {
    /// @return the bytes that were looked at; empty for a program of ours
    /// @throws TrainerException if it may not be run
    Optional<byte[]> admit(TrainingTask task) throws IOException {
        if (task.program().isEmpty()) {
            return Optional.empty();
        }
        if (grade != SandboxGrade.A) {
            throw new TrainerException(new TrainerFailure.Unsafe(grade));
        }
        var archive = read(task.program().get());
        var hash = Sha256.of(archive);
        if (!runtime.strangers().allows(hash)) {
            throw refused(
                    "the program "
                            + hash.hex()
                            + " is not of our catalogue, and the operator of this computer has not"
                            + " allowed it");
        }
        var name = task.recipe().recipe();
        if (!Recipes.NAMES.contains(name)) {
            throw refused("it replaces the program of no recipe of ours");
        }
        var ours = Files.readAllBytes(runtime.recipes().resolve(name + ".pt"));
        var objection = ProgramScan.objection(name, ours, archive);
        if (objection.isPresent()) {
            throw refused(objection.get());
        }
        return Optional.of(archive);
    }

    private static byte[] read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(ProgramScan.MOST_BYTES + 1);
            if (bytes.length > ProgramScan.MOST_BYTES) {
                throw refused("the archive is over 1 MiB");
            }
            return bytes;
        }
    }

    private static TrainerException refused(String why) {
        return new TrainerException(new TrainerFailure.Refused(Reason.BAD_PROGRAM, why));
    }
}
