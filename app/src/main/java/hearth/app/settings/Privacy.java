package hearth.app.settings;

import java.util.Objects;
import java.util.Optional;

/// What others are not to see, and what only the owner's own Hearth can show.
///
/// @param amountsHidden whether money is shown as dots
/// @param mark the owner's picture and words; absent until chosen
public record Privacy(boolean amountsHidden, Optional<PersonalMark> mark) {
    public Privacy {
        mark = Objects.requireNonNullElse(mark, Optional.empty());
    }

    public static Privacy initial() {
        return new Privacy(false, Optional.empty());
    }

    public Privacy withAmountsHidden(boolean hidden) {
        return new Privacy(hidden, mark);
    }

    public Privacy withMark(PersonalMark chosen) {
        return new Privacy(amountsHidden, Optional.of(chosen));
    }
}
