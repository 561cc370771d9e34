package hearth.coordinator;

import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.Jobs;
import hearth.protocol.Messages.LeaseReply;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Problem;
import hearth.protocol.Messages.Registration;
import hearth.protocol.ProtocolVersion;
import hearth.protocol.Receipt;
import hearth.protocol.Sha256;

import org.jspecify.annotations.Nullable;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// A device that works without a pause and asks any of several coordinators, and another one where
/// it gets no answer. Its session is one for all of them. Each update it sends twice, and keeps
/// both receipts.
final class RestlessDevice {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int OK = 200;
    private static final int OTHERS = 300;
    private static final int CONFLICT = 409;
    private static final int BROKEN = 500;

    private final SimulatedDevice device;
    private final Random random;
    private final List<SignedClient> clients = new ArrayList<>();
    private final Manifest manifest;
    private final List<Receipt> receipts = new ArrayList<>();
    private int unanswered;
    private int elsewhere;
    private volatile String heard = "nothing";
    private @Nullable SignedClient began;

    /// @param replicas all of which answer now
    RestlessDevice(int number, long seed, List<Replica> replicas) {
        device = new SimulatedDevice(number, SimulatedDevice.Temper.HONEST);
        random = new Random(seed * 31 + number);
        for (var replica : replicas) {
            clients.add(new SignedClient(replica.uri(), device).speaking(ProtocolVersion.NEWEST));
        }
        var first = clients.getFirst();
        var jobs = first.json(first.get("/v1/jobs"), Jobs.class);
        var hash = jobs.jobs().getFirst().manifest();
        manifest = first.json(first.get("/v1/blobs/" + hash.hex()), Manifest.class);
    }

    /// What it holds in its hands. To be read by the thread that worked, or after it.
    List<Receipt> receipts() {
        return List.copyOf(receipts);
    }

    /// Requests to which nobody said anything, or only that something broke.
    int unanswered() {
        return unanswered;
    }

    /// The last answer, for a failure's message.
    String heard() {
        return heard;
    }

    /// Requests in a session that another coordinator had begun, and that were answered.
    int elsewhere() {
        return elsewhere;
    }

    /// @param received told of each lease whose receipt came
    void work(BooleanSupplier goOn, Runnable received) {
        ask(client -> client.put("/v1/device", new Registration("device")));
        var binding = new PayoutBinding(Simulation.account(device), 4_000_000_000L, "00");
        ask(client -> client.put("/v1/device/payout", binding));
        ask(
                client -> {
                    begin(client);
                    return client.signedGet("/v1/earnings");
                });
        while (goOn.getAsBoolean()) {
            var reply = ask(c -> c.post("/v1/leases", new LeaseRequest(Set.of("gpt"))));
            if (reply.statusCode() == OK) {
                Json.read(reply.body(), LeaseReply.class)
                        .lease()
                        .ifPresentOrElse(lease -> train(lease, received), RestlessDevice::rest);
            }
        }
    }

    private static void rest() {
        LockSupport.parkNanos(PAUSE.toNanos());
    }

    /// Until somebody answers for good: not one that is gone or has lost its database.
    private HttpResponse<byte[]> ask(Function<SignedClient, HttpResponse<byte[]>> asking) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            try {
                var client = clients.get(random.nextInt(clients.size()));
                var answer = asking.apply(client);
                heard = answer.statusCode() + " from " + answer.uri();
                if (isOfNoSession(answer)) {
                    begin(client);
                } else if (answer.statusCode() < BROKEN) {
                    boolean isElsewhere = client.isInSession() && client != began;
                    elsewhere += isElsewhere && answer.statusCode() < OTHERS ? 1 : 0;
                    return answer;
                } else {
                    unanswered++;
                }
                continue;
            } catch (UncheckedIOException gone) {
                rest();
            }
            unanswered++;
        }
        throw new AssertionError("nobody answers");
    }

    private static boolean isOfNoSession(HttpResponse<byte[]> answer) {
        return answer.statusCode() == CONFLICT
                && Json.read(answer.body(), Problem.class).id().equals("unknown-session");
    }

    /// From now on with a session of the whole network, begun at one of its coordinators.
    private void begin(SignedClient client) {
        if (client.beginsSession()) {
            clients.forEach(other -> other.shareSession(client));
            began = client;
        } else {
            unanswered++;
        }
    }

    private void train(Lease lease, Runnable received) {
        int steps = manifest.training().innerSteps();
        var update = device.work(manifest, lease, steps);
        var path = "/v1/leases/" + lease.id().value();
        var commit = new Commit(lease.token(), Sha256.of(update), update.length, steps, 5, 4);
        var committed = ask(c -> c.post(path + "/commit", commit));
        if (committed.statusCode() >= OTHERS) {
            return;
        }
        for (int time = 0; time < 2; time++) {
            var answer = ask(c -> c.update(path + "/update", lease.token(), update));
            if (answer.statusCode() == OK) {
                receipts.add(Json.read(answer.body(), Receipt.class));
            }
        }
        received.run();
    }
}
