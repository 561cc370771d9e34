package hearth.coordinator;

import hearth.protocol.JobId;
import hearth.protocol.Messages.Jobs;
import hearth.protocol.Messages.Server;
import hearth.protocol.Sha256;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// The part of the interface that anybody may ask without a name, about what goes on and what was
/// settled. Reads only. No answer grows for ever: lists are asked for in parts, and who says
/// nothing, as older ones do, gets the newest, or, of what is computed again from its beginning,
/// the first.
final class PublicInterface implements HttpService {
    /// For which every agent that asks is shown the same jobs.
    private static final Duration KEPT = Duration.ofSeconds(1);

    private static final Sha256 NOTHING = Sha256.of(new byte[0]);

    private final Coordinator coordinator;
    private final Optional<CoordinatorConfig.RewardsContract> contract;
    private final Clock clock;
    private final RequestGate gate;
    private final Kept<Jobs> jobs;

    PublicInterface(
            Coordinator coordinator,
            Optional<CoordinatorConfig.RewardsContract> contract,
            Clock clock,
            RequestGate gate) {
        this.coordinator = coordinator;
        this.contract = contract;
        this.clock = clock;
        this.gate = gate;
        this.jobs = new Kept<>(coordinator::jobs, KEPT, clock);
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/v1/server", open(r -> Answer.done(server())))
                .get("/v1/jobs", open(r -> Answer.done(jobs(r))))
                .get("/v1/jobs/{id}/rounds", open(this::rounds))
                .get("/v1/jobs/{id}/log", open(this::log))
                .get("/v1/epochs", open(this::epochs))
                .get("/v1/claims/{address}", open(r -> coordinator.claimProof(address(r))))
                .get(
                        "/v1/claims/{address}/pending",
                        open(r -> coordinator.claims().pending(address(r))));
    }

    /// Who says nevertheless who it is gets a reply that is sealed.
    private Handler open(Function<ServerRequest, Answer<?>> work) {
        return HttpInterface.guarded(
                (request, response) ->
                        HttpInterface.send(
                                response,
                                gate.named(request, NOTHING)
                                        .<Answer<?>>map(Answer::refused)
                                        .orElseGet(() -> work.apply(request))));
    }

    private Server server() {
        return new Server(
                coordinator.id(),
                "1",
                clock.instant(),
                contract.map(CoordinatorConfig.RewardsContract::chainId).orElse(0L),
                contract.map(CoordinatorConfig.RewardsContract::rewards));
    }

    private Jobs jobs(ServerRequest request) {
        var query = request.query();
        if (!query.contains("after")) {
            return jobs.get();
        }
        var after = query.first("after").filter(id -> !id.isEmpty()).map(JobId::new);
        return coordinator.views().jobsAfter(after);
    }

    private Answer<?> rounds(ServerRequest request) {
        var job = HttpInterface.job(request);
        return request.query().contains("from")
                ? coordinator.views().roundsFrom(job, HttpInterface.from(request))
                : coordinator.views().rounds(job);
    }

    private Answer<?> log(ServerRequest request) {
        return coordinator.views().log(HttpInterface.job(request), HttpInterface.from(request));
    }

    private Answer<?> epochs(ServerRequest request) {
        var told = coordinator.views().epochs(HttpInterface.from(request));
        return Answer.done(request.query().contains("heads") ? told : told.withoutHeads());
    }

    private static String address(ServerRequest request) {
        return HttpInterface.parameter(request, "address");
    }
}
