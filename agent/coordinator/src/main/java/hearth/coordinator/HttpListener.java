package hearth.coordinator;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ServerSocket;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// Everything of a coordinator that is asked over HTTP: the paths of devices, owners and operators,
/// with the limits of each sender before them and TLS where the coordinator has a certificate.
final class HttpListener {
    /// Milliseconds between two looks at silent connections.
    static final long SWEEP = 1000;

    /// Milliseconds between two looks at the certificate's files.
    static final long CERTIFICATE_LOOK = 10_000;

    private static final System.Logger LOG = System.getLogger(HttpListener.class.getName());
    private static final int BEATS_IN_A_LEASE = 3;
    private static final Duration IDLE = Duration.ofMinutes(1);

    /// Longest pause inside a request; a slow line is served, a silent one is not.
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final CoordinatorConfig config;
    private final OpenLines lines;
    private final WebServer web;

    /// @param arrived called after a result came
    HttpListener(
            CoordinatorConfig config,
            Coordinator coordinator,
            RoundNews news,
            Runnable arrived,
            SecureRandom random) {
        this.config = config;
        var limits = config.traffic();
        lines =
                new OpenLines(
                        SocketOptions.builder().readTimeout(SILENCE).build(),
                        limits,
                        System::nanoTime);
        var pacing =
                new Pacing(
                        limits.calm(),
                        config.policy().leaseTime().dividedBy(BEATS_IN_A_LEASE),
                        System::nanoTime,
                        Math::random);
        var traffic = new CountedTraffic();
        var operator =
                new OperatorInterface(
                        coordinator,
                        traffic,
                        OperatorToken.load(config.folder(), random),
                        config.clock());
        var server =
                WebServer.builder()
                        .address(config.address().getAddress())
                        .port(config.address().getPort())
                        .shutdownHook(false)
                        .maxTcpConnections(limits.lines())
                        .idleConnectionTimeout(IDLE)
                        .connectionOptions(lines)
                        .routing(
                                HttpRouting.builder()
                                        .addFilter(
                                                new RequestLog(
                                                        () ->
                                                                ThreadLocalRandom.current()
                                                                        .nextLong(),
                                                        System::nanoTime))
                                        .addFilter(traffic)
                                        .addFilter(
                                                new Throttle(
                                                        limits, lines, pacing, System::nanoTime))
                                        .addFilter(new Sealing())
                                        .register(new OwnerInterface(coordinator, limits))
                                        .register(operator)
                                        .register(
                                                new HttpInterface(
                                                        coordinator, config, news, arrived)));
        config.certificate().map(ServerCertificate::tls).ifPresent(server::tls);
        web = server.build();
    }

    /// Begins to listen. The web server would only log a taken port, so it is asked for beforehand.
    ///
    /// @return whether it does
    boolean listens() {
        var address = config.address();
        try (var probe = new ServerSocket(address.getPort(), 1, address.getAddress())) {
            LOG.log(Level.DEBUG, "port {0} is free", probe.getLocalPort());
        } catch (IOException taken) {
            return false;
        }
        web.start();
        return web.isRunning();
    }

    /// Closes connections that have been silent for too long.
    void sweep() {
        lines.sweep();
    }

    /// Shows another certificate from now on, if there is one.
    void renew() {
        config.certificate().flatMap(ServerCertificate::renewed).ifPresent(web::reloadTls);
    }

    URI uri() {
        var host = config.address().getAddress().getHostAddress();
        return URI.create(
                (web.hasTls() ? "https://" : "http://")
                        + (host.contains(":") ? "[" + host + "]" : host)
                        + ":"
                        + web.port());
    }

    void stop() {
        web.stop();
    }
}
