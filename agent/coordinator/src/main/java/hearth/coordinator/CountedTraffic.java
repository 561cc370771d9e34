package hearth.coordinator;

import hearth.coordinator.Metrics.Answers;
import hearth.coordinator.Metrics.Time;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/// Counts requests by the path of their endpoint, so that no stranger can make up labels. Safe for
/// use by many threads.
final class CountedTraffic implements Filter, Metrics.Traffic {
    private static final int CLASS = 100;
    private static final String OTHER = "other";

    private final Map<Pattern, String> paths = new ConcurrentHashMap<>();
    private final Map<Answers, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> nanos = new ConcurrentHashMap<>();

    CountedTraffic() {
        for (var endpoint : Endpoint.ALL) {
            paths.put(
                    Pattern.compile(endpoint.path().replaceAll("\\{[a-z0-9]+}", "[^/]+")),
                    endpoint.path());
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

    /// Two endpoints may fit, such as the realised earnings and none; the longest one names it.
    private String name(String path) {
        return paths.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(path).matches())
                .map(Map.Entry::getValue)
                .max(Comparator.comparingInt(String::length))
                .orElse(OTHER);
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
