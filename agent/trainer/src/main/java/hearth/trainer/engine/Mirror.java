package hearth.trainer.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/// The server that engines come from, and the way there.
///
/// @param base address, ending in a slash; https, or plain http on this computer
public record Mirror(URI base) {
    private static final String FILE = "mirror.properties";

    public Mirror {
        boolean here = List.of("localhost", "127.0.0.1", "[::1]").contains(base.getHost());
        boolean plainHere = "http".equals(base.getScheme()) && here;
        if (base.getHost() == null || !("https".equals(base.getScheme()) || plainHere)) {
            throw new IllegalArgumentException("engines come over https only: " + base);
        }
        if (!base.getPath().endsWith("/")
                || base.getQuery() != null
                || base.getUserInfo() != null) {
            throw new IllegalArgumentException("not the address of a folder: " + base);
        }
    }

    /// The one that this release names.
    public static Mirror ofThisRelease() {
        var properties = new Properties();
        try (var in = Mirror.class.getResourceAsStream(FILE)) {
            properties.load(Objects.requireNonNull(in, FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Mirror(URI.create(properties.getProperty("mirror")));
    }

    URI of(EngineCatalogue.Artifact artifact) {
        return base.resolve(artifact.path());
    }

    /// The proxy of the Java system properties, or else the one of the environment, as other
    /// programs read it: `https_proxy`, `http_proxy`, `all_proxy`, and `no_proxy` for exceptions.
    static ProxySelector proxies(ProxySelector system, Map<String, String> environment) {
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                var chosen = system.select(uri);
                if (chosen.stream().anyMatch(p -> p.type() != Proxy.Type.DIRECT)) {
                    return chosen;
                }
                return fromEnvironment(uri, environment).map(List::of).orElse(chosen);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {
                system.connectFailed(uri, address, failure);
            }
        };
    }

    private static Optional<Proxy> fromEnvironment(URI uri, Map<String, String> environment) {
        String host = uri.getHost();
        boolean direct =
                variable("no_proxy", environment).stream()
                        .flatMap(v -> Arrays.stream(v.split(",", -1)))
                        .map(String::strip)
                        .anyMatch(e -> e.equals("*") || isCovered(host, e));
        if (direct || host.equals("localhost") || host.startsWith("127.")) {
            return Optional.empty();
        }
        return variable(uri.getScheme() + "_proxy", environment)
                .or(() -> variable("all_proxy", environment))
                .flatMap(Mirror::proxy);
    }

    private static boolean isCovered(String host, String exception) {
        String domain = exception.startsWith(".") ? exception.substring(1) : exception;
        return !domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain));
    }

    private static Optional<String> variable(String name, Map<String, String> environment) {
        return Optional.ofNullable(environment.get(name))
                .or(() -> Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT))))
                .filter(v -> !v.isBlank());
    }

    private static Optional<Proxy> proxy(String address) {
        try {
            var uri = URI.create(address.contains("://") ? address : "http://" + address);
            if (uri.getHost() == null) {
                return Optional.empty();
            }
            int port = uri.getPort() < 0 ? 80 : uri.getPort();
            return Optional.of(
                    new Proxy(
                            Proxy.Type.HTTP,
                            InetSocketAddress.createUnresolved(uri.getHost(), port)));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }
}
