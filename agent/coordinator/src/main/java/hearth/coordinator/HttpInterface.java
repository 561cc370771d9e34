package hearth.coordinator;

import static hearth.coordinator.Proof.OF_ANY_KEY;
import static hearth.coordinator.Proof.SIGNATURE;
import static hearth.coordinator.Proof.SIGNATURE_OR_SESSION;

import hearth.protocol.DeviceId;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.LeaseId;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Messages.Appeal;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.Heartbeat;
import hearth.protocol.Messages.LeaseReply;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.PairingAnswer;
import hearth.protocol.Messages.PairingRequest;
import hearth.protocol.Messages.Parting;
import hearth.protocol.Messages.Problem;
import hearth.protocol.Messages.Registration;
import hearth.protocol.Messages.Release;
import hearth.protocol.ProtocolVersion;
import hearth.protocol.Receipt;
import hearth.protocol.SessionGrant;
import hearth.protocol.Sha256;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// The coordinator's interface, version 1: reads a request strictly, asks the [Coordinator], writes
/// canonical JSON. Every failure is a [Problem] with a stable id; text from outside is never
/// repeated.
final class HttpInterface implements HttpService {
    static final String TOKEN_HEADER = "Hearth-Token";
    private static final int MAX_JSON = 1 << 16;
    private static final byte[] EMPTY = {};
    private static final Sha256 NOTHING = Sha256.of(EMPTY);
    private static final String SHORTLY = "2";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final System.Logger LOG = System.getLogger(HttpInterface.class.getName());

    private final Coordinator coordinator;
    private final Optional<CoordinatorConfig.RewardsContract> contract;
    private final Clock clock;
    private final RequestGate gate;
    private final Bodies bodies;
    private final BlobReplies blobs;
    private final RoundNews news;
    private final Runnable wake;

    /// @param wake called after each received update, so that a full round closes at once
    HttpInterface(
            Coordinator coordinator, CoordinatorConfig config, RoundNews news, Runnable wake) {
        this.coordinator = coordinator;
        this.contract = config.contract();
        this.clock = config.clock();
        this.gate = new RequestGate(coordinator, config.traffic(), System::nanoTime);
        this.bodies = new Bodies(config.traffic(), System::nanoTime);
        this.blobs = new BlobReplies(coordinator, gate);
        this.news = news;
        this.wake = wake;
    }

    @Override
    public void routing(HttpRules rules) {
        new PayoutInterface(coordinator.payouts(), gate, bodies).routing(rules);
        new PublicInterface(coordinator, contract, clock, gate).routing(rules);
        rules.get("/v1/blobs/{sha256}", guarded(blobs::answer))
                .put("/v1/device", signed(Registration.class, OF_ANY_KEY, coordinator::register))
                .post(
                        "/v1/session",
                        signed(SessionGrant.Offer.class, SIGNATURE, coordinator::beginSession))
                .post(
                        "/v1/leases",
                        signed(
                                LeaseRequest.class,
                                SIGNATURE_OR_SESSION,
                                (device, body) -> Answer.done(lease(device, body))))
                .post(
                        "/v1/leases/{id}/heartbeat",
                        onLease(Heartbeat.class, SIGNATURE_OR_SESSION, coordinator::heartbeat))
                .post(
                        "/v1/leases/{id}/commit",
                        onLease(Commit.class, SIGNATURE_OR_SESSION, coordinator::commit))
                .post(
                        "/v1/leases/{id}/release",
                        onLease(Release.class, SIGNATURE_OR_SESSION, coordinator::release))
                .post(
                        "/v1/leases/{id}/appeal",
                        onLease(
                                Appeal.class,
                                SIGNATURE,
                                (device, lease, _) -> coordinator.appeal(device, lease)))
                .get(
                        "/v1/leases/{id}/update",
                        knownFor(
                                (device, r) ->
                                        coordinator.received(
                                                device, lease(r), BlobReplies.isDirect(r))))
                .put("/v1/leases/{id}/update", guarded(this::update))
                .get(
                        "/v1/leases/{id}/receipt",
                        knownFor(
                                (device, r) ->
                                        coordinator
                                                .receipt(device, lease(r))
                                                .map(receipt -> told(r, receipt))))
                .get("/v1/results", asked((device, r) -> coordinator.results(device, after(r))))
                .get("/v1/earnings", asked((device, r) -> coordinator.earnings(device)))
                .get("/v1/standing", asked((device, r) -> coordinator.accounts().standings(device)))
                .get("/v1/earnings/held", asked((device, r) -> coordinator.accounts().held(device)))
                .get(
                        "/v1/household",
                        asked((device, r) -> coordinator.households().seenBy(device, since(r))))
                .post(
                        "/v1/household/code",
                        signed(
                                PairingRequest.class,
                                SIGNATURE,
                                (device, _) -> coordinator.households().code(device)))
                .post(
                        "/v1/household/join",
                        signed(
                                PairingAnswer.class,
                                SIGNATURE,
                                (device, answer) ->
                                        coordinator.households().join(device, answer.code())))
                .post(
                        "/v1/household/leave",
                        signed(
                                Parting.class,
                                SIGNATURE,
                                (device, _) -> coordinator.households().leave(device)))
                .any(guarded((request, response) -> problem(response, Refusal.NO_SUCH_PATH)));
    }

