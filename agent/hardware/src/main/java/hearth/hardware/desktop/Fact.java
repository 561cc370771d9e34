package hearth.hardware.desktop;

import java.util.Optional;
import java.util.function.Supplier;

/// Something about the desktop that is either known or cannot be told here. Nothing is guessed: an
/// undetectable fact says why, so that the screen can say so too.
public sealed interface Fact<T> {
    record Known<T>(T value) implements Fact<T> {}

    /// @param why stable id, such as `no-desktop` or `wayland-hides-windows`
    record Undetectable<T>(String why) implements Fact<T> {}

    static <T> Fact<T> known(T value) {
        return new Known<>(value);
    }

    static <T> Fact<T> undetectable(String why) {
        return new Undetectable<>(why);
    }

    static <T> Fact<T> of(Optional<T> value, String whyNot) {
        return value.<Fact<T>>map(Known::new).orElseGet(() -> new Undetectable<>(whyNot));
    }

    default Optional<T> ifKnown() {
        return switch (this) {
            case Known<T>(T value) -> Optional.of(value);
            case Undetectable<T> _ -> Optional.empty();
        };
    }

    /// This if it is known, else the other.
    default Fact<T> or(Supplier<Fact<T>> other) {
        return this instanceof Known<T> ? this : other.get();
    }
}
