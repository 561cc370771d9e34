package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.BlockCodec;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.Manifest;
import hearth.protocol.Messages;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.OwnerMessages;
import hearth.protocol.OwnerMessages.OwnedJob;
import hearth.protocol.OwnerMessages.Piece;
import hearth.protocol.OwnerMessages.Publication;
import hearth.protocol.OwnerMessages.Wish;
import hearth.protocol.PayoutMessages.OwnerRevocation;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.trainer.Recipes;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Who may do what with a job: every path for owners, asked by its owner, another key of that
/// account, another account, a key without one, a key that the account revoked, and nobody. A new
/// path without a row here fails.
final class OwnerAuthorisationTest {
    private static final String ACCOUNT = "0x00000000000000000000000000000000000000aa";
    private static final String STRANGER = "0x00000000000000000000000000000000000000bb";
    private static final byte[] SHARD = "a shard of words".getBytes(StandardCharsets.UTF_8);
    private static final byte[] HELD_OUT = "held out words..".getBytes(StandardCharsets.UTF_8);

    private final Instant expires =
            Instant.now().truncatedTo(ChronoUnit.DAYS).plus(TestJobs.LASTING);

    private static final String REVOKE = "/v1/owner/revoke";

    @TempDir Path folder;
    private CoordinatorServer server;
    private SignedClient owner;
    private SignedClient sameAccount;
    private SignedClient otherAccount;
    private SignedClient unbound;
    private SignedClient revoked;
    private Publication publication;
    private JobId job;

    private interface Call {
        HttpResponse<byte[]> by(SignedClient caller);
    }

    /// Status for a key without an account, another account, another key of the account, the owner,
    /// a key of the account that was revoked.
    ///
    /// @param unsigned the same request without any signature
    private record Row(Call call, String path, List<Integer> status, int unsigned) {
        /// Signed, and of no use to a revoked key.
        Row(Call call, String path, List<Integer> known) {
            this(
                    call,
                    path,
                    List.of(known.get(0), known.get(1), known.get(2), known.get(3), 403),
                    401);
        }
    }

