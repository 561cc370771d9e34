package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.coordinator.ServerCertificate.Fault;
import hearth.coordinator.ServerCertificate.UnusableException;
import hearth.protocol.Json;
import hearth.protocol.Messages;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/// TLS as clients see it, with certificates that the JDK's own tool makes.
@Timeout(120)
final class ServerCertificateTest {
    private static final char[] PASSWORD = "password".toCharArray();
    private static final Duration HEAD = Duration.ofSeconds(2);

    @TempDir private Path folder;
    private Optional<CoordinatorServer> server = Optional.empty();
    private final List<HttpClient> clients = new ArrayList<>();

    @AfterEach
    void close() {
        clients.forEach(HttpClient::close);
        server.ifPresent(CoordinatorServer::close);
    }

    private Path chain() {
        return folder.resolve("chain.pem");
    }

    private Path key() {
        return folder.resolve("key.pem");
    }

    /// Puts a new pair in place.
    private void make(String algorithm, String... more) throws Exception {
        var store = folder.resolve("store-" + System.nanoTime() + ".p12");
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                                "-genkeypair",
                                "-alias",
                                "it",
                                "-keyalg",
                                algorithm,
                                "-dname",
                                "CN=coordinator",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                new String(PASSWORD)));
        command.addAll(List.of(more));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        var made = KeyStore.getInstance(store.toFile(), PASSWORD);
        write(chain(), "CERTIFICATE", made.getCertificate("it").getEncoded());
        Key secret = made.getKey("it", PASSWORD);
        write(key(), "PRIVATE KEY", secret.getEncoded());
    }

    private static void write(Path file, String what, byte[] content) throws IOException {
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(
                file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    private CoordinatorServer open() throws UnusableException {
        var usual = TrafficLimits.network();
        var limits =
                new TrafficLimits(
                        usual.ofNetwork(),
                        usual.ofDevice(),
                        usual.ofAccount(),
                        usual.linesOfNetwork(),
                        usual.lines(),
                        HEAD,
                        usual.bodyFloor(),
                        usual.calm(),
                        true);
        var config =
                HttpInterfaceTest.config(folder.resolve("coordinator"), 0)
                        .securedBy(ServerCertificate.read(chain(), key()))
                        .limiting(limits);
        var opened = ((OpenOutcome.Opened) CoordinatorServer.open(config)).server();
        server = Optional.of(opened);
        return opened;
    }

    /// A client that believes the certificate that lies in place now, and no other.
    private HttpClient client(String protocol) throws GeneralSecurityException, IOException {
        Certificate trusted;
        try (var in = Files.newInputStream(chain())) {
            trusted = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("it", trusted);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        var parameters = new SSLParameters();
        parameters.setProtocols(new String[] {protocol});
        var client = HttpClient.newBuilder().sslContext(context).sslParameters(parameters).build();
        clients.add(client);
        return client;
    }

    private static HttpResponse<byte[]> ask(HttpClient client, URI server)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(server.resolve("/v1/server")).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void speaksTls13AndNothingElse() throws Exception {
        make("EC");
        var uri = open().uri();
        assertThat(uri.getScheme()).isEqualTo("https");
        var answer = ask(client("TLSv1.3"), uri);
        assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(Json.read(answer.body(), Messages.Server.class).id())
                .isEqualTo(server.orElseThrow().coordinator().id());
        var old = client("TLSv1.2");
        assertThatIOException().isThrownBy(() -> ask(old, uri));
        var plain = HttpClient.newHttpClient();
        clients.add(plain);
        var open = URI.create("http://127.0.0.1:" + uri.getPort());
        assertThatIOException().isThrownBy(() -> ask(plain, open));
    }

    @Test
    void showsARenewedCertificateWithoutARestartAndKeepsItsOwnWhereTheNewOneIsUnusable()
            throws Exception {
        make("RSA", "-keysize", "2048");
        var opened = open();
        var before = client("TLSv1.3");
        assertThat(ask(before, opened.uri()).statusCode()).isEqualTo(200);

        Files.writeString(chain(), "half of it");
        touch();
        opened.http().renew();
        assertThat(ask(before, opened.uri()).statusCode()).isEqualTo(200);

        make("EC");
        touch();
        opened.http().renew();
        assertThat(ask(client("TLSv1.3"), opened.uri()).statusCode()).isEqualTo(200);
    }

    /// Two changes within the file system's clock tick look like none.
    private void touch() throws IOException {
        Files.setLastModifiedTime(
                chain(), FileTime.from(Instant.now().plusSeconds(System.nanoTime() % 1000)));
    }

    @Test
    void hangsUpOnWhoeverBeginsNoHandshake() throws Exception {
        make("EC");
        var uri = open().uri();
        for (var start : List.of("", "GET /v1/server HTTP/1.1\r\nHost: h\r\n")) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 10_000);
                socket.setSoTimeout(60_000);
                socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
                int first = firstByte(socket);
                // The end, or an alert; never an answer to plain HTTP.
                assertThat(first).isIn(-1, 21);
            }
        }
    }

    private static int firstByte(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (IOException reset) {
            return -1;
        }
    }

    @Test
    void saysWhyAPairOfFilesIsNotUsed() throws Exception {
        faulty(Fault.UNREADABLE);
        make("EC");
        var kept = Files.readString(key());
        Files.writeString(key(), "no key");
        faulty(Fault.NOT_PEM);
        make("EC");
        Files.writeString(key(), kept);
        faulty(Fault.OTHER_KEY);
        make("EC", "-startdate", "-3d", "-validity", "1");
        faulty(Fault.OUT_OF_TIME);
    }

    private void faulty(Fault why) {
        assertThatThrownBy(() -> ServerCertificate.read(chain(), key()))
                .isInstanceOfSatisfying(
                        UnusableException.class, e -> assertThat(e.fault()).isEqualTo(why));
    }
}
