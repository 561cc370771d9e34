package hearth.hardware;

import hearth.hardware.desktop.Presence;

import java.util.Set;

/// What this computer is and does now, and what the person at it does. A call takes one sample; it
/// is cheap enough for once a second, and [#presence] for four times a second. Neither throws
/// because a sensor is missing. Both belong to one thread.
@FunctionalInterface
public interface Machine extends AutoCloseable {
    Reading read();

    /// What the person does; by default nothing of it is known.
    default Presence presence() {
        return Presence.undetectable("no-desktop");
    }

    /// Which of these programs run now, by the names of their files; by default none of them.
    default Set<String> running(Set<String> programs) {
        return Set.of();
    }

    /// Tells of the first input after a rest as soon as it comes, where the system does that; the
    /// looks find it otherwise, and all else.
    ///
    /// @param told on any thread; must return at once
    default void onInput(Runnable told) {}

    @Override
    default void close() {}
}
