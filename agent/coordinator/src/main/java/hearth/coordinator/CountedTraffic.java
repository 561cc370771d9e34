package hearth.coordinator;

import hearth.coordinator.Metrics.Answers;
import hearth.coordinator.Metrics.Time;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts requests by the path of their endpoint, so that no stranger can make up labels. Safe for
/// use by many threads.
final class CountedTraffic implements Filter, Metrics.Traffic {
    private static final int CLASS = 100;
    private static final String OTHER = "other";

    private static final char VARIABLE = '{';

    /// The longest first: of two that fit, such as the realised earnings and none, it names the
    /// request.
    private final List<Route> routes;
    private final Map<Answers, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> nanos = new ConcurrentHashMap<>();

    CountedTraffic() {
        routes =
                Endpoint.ALL.stream()
                        .map(Endpoint::path)
                        .distinct()
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .map(path -> new Route(path, List.of(path.split("/", -1))))
                        .toList();
    }

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

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        long begun = System.nanoTime();
        try {
            chain.proceed();
        } finally {
            var path = name(request.path().rawPath());
            var key = new Answers(path, response.status().code() / CLASS);
            counts.computeIfAbsent(key, _ -> new LongAdder()).increment();
            nanos.computeIfAbsent(path, _ -> new LongAdder()).add(System.nanoTime() - begun);
        }
    }

    private String name(String path) {
        var asked = path.split("/", -1);
        for (var route : routes) {
            if (route.fits(asked)) {
                return route.path();
            }
        }
        return OTHER;
    }

    @Override
    public Map<Answers, Long> counts() {
        var all = new TreeMap<Answers, Long>();
        counts.forEach((key, adder) -> all.put(key, adder.sum()));
        return all;
    }

    @Override
    public Map<String, Time> times() {
        var all = new TreeMap<String, Time>();
        nanos.forEach((path, adder) -> all.put(path, new Time(requests(path), adder.sum())));
        return all;
    }

    private long requests(String path) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().path().equals(path))
                .mapToLong(entry -> entry.getValue().sum())
                .sum();
    }
}
