package hearth.worker;

import hearth.protocol.DeviceId;
import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages;
import hearth.protocol.PayoutMessages.Payout;
import hearth.protocol.PayoutMessages.PayoutChange;
import hearth.protocol.PayoutMessages.PayoutUndo;
import hearth.protocol.Receipt;
import hearth.protocol.ServerId;
import hearth.protocol.SessionGrant;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.worker.Outcome.Ok;
import hearth.worker.Outcome.Refused;
import hearth.worker.Outcome.Unreachable;
import hearth.worker.SignedRequests.Contact;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// The coordinator's HTTP interface as a device uses it. Signs every request for the pinned server,
/// by the server's clock; believes nothing that is not signed, sealed or hashed. Each call is one
/// attempt: the state machine repeats. [Transfers] moves what is large. Safe to call from any
/// thread.
final class CoordinatorClient implements AutoCloseable {
    static final String TOKEN_HEADER = "Hearth-Token";
    private static final int CONFLICT = 409;
    private static final Sha256 NOTHING = Sha256.of(new byte[0]);
    private static final String SUPERSEDED = "superseded";

    private final SignedRequests requests;
    private final SigningKey key;
    private final Clock clock;
    private final DeviceSession session = new DeviceSession(new SecureRandom());
    private final Exchange exchange;
    private final FirstContact greeting;
    private volatile @Nullable Contact contact;

    /// Also while it is to be met anew: its key and clock are what they were.
    private volatile @Nullable Contact lastMet;

    private volatile boolean superseded;

    /// @param name of this device, as its owner calls it
    CoordinatorClient(URI coordinator, SigningKey key, String name, ServerPin pin, Clock clock) {
        this(coordinator, key, name, pin, clock, Exchange.counted(LineCount.NOBODY));
    }

    /// @param exchange closed with this client
    CoordinatorClient(
            URI coordinator,
            SigningKey key,
            String name,
            ServerPin pin,
            Clock clock,
            Exchange exchange) {
        this.key = key;
        this.clock = clock;
        this.requests = new SignedRequests(coordinator, key, clock);
        var replies = new ReplyCheck(session);
        this.exchange = exchange.believing(replies);
        this.greeting = new FirstContact(requests, this.exchange, replies, pin, name);
    }

    /// For what is large: no deadline but that something moves.
    Exchange exchange(Duration silence) {
        return exchange.within(silence);
    }

    /// Where it is.
    URI address() {
        return requests.uri("");
    }

    /// How long it asked not to be visited without need; zero if it did not.
    Duration nextContact() {
        return exchange.nextContact();
    }

    DeviceId device() {
        return key.deviceId();
    }

    /// Whether an agent that was started later, on a copy of the data folder, works with this
    /// device's key. Nothing more is asked then.
    boolean isSuperseded() {
        return superseded;
    }

    /// Checks that this is the pinned coordinator and makes this device known to it.
    Outcome<Messages.Server> meet() {
        return contact().then(met -> new Ok<>(met.server()));
    }

    private Outcome<Contact> contact() {
        if (superseded) {
            return new Refused<>(SUPERSEDED, CONFLICT);
        }
        var known = contact;
        if (known != null) {
            return new Ok<>(known);
        }
        return greeting.meet(clock)
                .then(
                        met -> {
                            contact = met;
                            lastMet = met;
                            return new Ok<>(met);
                        });
    }

    /// @param holding leases that this device knows to be its own
    /// @param engine what it computes with, such as `cpu`
    Outcome<Messages.LeaseReply> ask(Set<String> recipes, Set<LeaseId> holding, String engine) {
        return tell(
                        "/v1/leases",
                        new Messages.LeaseRequest(recipes, holding, Optional.of(engine)),
                        request -> exchange.json(request, Messages.LeaseReply.class))
                .then(
                        reply ->
                                new Ok<>(
                                        new Messages.LeaseReply(
                                                reply.lease()
                                                        .map(l -> l.until(here(l.expiresAt()))),
                                                reply.reason(),
                                                reply.retryAfterSeconds())));
    }

