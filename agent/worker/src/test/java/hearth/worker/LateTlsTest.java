package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;

class LateTlsTest {
    private static final char[] PASSWORD = "not a secret".toCharArray();

    private final AtomicInteger asked = new AtomicInteger();

    private HttpClient client(Supplier<SSLContext> tls) {
        var counted =
                new LateTls(
                        () -> {
                            asked.incrementAndGet();
                            return tls.get();
                        });
        return HttpClient.newBuilder().sslContext(counted).build();
    }

    private static int get(HttpClient http, String scheme, HttpServer server) throws Exception {
        var uri = URI.create(scheme + "://localhost:" + server.getAddress().getPort());
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static <T extends HttpServer> T started(T server) throws IOException {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                request -> {
                    request.sendResponseHeaders(204, -1);
                    request.close();
                });
        server.start();
        return server;
    }

    @Test
    void isNotAskedForByAPlainConnection() throws Exception {
        var server = started(HttpServer.create());
        try (var http = client(LateTlsTest::none)) {
            assertThat(get(http, "http", server)).isEqualTo(204);
            assertThat(asked).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void believesWhomTheContextBehindItBelievesAndNobodyElse(@TempDir Path folder)
            throws Exception {
        var store = selfSigned(folder);
        var server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(holding(store)));
        started(server);
        try (var trusting = client(() -> holding(store));
                var usual = HttpClient.newBuilder().sslContext(LateTls.ofSystem()).build()) {
            assertThat(get(trusting, "https", server)).isEqualTo(204);
            assertThat(asked).hasPositiveValue();
            assertThatThrownBy(() -> get(usual, "https", server))
                    .isInstanceOf(SSLHandshakeException.class);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void offersWhatTheSystemOffers() throws Exception {
        var late = LateTls.ofSystem().createSSLEngine("localhost", 443);
        var system = SSLContext.getDefault().createSSLEngine("localhost", 443);
        late.setUseClientMode(true);
        late.setSSLParameters(LateTls.ofSystem().getDefaultSSLParameters());
        system.setUseClientMode(true);

        assertThat(late.getEnabledProtocols()).containsExactly(system.getEnabledProtocols());
        assertThat(late.getEnabledCipherSuites()).containsExactly(system.getEnabledCipherSuites());
    }

    private static SSLContext none() {
        throw new AssertionError("nothing is secret here");
    }

    /// One key and its certificate for `localhost`, which the store itself believes.
    static KeyStore selfSigned(Path folder) throws Exception {
        var file = folder.resolve("store.p12");
        var keytool =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD),
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost");
        assertThat(new ProcessBuilder(keytool).inheritIO().start().waitFor()).isZero();
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        var certificate = store.getCertificate("server");
        store.setCertificateEntry("believed", certificate);
        return store;
    }

    private static SSLContext holding(KeyStore store) {
        try {
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
