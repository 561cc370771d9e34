package hearth.worker.policy;

import java.util.List;
import java.util.Set;

/// Whether this machine may work now.
public sealed interface Decision {
    /// @param cards ids of those that may be used; empty where training runs on the processor
    record Run(Set<String> cards) implements Decision {
        public Run {
            cards = Set.copyOf(cards);
        }
    }

    /// What is held is worked on, nothing new is taken.
    ///
    /// @param cards as in [Run]
    /// @param reasons most important first, never empty
    record Finish(Set<String> cards, List<Reason> reasons) implements Decision {
        public Finish {
            cards = Set.copyOf(cards);
            reasons = checked(reasons);
        }
    }

    /// @param reasons most important first, never empty
    record Wait(List<Reason> reasons) implements Decision {
        public Wait {
            reasons = checked(reasons);
        }
    }

    /// Why not everything may be done; empty for [Run].
    default List<Reason> reasons() {
        return List.of();
    }

    private static List<Reason> checked(List<Reason> reasons) {
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("waiting has a reason");
        }
        return List.copyOf(reasons);
    }
}