    Outcome<Messages.HeartbeatReply> heartbeat(Lease lease, int stepsDone) {
        return tell(
                        path(lease, "heartbeat"),
                        new Messages.Heartbeat(lease.token(), stepsDone),
                        request -> exchange.json(request, Messages.HeartbeatReply.class))
                .then(
                        reply ->
                                new Ok<>(
                                        new Messages.HeartbeatReply(
                                                here(reply.expiresAt()), here(reply.latest()))));
    }

    /// A time of the server's clock by this computer's, which may be hours off, as where two
    /// operating systems share it: leases would seem to be over, or to last, for as long.
    Instant here(Instant theirs) {
        var met = lastMet;
        return met == null ? theirs : theirs.minus(met.ahead());
    }

    /// @param model of what trained it
    Outcome<byte[]> commit(Lease lease, Work.Update update, Optional<String> model) {
        return tell(
                path(lease, "commit"),
                new Messages.Commit(
                        lease.token(),
                        update.hash(),
                        update.bytes(),
                        update.steps(),
                        update.firstLoss(),
                        update.lastLoss(),
                        update.sandbox(),
                        model),
                exchange::bytes);
    }

    Outcome<byte[]> release(Lease lease) {
        return tell(path(lease, "release"), new Messages.Release(lease.token()), exchange::bytes);
    }

    /// How much of a committed update the coordinator has.
    ///
    /// @param offering what the request says besides
    Outcome<Messages.Awaited> received(Lease lease, UnaryOperator<HttpRequest.Builder> offering) {
        return shown(
                "GET",
                path(lease, "update"),
                NOTHING,
                request ->
                        exchange.json(
                                offering.apply(request).GET().build(), Messages.Awaited.class));
    }

    /// The receipt of a lease of this device, given once more; authentic, or none.
    Outcome<Receipt> receipt(LeaseId lease) {
        return get("/v1/leases/" + lease.value() + "/receipt", Receipt.class)
                .then(
                        receipt -> {
                            var met = lastMet;
                            boolean isOurs =
                                    met != null
                                            && receipt.content().lease().equals(lease)
                                            && receipt.content().device().equals(device())
                                            && receipt.isAuthentic(met.server().id());
                            return isOurs
                                    ? new Ok<>(receipt)
                                    : new Unreachable<>("receipt-not-authentic");
                        });
    }

    /// A receipt that is authentic and for exactly this update, or none.
    Outcome<Receipt> checked(Receipt receipt, Lease lease, Work.Update update) {
        var met = lastMet;
        return met != null && isFor(receipt, met.server().id(), lease, update)
                ? new Ok<>(receipt)
                : new Unreachable<>("receipt-not-authentic");
    }

    private boolean isFor(Receipt receipt, ServerId server, Lease lease, Work.Update update) {
        var content = receipt.content();
        return content.lease().equals(lease.id())
                && content.job().equals(lease.job())
                && content.round() == lease.round()
                && content.device().equals(device())
                && content.update().equals(update.hash())
                && content.steps().filter(steps -> steps != update.steps()).isEmpty()
                && receipt.isAuthentic(server);
    }

    /// What can be asked for without a change.
    CoordinatorReads reads() {
        return new CoordinatorReads(this);
    }

    Outcome<byte[]> bindPayout(Messages.PayoutBinding binding) {
        return call("PUT", "/v1/device/payout", binding);
    }

    Outcome<Payout> changePayout(PayoutChange order) {
        return call("POST", "/v1/device/payout/change", order, Payout.class);
    }

    Outcome<byte[]> undoPayout(PayoutUndo order) {
        return call("POST", "/v1/device/payout/undo", order);
    }

    Outcome<Messages.Household> household(Instant since) {
        return get("/v1/household?since=" + since.toEpochMilli(), Messages.Household.class);
    }

