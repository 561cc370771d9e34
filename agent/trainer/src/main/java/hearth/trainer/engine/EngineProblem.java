package hearth.trainer.engine;

import java.nio.file.Path;
import java.util.Optional;

/// Why an engine is not to be had. `id` is stable; `text` is a whole sentence for its owner.
public sealed interface EngineProblem {
    String id();

    String text();

    /// The disk is too full.
    ///
    /// @param neededBytes free space that would do, the reserve included
    record NoRoom(Path folder, long neededBytes, long freeBytes) implements EngineProblem {
        @Override
        public String id() {
            return "disk-short";
        }

        @Override
        public String text() {
            return "The training engine needs "
                    + megabytes(neededBytes)
                    + " MB of free space for "
                    + folder
                    + " and there are "
                    + megabytes(freeBytes)
                    + " MB.";
        }

        private static long megabytes(long bytes) {
            return Math.ceilDiv(bytes, 1_000_000);
        }
    }

    /// A file is not, byte for byte, what this release was built with.
    ///
    /// @param place the file, or the archive that should have mended it
    record Damaged(String file, Path place) implements EngineProblem {
        @Override
        public String id() {
            return "engine-damaged";
        }

        @Override
        public String text() {
            return "The engine's file "
                    + file
                    + " in "
                    + place
                    + " is not the one that this release was built with, so it is not used.";
        }
    }

    /// An archive is not part of this installation.
    record Missing(String archive) implements EngineProblem {
        @Override
        public String id() {
            return "engine-missing";
        }

        @Override
        public String text() {
            return "This installation lacks " + archive + ".";
        }
    }

    /// The system refused to read or write, for another reason than room.
    record Unwritable(Path folder, String detail) implements EngineProblem {
        @Override
        public String id() {
            return "engine-folder";
        }

        @Override
        public String text() {
            return "The engine folder " + folder + " cannot be used (" + detail + ").";
        }
    }

    /// The source did not deliver after all attempts; what came so far is kept.
    record Unreachable(String source, String detail) implements EngineProblem {
        @Override
        public String id() {
            return "download-unreachable";
        }

        @Override
        public String text() {
            return source
                    + " did not deliver ("
                    + detail
                    + "). What has arrived is kept; try again later.";
        }
    }

    /// The source delivered something else than what is pinned; it was thrown away.
    record WrongContent(String source, String artifact, String detail) implements EngineProblem {
        @Override
        public String id() {
            return "download-wrong";
        }

        @Override
        public String text() {
            return source + " delivered a wrong " + artifact + " (" + detail + "); it was deleted.";
        }
    }

    /// A real training step in a child on this engine failed.
    ///
    /// @param log the child's last words, for the person who looks into it
    record ProbeFailed(String detail, Optional<String> log) implements EngineProblem {
        @Override
        public String id() {
            return "engine-probe";
        }

        @Override
        public String text() {
            return "A trial step on this engine failed: " + detail + ".";
        }
    }
}
