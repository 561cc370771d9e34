package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import hearth.protocol.Json;
import hearth.protocol.Messages.Heartbeat;
import hearth.protocol.Messages.Registration;
import hearth.protocol.PayoutMessages.OwnerRevocation;
import hearth.protocol.PayoutMessages.PayoutUndo;
import hearth.protocol.ReplySeal;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What makes each reply authentic is written down in decision record 41, and so it is.
final class SealedRepliesTest {
    private static final Path RECORD = Path.of("docs", "decisions", "0041-sealed-replies.md");
    private static final Pattern ENDPOINT = Pattern.compile("`([A-Z]+ /[^`]+)`");
    private static final String ACCOUNT = "0x00000000000000000000000000000000000000aa";

    @TempDir Path folder;
    private CoordinatorServer server;
    private Sha256 manifest;
    private SignedClient client;

    @BeforeEach
    void open() {
        server = HttpInterfaceTest.open(folder, 0);
        var job = TestJobs.manifest(server.coordinator().blobs(), 12, 50, Wei.ofEmber("1"));
        server.coordinator().create(HttpInterfaceTest.JOB, job);
        manifest = job.id();
        client =
                new SignedClient(
                                server.uri(), new SimulatedDevice(1, SimulatedDevice.Temper.HONEST))
                        .speaking("3");
        client.put("/v1/device", new Registration("desk", Optional.empty()));
    }

    @AfterEach
    void close() {
        server.close();
    }

    /// By method and path, as the record has it.
    private static Map<String, String> record() throws IOException {
        var found = new LinkedHashMap<String, String>();
        for (var line : Files.readAllLines(RECORD)) {
            var cells = line.split("\\|", -1);
            if (line.startsWith("| `") && cells.length > 2) {
                var names = ENDPOINT.matcher(cells[1]);
                while (names.find()) {
                    found.put(names.group(1), cells[2].strip());
                }
            }
        }
        return found;
    }

    @Test
    void theRecordHasEveryEndpoint() throws IOException {
        assertThat(record().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Endpoint.ALL.stream().map(e -> e.method() + " " + e.path()).toList());
        assertThat(record().values()).containsOnly("seal", "seal and name", "nobody's word");
    }

    /// Whatever it says, also that something is refused, malformed or not there.
    @Test
    void everyReplyToWhoeverIsLetInIsSealed() throws IOException {
        var how = record();
        for (var endpoint : Endpoint.ALL) {
            var name = endpoint.method() + " " + endpoint.path();
            var signed = asked(endpoint);
            boolean isWanted = !requireNonNull(how.get(name)).equals("nobody's word");
            boolean isContent = endpoint.path().startsWith("/v1/blobs/");
            assertThat(client.isSealed(signed, isContent ? manifest : null))
                    .as(name + ", signed: " + said(signed))
                    .isEqualTo(isWanted && !isOfNoUpdate(endpoint));
        }
        client.inSession();
        for (var endpoint : Endpoint.ALL) {
            var name = endpoint.method() + " " + endpoint.path();
            var inSession = asked(endpoint);
            boolean isContent = endpoint.path().startsWith("/v1/blobs/");
            boolean isLetIn = isWanted(requireNonNull(how.get(name)), endpoint, inSession);
            assertThat(client.isSealed(inSession, isContent ? manifest : null))
                    .as(name + ", in a session: " + said(inSession))
                    .isEqualTo(isLetIn);
        }
    }

    private static boolean isWanted(String how, Endpoint endpoint, HttpResponse<byte[]> inSession) {
        // What needs the device's signature is answered as if nobody had asked.
        boolean isUnsigned = inSession.statusCode() == 401;
        return !how.equals("nobody's word") && !isUnsigned && !isOfNoUpdate(endpoint);
    }

    /// Who sends an update is shown by the hash that was promised; where none was, by nothing.
    private static boolean isOfNoUpdate(Endpoint endpoint) {
        return endpoint.method().equals("PUT") && endpoint.path().endsWith("/update");
    }

    private static String said(HttpResponse<byte[]> reply) {
        return reply.statusCode() + " " + new String(reply.body(), StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> asked(Endpoint endpoint) {
        var body =
                switch (endpoint.path()) {
                    case "/v1/device/payout/undo" ->
                            Json.bytes(
                                    new PayoutUndo(
                                            client.device.key.deviceId(),
                                            ACCOUNT,
                                            ACCOUNT,
                                            1,
                                            0,
                                            ""));
                    case "/v1/owner/revoke" ->
                            Json.bytes(
                                    new OwnerRevocation(
                                            client.device.key.deviceId(), ACCOUNT, 0, ""));
                    case "/v1/device" -> Json.bytes(new Registration("desk", Optional.empty()));
                    default -> "{}".getBytes(StandardCharsets.UTF_8);
                };
        boolean isContent = endpoint.path().startsWith("/v1/blobs/");
        var path =
                endpoint.path()
                        .replace("{id}", "words")
                        .replace("{address}", ACCOUNT)
                        .replace("{sha256}", (isContent ? manifest : Sha256.of(body)).hex());
        return endpoint.method().equals("GET")
                ? client.signedGet(path)
                : client.send(endpoint.method(), path, body);
    }

    /// A device of before gets what it got before.
    @Test
    void nothingIsSealedForWhoeverDoesNotKnowIt() {
        for (var version : List.of("1", "2")) {
            var old = client.speaking(version);
            isPlain(old.signedGet("/v1/results"));
            isPlain(old.inSession().signedGet("/v1/results"));
            isPlain(old.signedGet("/v1/jobs"));
            isPlain(old.signedGet("/v1/blobs/" + manifest));
            isPlain(old.post("/v1/leases/none/heartbeat", new Heartbeat(1, 1)));
        }
    }

    private static void isPlain(HttpResponse<byte[]> reply) {
        assertThat(reply.headers().map())
                .doesNotContainKeys(
                        ReplySeal.MAC_HEADER.toLowerCase(Locale.ROOT),
                        ReplySeal.SIGNATURE_HEADER.toLowerCase(Locale.ROOT));
    }

    /// Who asked is known by nothing but the proof, so nobody gets a seal by naming another.
    @Test
    void whoShowsNothingGetsNoSeal() {
        client.inSession();
        var path = "/v1/results";
        var other = client.signature("GET", "/v1/earnings", new byte[0]);
        var reply = client.send("GET", path, new byte[0], other);
        assertThat(reply.statusCode()).isEqualTo(401);
        isPlain(reply);
        int port = server.uri().getPort();
        server.close();
        server = HttpInterfaceTest.open(folder, port);
        var forgotten = client.signedGet(path);
        assertThat(said(forgotten)).startsWith("409").contains("unknown-session");
        isPlain(forgotten);
        // Also for what it would not be asked for.
        assertThat(said(client.signedGet("/v1/jobs"))).contains("unknown-session");
        assertThat(said(client.signedGet("/v1/blobs/" + manifest))).contains("unknown-session");
        assertThat(said(client.signedGet("/v1/blobs/" + "0".repeat(64))))
                .contains("unknown-session");
    }
}