    /// Between two rounds a device is told of the next one as soon as it is there.
    private LeaseReply lease(DeviceId device, LeaseRequest request) {
        long edition = news.edition();
        var reply = coordinator.lease(device, request);
        boolean waits = reply.reason().equals(Optional.of("waiting-for-round"));
        return waits && news.await(edition, PATIENCE) ? coordinator.lease(device, request) : reply;
    }

    private interface OnLease<B> {
        Answer<?> apply(DeviceId device, LeaseId lease, B body);
    }

    /// The edge: whatever escapes becomes a problem, and only its kind is logged.
    static Handler guarded(Handler handler) {
        return (request, response) -> {
            try {
                handler.handle(request, response);
            } catch (MalformedMessageException | IllegalArgumentException malformed) {
                problem(response, Refusal.MALFORMED);
            } catch (Bodies.TooLargeException tooLarge) {
                problem(response, Refusal.TOO_LARGE);
            } catch (Bodies.TooSlowException tooSlow) {
                problem(response, Refusal.TOO_SLOW);
            } catch (ServerConnectionException gone) {
                // The web server closes what is left of the line; there is nobody to answer.
                throw gone;
            } catch (Exception broken) {
                LOG.log(Level.ERROR, "request failed", broken);
                problem(response, Refusal.BROKEN);
            }
        };
    }

    private Handler asked(BiFunction<DeviceId, ServerRequest, Object> work) {
        return guarded(
                (request, response) ->
                        send(
                                response,
                                gate.admit(
                                                request,
                                                device -> Answer.done(NOTHING),
                                                SIGNATURE_OR_SESSION)
                                        .map(device -> work.apply(device, request))));
    }

    private Handler knownFor(BiFunction<DeviceId, ServerRequest, Answer<?>> work) {
        return guarded(
                (request, response) -> {
                    switch (gate.admit(request, d -> Answer.done(NOTHING), SIGNATURE_OR_SESSION)) {
                        case Answer.Refused<DeviceId> refused ->
                                problem(response, refused.reason());
                        case Answer.Done<DeviceId> device ->
                                send(response, work.apply(device.value(), request));
                    }
                });
    }

    private <B> Handler signed(
            Class<B> type, Proof proof, BiFunction<DeviceId, B, Answer<?>> work) {
        return withBody(type, proof, (device, request, body) -> work.apply(device, body));
    }

    private <B> Handler onLease(Class<B> type, Proof proof, OnLease<B> work) {
        return withBody(
                type, proof, (device, request, body) -> work.apply(device, lease(request), body));
    }

    private interface WithBody<B> {
        Answer<?> apply(DeviceId device, ServerRequest request, B body);
    }

    private <B> Handler withBody(Class<B> type, Proof proof, WithBody<B> work) {
        return guarded(
                (request, response) -> {
                    var bytes = bodies.json(request, MAX_JSON);
                    var hash = Sha256.of(bytes);
                    switch (gate.admit(request, device -> Answer.done(hash), proof)) {
                        case Answer.Refused<DeviceId> refused ->
                                problem(response, refused.reason());
                        case Answer.Done<DeviceId> device ->
                                send(
                                        response,
                                        work.apply(
                                                device.value(), request, Json.read(bytes, type)));
                    }
                });
    }

