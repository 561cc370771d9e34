package hearth.coordinator;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// What services register, such as `GET /v1/jobs`.
final class RecordedRoutes {
    private RecordedRoutes() {}

    static Set<String> of(List<HttpService> services) {
        var routes = new TreeSet<String>();
        var rules =
                (HttpRules)
                        Proxy.newProxyInstance(
                                HttpRules.class.getClassLoader(),
                                new Class<?>[] {HttpRules.class},
                                (proxy, method, arguments) -> {
                                    if (arguments[0] instanceof String path) {
                                        var verb = method.getName().toUpperCase(Locale.ROOT);
                                        routes.add(verb + " " + path);
                                    }
                                    return proxy;
                                });
        services.forEach(service -> service.routing(rules));
        return routes;
    }
}