    Outcome<Messages.PairingCode> pairingCode() {
        return call(
                "POST",
                "/v1/household/code",
                new Messages.PairingRequest(),
                Messages.PairingCode.class);
    }

    Outcome<byte[]> join(String code) {
        return call("POST", "/v1/household/join", new Messages.PairingAnswer(code));
    }

    Outcome<byte[]> leave() {
        return call("POST", "/v1/household/leave", new Messages.Parting());
    }

    Outcome<byte[]> appeal(LeaseId lease) {
        return call("POST", "/v1/leases/" + lease + "/appeal", new Messages.Appeal());
    }

    private <T> Outcome<T> tell(
            String path, Object body, Function<HttpRequest, Outcome<T>> exchanging) {
        var bytes = Json.bytes(body);
        return shown(
                "POST",
                path,
                Sha256.of(bytes),
                request ->
                        exchanging.apply(request.POST(BodyPublishers.ofByteArray(bytes)).build()));
    }

    /// Has a request sent that shows who sends it: in a session where there is one, signed where
    /// there is none or the coordinator does not know it or wants more.
    ///
    /// @param body hash of what the request carries or is part of
    <T> Outcome<T> shown(
            String method,
            String path,
            Sha256 body,
            Function<HttpRequest.Builder, Outcome<T>> send) {
        return renewing(contact().then(met -> shown(met, method, path, body, send)));
    }

    private <T> Outcome<T> shown(
            Contact met,
            String method,
            String path,
            Sha256 body,
            Function<HttpRequest.Builder, Outcome<T>> send) {
        var now = clock.instant().plus(met.ahead());
        var open = session.current(met.server().id(), device(), now, offer -> begin(met, offer));
        if (open.isEmpty()) {
            return send.apply(requests.head(met, method, path, body));
        }
        var outcome = send.apply(requests.inSession(met, open.get(), method, path, body));
        boolean isLost = outcome.trouble().equals(Optional.of(Exchange.UNKNOWN_SESSION));
        if (isLost) {
            session.lost(open.get(), now);
        }
        boolean isTooLittle = outcome.trouble().equals(Optional.of("not-authenticated"));
        return isLost || isTooLittle ? send.apply(requests.head(met, method, path, body)) : outcome;
    }

    private Outcome<SessionGrant> begin(Contact met, SessionGrant.Offer offer) {
        return exchange.json(
                requests.signed(met, "POST", "/v1/session", Json.bytes(offer)), SessionGrant.class);
    }

    <T> Outcome<T> get(String path, Class<T> type) {
        return shown("GET", path, NOTHING, r -> exchange.list(r.GET().build(), type));
    }

    private <T> Outcome<T> call(String method, String path, Object body, Class<T> type) {
        return renewing(
                contact()
                        .then(
                                met ->
                                        exchange.json(
                                                requests.signed(
                                                        met, method, path, Json.bytes(body)),
                                                type)));
    }

    private Outcome<byte[]> call(String method, String path, Object body) {
        return renewing(
                contact()
                        .then(
                                met ->
                                        exchange.bytes(
                                                requests.signed(
                                                        met, method, path, Json.bytes(body)))));
    }

    /// A server that no longer knows us or our clock is met anew before the next attempt.
    private <T> Outcome<T> renewing(Outcome<T> outcome) {
        if (outcome instanceof Refused<T>(String problem, int _) && problem.equals(SUPERSEDED)) {
            superseded = true;
        }
        boolean stranger =
                switch (outcome) {
                    case Ok<T> _ -> false;
                    case Refused<T>(String problem, int _) -> problem.equals("unknown-device");
                    case Unreachable<T>(String problem, var _) ->
                            problem.equals("not-authenticated");
                };
        if (stranger) {
            contact = null;
        }
        return outcome;
    }

    static String path(Lease lease, String verb) {
        return "/v1/leases/" + lease.id().value() + "/" + verb;
    }

    @Override
    public void close() {
        exchange.close();
    }
}
