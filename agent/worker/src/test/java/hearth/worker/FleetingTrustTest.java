package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Against a real server, whose certificate names `localhost` and not its address.
class FleetingTrustTest {
    private static final char[] PASSWORD = "not a secret".toCharArray();

    private final List<WeakReference<X509ExtendedTrustManager>> made = new ArrayList<>();
    private HttpsServer server;
    private KeyStore store;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        store = LateTlsTest.selfSigned(folder);
        server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(serving()));
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                request -> {
                    request.getResponseHeaders().set("Connection", "close");
                    request.sendResponseHeaders(204, -1);
                    request.close();
                });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void asksOnceForAWholeHandshakeAndNotForASessionThatGoesOn() throws Exception {
        try (var http = client(this::believing)) {
            for (int i = 0; i < 3; i++) {
                assertThat(get(http, "localhost")).isEqualTo(204);
            }
        }

        assertThat(made).hasSize(1);
    }

    @Test
    void keepsNobodyWhomItAsked() throws Exception {
        try (var http = client(this::believing)) {
            assertThat(get(http, "localhost")).isEqualTo(204);

            for (int i = 0; i < 50 && made.getFirst().get() != null; i++) {
                System.gc();
                Thread.sleep(Duration.ofMillis(20));
            }
            assertThat(made.getFirst().get()).isNull();
        }
    }

    @Test
    void refusesACertificateOfAnotherName() throws Exception {
        try (var http = client(this::believing)) {
            assertThatThrownBy(() -> get(http, "127.0.0.1"))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("127.0.0.1");
        }
    }

    @Test
    void refusesWhomTheSystemDoesNotKnow() throws Exception {
        try (var http = client(() -> trust(null))) {
            assertThatThrownBy(() -> get(http, "localhost"))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void refusesAllWhereTheAuthoritiesAreUnreadable() throws Exception {
        Supplier<X509ExtendedTrustManager> broken =
                () -> {
                    throw new IllegalStateException("this computer's authorities are unreadable");
                };
        try (var http = client(broken)) {
            assertThatThrownBy(() -> get(http, "localhost"))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("authorities are unreadable");
        }
    }

    private static int get(HttpClient http, String host, int port) throws Exception {
        var uri = URI.create("https://" + host + ":" + port);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private int get(HttpClient http, String host) throws Exception {
        return get(http, host, server.getAddress().getPort());
    }

    private static HttpClient client(Supplier<X509ExtendedTrustManager> trust) throws Exception {
        var tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new FleetingTrust(trust)}, null);
        return HttpClient.newBuilder().sslContext(tls).build();
    }

    private X509ExtendedTrustManager believing() {
        var trust = trust(store);
        made.add(new WeakReference<>(trust));
        return trust;
    }

    /// @param of nothing: the authorities of this Java
    private static X509ExtendedTrustManager trust(@Nullable KeyStore of) {
        try {
            var factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(of);
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private SSLContext serving() throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        var tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        return tls;
    }
}
