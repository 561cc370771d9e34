package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpServer;

import hearth.protocol.Messages;
import hearth.protocol.Sha256;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

final class CoordinatorSiteTest {
    private static final byte[] CONTENT = "what was asked for".getBytes(StandardCharsets.UTF_8);
    private HttpServer server;
    private CoordinatorSite site;
    private int status = 200;
    private byte[] body = CONTENT;
    private int asked;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    asked++;
                    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        site = new CoordinatorSite(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void close() {
        site.close();
        server.stop(0);
    }

    @Test
    void keepsContentUntilItIsForgotten() throws IOException {
        var hash = Sha256.of(CONTENT);
        assertThat(site.content(hash)).contains(ByteBuffer.wrap(CONTENT));
        assertThat(site.content(hash)).contains(ByteBuffer.wrap(CONTENT));
        assertThat(asked).isEqualTo(1);
        site.forget(hash);
        assertThat(site.content(hash)).isPresent();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void findsOtherBytesThanTheNameSays() {
        var other = Sha256.of(new byte[] {1});
        assertThatExceptionOfType(DifferenceException.class)
                .isThrownBy(() -> site.content(other))
                .withMessageContaining(other.hex());
    }

    @Test
    void tellsWhatIsNotPublicFromWhatDoesNotWork() throws IOException {
        status = 404;
        assertThat(site.content(Sha256.of(CONTENT))).isEmpty();
        status = 503;
        assertThatIOException().isThrownBy(() -> site.content(Sha256.of(CONTENT)));
        assertThatIOException().isThrownBy(() -> site.ask("/v1/jobs", Messages.Jobs.class));
    }

    @Test
    void takesNoAnswerThatIsSomethingElse() {
        body = "<html>".getBytes(StandardCharsets.UTF_8);
        assertThatIOException()
                .isThrownBy(() -> site.ask("/v1/jobs", Messages.Jobs.class))
                .withMessageContaining("/v1/jobs");
    }
}
