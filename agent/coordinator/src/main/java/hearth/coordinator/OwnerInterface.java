package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.OwnerMessages.Publication;
import hearth.protocol.OwnerMessages.Wish;
import hearth.protocol.PayoutMessages.OwnerRevocation;
import hearth.protocol.Sha256;

import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Function;

/// The part of the interface that owners of jobs use: every request is signed with an owner's key,
/// and a job is there only for keys of the account that published it.
final class OwnerInterface implements HttpService {
    private static final int MAX_PUBLICATION = 4 << 20;
    private static final int MAX_JSON = 1 << 16;
    private static final Sha256 NOTHING = Sha256.of(new byte[0]);

    private final Coordinator coordinator;
    private final JobOwners owners;
    private final RequestGate gate;
    private final Bodies bodies;

    OwnerInterface(Coordinator coordinator, TrafficLimits limits) {
        this.coordinator = coordinator;
        this.owners = coordinator.owners();
        this.gate = new RequestGate(coordinator, limits, System::nanoTime);
        this.bodies = new Bodies(limits, System::nanoTime);
    }

    @Override
    public void routing(HttpRules rules) {
        var owned = coordinator.owned();
        rules.put("/v1/owner", HttpInterface.guarded(this::bind))
                .post("/v1/owner/revoke", HttpInterface.guarded(this::revoke))
                .put("/v1/jobs/{id}", HttpInterface.guarded(this::publish))
                .get("/v1/jobs/{id}", asked(owned::of))
                .get("/v1/jobs/{id}/provenance", asked(owned::provenance))
                .get("/v1/jobs/{id}/answers", asked(owned::answers))
                .post("/v1/jobs/{id}/cancel", wished(owned::cancel))
                .post("/v1/jobs/{id}/pause", wished(owned::pause))
                .post("/v1/jobs/{id}/resume", wished(owned::resume))
                .get("/v1/jobs/{id}/data/{sha256}", HttpInterface.guarded(this::received))
                .put("/v1/jobs/{id}/data/{sha256}", HttpInterface.guarded(this::receive));
    }

    private void bind(ServerRequest request, ServerResponse response) {
        var bytes = bodies.json(request, MAX_JSON);
        HttpInterface.send(
                response,
                switch (gate.admit(
                        request, key -> Answer.done(Sha256.of(bytes)), Proof.OF_ANY_KEY)) {
                    case Answer.Refused<DeviceId> refused -> refused;
                    case Answer.Done<DeviceId>(var key) ->
                            owners.bind(key, Json.read(bytes, PayoutBinding.class));
                });
    }

    /// Whoever brings the wallet's word: the key may be lost.
    private void revoke(ServerRequest request, ServerResponse response) {
        var bytes = bodies.json(request, MAX_JSON);
        HttpInterface.send(
                response,
                gate.named(request, Sha256.of(bytes))
                        .map(Answer::<DeviceId>refused)
                        .orElseGet(() -> owners.revoke(Json.read(bytes, OwnerRevocation.class))));
    }

    private void publish(ServerRequest request, ServerResponse response) {
        var bytes = bodies.json(request, MAX_PUBLICATION);
        HttpInterface.send(
                response,
                switch (owner(request, Sha256.of(bytes))) {
                    case Answer.Refused<DeviceId> refused -> refused;
                    case Answer.Done<DeviceId>(var key) -> {
                        var job = HttpInterface.job(request);
                        boolean strange = coordinator.isJob(job) && !owners.owns(key, job);
                        yield strange
                                ? Answer.refused(Refusal.NOT_AN_OWNER)
                                : coordinator
                                        .publications()
                                        .publish(key, job, Json.read(bytes, Publication.class));
                    }
                });
    }

    private Handler asked(Function<JobId, Answer<?>> work) {
        return HttpInterface.guarded(
                (request, response) -> HttpInterface.send(response, owned(request, NOTHING, work)));
    }

    private Handler wished(Function<JobId, Answer<?>> work) {
        return HttpInterface.guarded(
                (request, response) -> {
                    var bytes = bodies.json(request, MAX_JSON);
                    var _ = Json.read(bytes, Wish.class);
                    HttpInterface.send(response, owned(request, Sha256.of(bytes), work));
                });
    }

    private void received(ServerRequest request, ServerResponse response) {
        HttpInterface.send(
                response,
                owned(
                        request,
                        NOTHING,
                        job -> coordinator.publications().received(job, content(request))));
    }

    /// The signature covers the hash of the whole piece, so a stranger's bytes are refused before
    /// they are read.
    private void receive(ServerRequest request, ServerResponse response) {
        var content = content(request);
        var answer =
                owned(
                        request,
                        content,
                        job -> {
                            try (InputStream in = bodies.stream(request, response)) {
                                return coordinator
                                        .publications()
                                        .receive(job, content, HttpInterface.from(request), in);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        boolean partly =
                answer instanceof Answer.Done<?>
                        && !coordinator.publications().isWhole(HttpInterface.job(request), content);
        if (partly) {
            response.status(Status.ACCEPTED_202);
        }
        HttpInterface.send(response, answer);
    }

    /// Does the work if the key's account owns the job; else there is no such job.
    private Answer<?> owned(ServerRequest request, Sha256 body, Function<JobId, Answer<?>> work) {
        return switch (owner(request, body)) {
            case Answer.Refused<DeviceId> refused -> refused;
            case Answer.Done<DeviceId>(var key) ->
                    owners.owns(key, HttpInterface.job(request))
                            ? work.apply(HttpInterface.job(request))
                            : Answer.refused(Refusal.NO_SUCH_JOB);
        };
    }

    private Answer<DeviceId> owner(ServerRequest request, Sha256 body) {
        return switch (gate.admit(request, key -> Answer.done(body), Proof.OF_ANY_KEY)) {
            case Answer.Refused<DeviceId> refused -> refused;
            case Answer.Done<DeviceId>(var key) -> owners.owner(key);
        };
    }

    private static Sha256 content(ServerRequest request) {
        return new Sha256(HttpInterface.parameter(request, "sha256"));
    }
}
