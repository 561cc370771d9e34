package hearth.coordinator;

import hearth.coordinator.Metrics.Answers;
import hearth.coordinator.Metrics.Time;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts requests by the path of their endpoint, so that no stranger can make up labels. Safe for
/// use by many threads.
final class CountedTraffic implements Filter, Metrics.Traffic {
    private static final int CLASS = 100;
    private final Map<Answers, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> nanos = new ConcurrentHashMap<>();

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        long begun = System.nanoTime();
        try {
            chain.proceed();
        } finally {
            var path = Routes.name(request.path().rawPath());
            var key = new Answers(path, response.status().code() / CLASS);
            counts.computeIfAbsent(key, _ -> new LongAdder()).increment();
            nanos.computeIfAbsent(path, _ -> new LongAdder()).add(System.nanoTime() - begun);
        }
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
