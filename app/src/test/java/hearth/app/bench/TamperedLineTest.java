package hearth.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.app.bench.TamperingLine.Way;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages;
import hearth.protocol.ServerId;
import hearth.worker.Agent;
import hearth.worker.AgentConfig;
import hearth.worker.AgentLink;
import hearth.worker.AgentPace;
import hearth.worker.AgentPorts;
import hearth.worker.AgentRefusedException;
import hearth.worker.AgentSnapshot;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// The whole agent with a real coordinator, without TLS, behind somebody who changes what goes over
/// the line (NT-2): nothing false is kept or shown, nothing is promised twice, and it goes on as
/// soon as that ends.
@Timeout(120)
final class TamperedLineTest {
    private static final String ACCOUNT = "0x52908400098527886e0f7030069857d2e4169ee7";
    private static final JobId JOB = new JobId("bench-0");
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Set<Way> REPLIES = EnumSet.range(Way.BYTE_OF_REPLY, Way.REFUSAL);
    private static final Set<Way> FALSE_WORDS =
            EnumSet.of(Way.NUMBER, Way.STATUS, Way.OLD_REPLY, Way.NO_SEAL, Way.REFUSAL);
    private static final Set<Way> REQUESTS = EnumSet.range(Way.BYTE_OF_REQUEST, Way.TOKEN);

    /// Of which the agent asks by itself.
    private static final Set<String> OF_WORK =
            Set.of(
                    "POST /v1/leases",
                    "POST /v1/leases/{id}/heartbeat",
                    "POST /v1/leases/{id}/commit",
                    "GET /v1/leases/{id}/update",
                    "PUT /v1/leases/{id}/update",
                    "GET /v1/blobs/{sha256}",
                    "GET /v1/results",
                    "GET /v1/earnings",
                    "GET /v1/jobs");

    /// What it asks for its owner.
    private static final Set<String> OF_OWNER =
            Set.of(
                    "GET /v1/jobs/{id}/rounds",
                    "GET /v1/earnings/held",
                    "GET /v1/device/payout",
                    "GET /v1/household",
                    "POST /v1/household/code",
                    "POST /v1/household/join",
                    "POST /v1/household/leave",
                    "POST /v1/leases/{id}/appeal");

    /// The grant of a session is signed by itself, see `DeviceSessionTest`.
    private static final Set<String> OF_MEETING = Set.of("GET /v1/server", "PUT /v1/device");

    @TempDir private Path folder;
    private final Set<String> lies = ConcurrentHashMap.newKeySet();

    @Test
    void nothingFalseIsKeptOrShownAndItGoesOn() throws Exception {
        var jobs = new BenchCoordinator.Jobs(1, 64, 2, 2);
        var sweep = Duration.ofMillis(20);
        try (var coordinator = new BenchCoordinator(folder.resolve("coordinator"), jobs, sweep);
                var line = new TamperingLine(coordinator.server().uri(), new Random(20));
                var agent = agent(line)) {
            var thread = Thread.ofVirtual().start(agent::run);
            var id = coordinator.server().coordinator().id();
            var link = agent.link();
            link.bindPayout(new Messages.PayoutBinding(ACCOUNT, 4_000_000_000L, "00".repeat(65)));
            link.share(true);
            try (var _ = link.subscribe(seen -> look(seen, line))) {
                until("it works", () -> receipts(link, id) > 0);

                line.tries(REPLIES, OF_WORK);
                line.tries(FALSE_WORDS, OF_OWNER);
                until("all replies", () -> triedAll(link, line));
                line.tries(REQUESTS, OF_WORK);
                line.tries(EnumSet.of(Way.PROOF), OF_OWNER);
                line.tries(REPLIES, OF_MEETING);
                until("all requests", () -> triedAll(link, line));

                line.isHonest();
                int before = receipts(link, id);
                until("it goes on", () -> receipts(link, id) > before + 2);
                until("its books are whole", () -> areWhole(link, id));
            }
            assertThat(lies).isEmpty();
            assertThat(line.contradictions()).isEmpty();
            assertThat(link.payout().orElseThrow().payout()).contains(ACCOUNT);
            link.shutdown();
            thread.join();
        }
    }

