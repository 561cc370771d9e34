package hearth.protocol;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds what a message lacks. What may be absent is an [Optional]; of anything else that is not in
/// the text the reader makes null, which nobody expects.
final class Wholeness {
    private static final ClassValue<List<Method>> PARTS =
            new ClassValue<>() {
                @Override
                protected List<Method> computeValue(Class<?> type) {
                    return Arrays.stream(type.getRecordComponents())
                            .filter(part -> !part.getType().isPrimitive())
                            .map(RecordComponent::getAccessor)
                            .peek(accessor -> accessor.setAccessible(true))
                            .toList();
                }
            };

    private Wholeness() {}

    /// The name of a part that is not there, of a message or of one in it.
    static Optional<String> missing(Object value) {
        return switch (value) {
            case Record message when isOurs(message) -> missing(message);
            case Optional<?> maybe -> maybe.flatMap(Wholeness::missing);
            case Collection<?> many -> missing(many);
            case Map<?, ?> named -> missing(named.values());
            default -> Optional.empty();
        };
    }

    private static boolean isOurs(Record message) {
        return message.getClass().getPackage().equals(Wholeness.class.getPackage());
    }

    private static Optional<String> missing(Record message) {
        for (var accessor : PARTS.get(message.getClass())) {
            try {
                var part = accessor.invoke(message);
                var lacks = part == null ? Optional.of(accessor.getName()) : missing(part);
                if (lacks.isPresent()) {
                    return lacks;
                }
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(e);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> missing(Collection<?> many) {
        for (var one : many) {
            var lacks = one == null ? Optional.of("one of many") : missing(one);
            if (lacks.isPresent()) {
                return lacks;
            }
        }
        return Optional.empty();
    }
}