    @BeforeEach
    void open() {
        server = HttpInterfaceTest.open(folder, 0);
        owner = client(11, ACCOUNT);
        sameAccount = client(12, ACCOUNT);
        otherAccount = client(13, STRANGER);
        unbound =
                new SignedClient(
                        server.uri(), new SimulatedDevice(14, SimulatedDevice.Temper.HONEST));
        revoked = client(15, ACCOUNT);
        assertThat(owner.post(REVOKE, revocation(revoked, ACCOUNT)).statusCode()).isEqualTo(204);
        var manifest = manifest();
        job = OwnerMessages.idOf(manifest);
        publication =
                new Publication(
                        manifest,
                        List.of(
                                new Piece(Sha256.of(SHARD), SHARD.length),
                                new Piece(Sha256.of(HELD_OUT), HELD_OUT.length)));
        assertThat(owner.put("/v1/jobs/" + job, publication).statusCode()).isEqualTo(200);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private SignedClient client(int number, String account) {
        var client =
                new SignedClient(
                        server.uri(), new SimulatedDevice(number, SimulatedDevice.Temper.HONEST));
        assertThat(client.put("/v1/owner", binding(account)).statusCode()).isEqualTo(204);
        return client;
    }

    private static PayoutBinding binding(String account) {
        return new PayoutBinding(account, 4_000_000_000L, "00");
    }

    private OwnerRevocation revocation(SignedClient key, String by) {
        return TestWallet.signed(
                by,
                server.coordinator().id(),
                31337,
                new OwnerRevocation(
                        key.device.key.deviceId(),
                        ACCOUNT,
                        Instant.now().plusSeconds(600).getEpochSecond(),
                        ""),
                OwnerRevocation.class);
    }

    private Manifest manifest() {
        return manifest(TestJobs.geometry());
    }

    private Manifest manifest(Manifest.Verification verification) {
        var config =
                new RecipeConfig(
                        "gpt",
                        new TreeMap<>(
                                Map.of("depth", 1L, "width", 8L, "heads", 2L, "context", 8L)));
        return new Manifest(
                        Manifest.UNSIZED,
                        "Whales & more",
                        "the tests",
                        config,
                        Recipes.parameters(config),
                        new Manifest.TrainingPlan(
                                30,
                                5,
                                4,
                                new BigDecimal("0.002"),
                                new BigDecimal("0.1"),
                                BigDecimal.ONE,
                                new BigDecimal("0.7"),
                                new BigDecimal("0.9"),
                                2,
                                50,
                                0,
                                7,
                                BlockCodec.DQ4.id()),
                        new Manifest.DataPlan(
                                "words",
                                "here",
                                "CC0",
                                List.of(Sha256.of(SHARD)),
                                Sha256.of(HELD_OUT)),
                        verification,
                        Recipes.flopPerStep(config, 4) * 30,
                        Wei.ofEmber("1"),
                        Wei.ofEmber("1"))
                .sized(_ -> SHARD.length, expires);
    }

    private Map<String, Row> rows() {
        var rows = new LinkedHashMap<String, Row>();
        // A key that no account signed for is refused whatever it asks; its own binding is its own.
        rows.put(
                "PUT /v1/owner",
                new Row(
                        c -> c.put("/v1/owner", binding(c == owner ? STRANGER : ACCOUNT)),
                        "/v1/owner",
                        List.of(204, 422, 204, 422)));
        // The wallet's word is enough, whoever brings it; again it changes nothing.
        rows.put(
                "POST /v1/owner/revoke",
                new Row(
                        c -> c.post(REVOKE, revocation(revoked, ACCOUNT)),
                        REVOKE,
                        List.of(204, 204, 204, 204, 204),
                        400));
        var path = "/v1/jobs/" + job;
        rows.put(
                "PUT /v1/jobs/{id}",
                new Row(c -> c.put(path, publication), path, List.of(403, 403, 200, 200)));
        asked(rows, "", "");
        asked(rows, "/provenance", "/provenance");
        // A job that trains has none, for its owner either.
        rows.put(
                "GET /v1/jobs/{id}/answers",
                new Row(
                        c -> c.signedGet(path + "/answers"),
                        path + "/answers",
                        List.of(403, 404, 404, 404)));
        asked(rows, "/data/{sha256}", "/data/" + Sha256.of(SHARD));
        var data = path + "/data/" + Sha256.of(SHARD);
        rows.put(
                "PUT /v1/jobs/{id}/data/{sha256}",
                new Row(c -> c.send("PUT", data, SHARD), data, List.of(403, 404, 200, 200)));
        for (var wish : List.of("pause", "resume", "cancel")) {
            rows.put(
                    "POST /v1/jobs/{id}/" + wish,
                    new Row(
                            c -> c.post(path + "/" + wish, new Wish()),
                            path + "/" + wish,
                            List.of(403, 404, 200, 200)));
        }
        return rows;
    }

    private void asked(Map<String, Row> rows, String route, String suffix) {
        var path = "/v1/jobs/" + job + suffix;
        rows.put(
                "GET /v1/jobs/{id}" + route,
                new Row(c -> c.signedGet(path), path, List.of(403, 404, 200, 200)));
    }

    @Test
    void everyPathHasARow() {
        assertThat(rows().keySet()).containsExactlyInAnyOrderElementsOf(registered());
    }

    private Set<String> registered() {
        var limits = HttpInterfaceTest.config(folder, 0).traffic();
        return RecordedRoutes.of(List.of(new OwnerInterface(server.coordinator(), limits)));
    }

    @Test
    void aJobIsThereForItsAccountOnly() {
        var rows = rows();
        // Last, because then the key that had no account has one.
        var binding = Objects.requireNonNull(rows.remove("PUT /v1/owner"));
        rows.forEach(this::check);
        check("PUT /v1/owner", binding);
        var cancelled = owner.json(owner.signedGet("/v1/jobs/" + job), OwnedJob.class);
        assertThat(cancelled.state()).isEqualTo("CANCELLED");
    }

    private void check(String name, Row row) {
        assertThat(unsigned(name, row)).as(name + ", unsigned").isEqualTo(row.unsigned());
        check(name + ", revoked", row.call().by(revoked), row.status().get(4));
        check(name + ", no account", row.call().by(unbound), row.status().get(0));
        check(name + ", other account", row.call().by(otherAccount), row.status().get(1));
        check(name + ", same account", row.call().by(sameAccount), row.status().get(2));
        check(name + ", owner", row.call().by(owner), row.status().get(3));
    }

    /// A leaked key cancels and reads nothing more, what it published stays its account's, and no
    /// word but the account's revokes it.
    @Test
    void aRevokedKeyIsNobodyAndItsJobsStayTheAccounts() {
        var path = "/v1/jobs/" + job;
        check("by another", owner.post(REVOKE, revocation(owner, STRANGER)), 422);
        check("still the owner", owner.signedGet(path), 200);
        check("revoked", otherAccount.post(REVOKE, revocation(owner, ACCOUNT)), 204);
        check("the key", owner.signedGet(path), 403);
        check("bound anew", owner.put("/v1/owner", binding(ACCOUNT)), 403);
        check("another key of the account", sameAccount.signedGet(path), 200);
        check("cancel", sameAccount.post(path + "/cancel", new Wish()), 200);
        check("a key that never was", owner.post(REVOKE, revocation(unbound, ACCOUNT)), 403);
    }

    private static void check(String what, HttpResponse<byte[]> response, int status) {
        assertThat(response.statusCode())
                .as(what + ": " + new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
    }

    private int unsigned(String name, Row row) {
        var method = name.substring(0, name.indexOf(' '));
        var publisher =
                method.equals("GET")
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofByteArray(Json.bytes(new Wish()));
        return owner.send(
                        HttpRequest.newBuilder(server.uri().resolve(row.path()))
                                .method(method, publisher)
                                .build())
                .statusCode();
    }

    @Test
    void aJobThatWouldRefuseAllWorkIsNotTakenAndSaysWhy() {
        var of = TestJobs.geometry();
        var never = new BigDecimal("-1");
        var greedy =
                manifest(
                        new Manifest.Verification(
                                of.minNorm(),
                                of.maxNorm(),
                                of.minCosine(),
                                of.maxPairCosine(),
                                Optional.empty(),
                                Optional.of(new Manifest.RepeatLimits(never, never))));
        var path = "/v1/jobs/" + OwnerMessages.idOf(greedy);

        var refused = owner.put(path, new Publication(greedy, publication.pieces()));
        assertThat(refused.statusCode()).isEqualTo(422);
        var problem = Json.read(refused.body(), Messages.Problem.class);
        assertThat(problem.id()).isEqualTo("unfit-bounds");
        assertThat(problem.detail())
                .startsWith("verification.repeat.same is -1 and has to be 0.25");
        assertThat(owner.signedGet(path).statusCode()).isEqualTo(404);
    }
}
