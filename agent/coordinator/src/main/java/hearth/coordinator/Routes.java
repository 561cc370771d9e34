package hearth.coordinator;

import java.util.Comparator;
import java.util.List;

/// Names a request by the path of its endpoint, so that no stranger can make up names.
final class Routes {
    /// What is at no endpoint.
    static final String OTHER = "other";

    private static final char VARIABLE = '{';

    /// The longest first: of two that fit, such as the realised earnings and none, it names the
    /// request.
    private static final List<Route> ALL =
            Endpoint.ALL.stream()
                    .map(Endpoint::path)
                    .distinct()
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .map(path -> new Route(path, List.of(path.split("/", -1))))
                    .toList();

    private Routes() {}

    /// Patterns would say the same; for each request they took a tenth of the time.
    private record Route(String path, List<String> parts) {
        boolean fits(String[] asked) {
            if (asked.length != parts.size()) {
                return false;
            }
            for (int i = 0; i < asked.length; i++) {
                var part = parts.get(i);
                boolean isOpen = !part.isEmpty() && part.charAt(0) == VARIABLE;
                if (isOpen ? asked[i].isEmpty() : !part.equals(asked[i])) {
                    return false;
                }
            }
            return true;
        }
    }

    static String name(String path) {
        var asked = path.split("/", -1);
        for (var route : ALL) {
            if (route.fits(asked)) {
                return route.path();
            }
        }
        return OTHER;
    }
}
