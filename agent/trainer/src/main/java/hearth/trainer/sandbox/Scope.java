package hearth.trainer.sandbox;

import java.util.List;

/// A control group around a child: what all of its processes together may use up, held by the
/// kernel. It adds to the limits of each process, which stand with or without it.
public sealed interface Scope permits SystemdScope, Scope.None {
    /// For reports, such as `systemd`.
    String name();

    /// Why there is none; empty if there is one.
    String reason();

    /// Put before the command of a sandbox; nothing if there is none.
    List<String> launcher(Limits limits);

    /// No group of its own.
    record None(String reason) implements Scope {
        @Override
        public String name() {
            return "none";
        }

        @Override
        public List<String> launcher(Limits limits) {
            return List.of();
        }
    }
}