    /// The signature covers the hash that was committed, so a stranger's bytes are refused before
    /// they are read.
    private void update(ServerRequest request, ServerResponse response) throws IOException {
        var lease = lease(request);
        var asked = new ArrayList<Leases.Held>(1);
        var admitted =
                gate.admit(
                        request,
                        device -> promised(device, lease, asked::add),
                        SIGNATURE_OR_SESSION);
        switch (admitted) {
            case Answer.Refused<DeviceId> refused -> problem(response, refused.reason());
            case Answer.Done<DeviceId> _ -> {
                long token =
                        Long.parseLong(
                                request.headers()
                                        .first(HeaderNames.create(TOKEN_HEADER))
                                        .orElse("none"));
                boolean isPart = request.query().first("from").isPresent();
                try (InputStream in = bodies.stream(request, response)) {
                    var taken =
                            coordinator
                                    .reveals()
                                    .reveal(asked.getFirst(), token, from(request), in);
                    taken(response, taken, isPart, receipt -> told(request, receipt));
                }
                wake.run();
            }
        }
    }

    /// The hash that a device has promised for a lease.
    ///
    /// @param asked gets that lease
    private Answer<Sha256> promised(DeviceId device, LeaseId id, Consumer<Leases.Held> asked) {
        if (coordinator.reveals().awaited(device, id) instanceof Answer.Done<Leases.Held>(var held)
                && held.committed().isPresent()) {
            asked.accept(held);
            return Answer.done(held.committed().get());
        }
        return Answer.refused(Refusal.NOT_COMMITTED);
    }

    private Receipt told(ServerRequest request, Receipt receipt) {
        var version = request.headers().first(HeaderNames.create(ProtocolVersion.HEADER));
        return ProtocolVersion.knowsReceiptNumbers(version)
                ? receipt
                : coordinator.reveals().withoutPlace(receipt);
    }

    /// @param isPart whether fewer bytes than the rest are what the sender means
    private static void taken(
            ServerResponse response,
            Answer<Reveals.Taken> answer,
            boolean isPart,
            UnaryOperator<Receipt> told) {
        switch (answer) {
            case Answer.Refused<Reveals.Taken> refused -> problem(response, refused.reason());
            case Answer.Done<Reveals.Taken>(Reveals.Taken.Whole(var receipt)) ->
                    send(response, Answer.done(told.apply(receipt)));
            case Answer.Done<Reveals.Taken>(Reveals.Taken.Part(var received)) -> {
                if (isPart) {
                    response.status(Status.ACCEPTED_202);
                    send(response, Answer.done(received));
                } else {
                    problem(response, Refusal.WRONG_LENGTH);
                }
            }
        }
    }

    static void send(ServerResponse response, Answer<?> answer) {
        switch (answer) {
            case Answer.Refused<?> refused -> problem(response, refused.reason(), refused.detail());
            case Answer.Done<?>(DeviceId _), Answer.Done<?>(LeaseId _) ->
                    Sealing.send(response.status(Status.NO_CONTENT_204), EMPTY);
            case Answer.Done<?> done -> {
                response.header(HeaderNames.CONTENT_TYPE, "application/json");
                Sealing.send(response, Json.bytes(done.value()));
            }
        }
    }

    static void problem(ServerResponse response, Refusal refusal) {
        problem(response, refusal, refusal.detail());
    }

    private static void problem(ServerResponse response, Refusal refusal, String detail) {
        response.status(Status.create(refusal.status()));
        response.header(HeaderNames.CONTENT_TYPE, "application/problem+json");
        boolean isSaid = response.headers().contains(HeaderNames.RETRY_AFTER);
        if (refusal == Refusal.TOO_SLOW) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        if (refusal.isForNow() && !isSaid) {
            response.header(HeaderNames.RETRY_AFTER, SHORTLY);
        }
        LogContext.note("refusal", refusal.id());
        var body = new Problem(refusal.id(), detail, RequestLog.shown());
        Sealing.send(response, Json.bytes(body));
    }

    static String parameter(ServerRequest request, String name) {
        return request.path().pathParameters().get(name);
    }

    private static LeaseId lease(ServerRequest request) {
        var lease = new LeaseId(parameter(request, "id"));
        LogContext.note("lease", lease);
        return lease;
    }

    static JobId job(ServerRequest request) {
        var job = new JobId(parameter(request, "id"));
        LogContext.note("job", job);
        return job;
    }

    private static long after(ServerRequest request) {
        return Long.parseLong(request.query().first("after").orElse("0"));
    }

    private static Instant since(ServerRequest request) {
        return Instant.ofEpochMilli(Long.parseLong(request.query().first("since").orElse("0")));
    }

    static long from(ServerRequest request) {
        long from = Long.parseLong(request.query().first("from").orElse("0"));
        if (from < 0) {
            throw new IllegalArgumentException("nothing is before the beginning");
        }
        return from;
    }
}