    private Agent agent(TamperingLine line) {
        var moment = Duration.ofMillis(2);
        return Agent.open(
                new AgentConfig(
                        folder.resolve("agent"),
                        line.address(),
                        Optional.empty(),
                        "den",
                        "test",
                        new AgentPace(moment, moment.multipliedBy(4), moment, moment)),
                AgentPorts.of(
                        new TimedTraining(folder.resolve("training"), Duration.ofMillis(1)),
                        PipelineBench.steady()));
    }

    private void until(String what, BooleanSupplier isSo) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            assertThat(lies).isEmpty();
            LockSupport.parkNanos(500_000);
        }
    }

    /// Of which all are the coordinator's.
    private static int receipts(AgentLink link, ServerId id) {
        var kept = link.receipts(0, 1000).orElseThrow();
        assertThat(kept).allMatch(k -> k.receipt().isAuthentic(id));
        return kept.size();
    }

    /// Each receipt has its result.
    private static boolean areWhole(AgentLink link, ServerId id) {
        return link.results(0, 1000).size() >= receipts(link, id);
    }

    /// Asks once for all that an owner may ask for.
    private boolean triedAll(AgentLink link, TamperingLine line) {
        asks(line, "GET /v1/jobs/{id}/rounds", () -> new Messages.Rounds(link.rounds(JOB)));
        asks(
                line,
                "GET /v1/earnings/held",
                () -> link.held().orElseThrow(TamperedLineTest::nothing));
        asks(line, "GET /v1/device/payout", () -> link.payout().orElseThrow());
        asks(line, "GET /v1/household", () -> link.household(Instant.EPOCH));
        asks(line, "POST /v1/household/code", link::pairingCode);
        tells(line, link::leave);
        assertThatThrownBy(() -> link.join("0000000000")).isInstanceOf(AgentRefusedException.class);
        var none = new LeaseId("0".repeat(32));
        assertThatThrownBy(() -> link.appeal(none)).isInstanceOf(AgentRefusedException.class);
        return line.left().isEmpty();
    }

    private static AgentRefusedException nothing() {
        return new AgentRefusedException("coordinator-silent");
    }

    private void asks(TamperingLine line, String endpoint, Supplier<Object> question) {
        try {
            var told = question.get();
            isTrue(line, endpoint, Json.text(told));
        } catch (AgentRefusedException notNow) {
            isTrouble(line, notNow.id());
        }
    }

    private void tells(TamperingLine line, Runnable order) {
        try {
            order.run();
        } catch (AgentRefusedException notNow) {
            isTrouble(line, notNow.id());
        }
    }

    /// No word that the coordinator did not say: else only that nothing usable came, or that
    /// another than the chosen one greeted where one did.
    private void isTrouble(TamperingLine line, String id) {
        boolean isOfLine =
                id.startsWith("coordinator-")
                        || Set.of("reply-not-authentic", "not-authenticated", "content-wrong")
                                .contains(id)
                        || (id.equals("server-changed") && line.greetedAs().size() > 1);
        if (!isOfLine && !line.hasSaid("\"id\":\"" + id + "\"")) {
            lies.add("refused: " + id);
        }
    }

    private void isTrue(TamperingLine line, String endpoint, String told) {
        if (line.said(endpoint).stream().noneMatch(said -> said.text().equals(told))) {
            lies.add(endpoint + " said " + told);
        }
    }

    private void look(AgentSnapshot seen, TamperingLine line) {
        var earnings = Json.text(seen.earnings());
        boolean isBegun = seen.earnings().acceptedResults() > 0;
        if (isBegun) {
            isTrue(line, "GET /v1/earnings", earnings);
        }
        if (!seen.jobs().isEmpty()) {
            isTrue(line, "GET /v1/jobs", Json.text(new Messages.Jobs(seen.jobs())));
        }
        if (!seen.recent().isEmpty()) {
            var told = new HashSet<Messages.ResultView>();
            for (var said : line.said("GET /v1/results")) {
                if (said.status() == 200) {
                    told.addAll(Json.read(said.body(), Messages.Results.class).results());
                }
            }
            seen.recent().stream()
                    .filter(result -> !told.contains(result))
                    .forEach(result -> lies.add("no such result: " + result));
        }
        seen.payout().filter(p -> !p.equals(ACCOUNT)).ifPresent(p -> lies.add("paid to " + p));
        seen.problem().map(AgentSnapshot.Reason::id).ifPresent(id -> isTrouble(line, id));
    }
}
