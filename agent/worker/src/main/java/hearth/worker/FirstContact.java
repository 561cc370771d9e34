package hearth.worker;

import hearth.protocol.Json;
import hearth.protocol.Messages;
import hearth.worker.Outcome.Ok;
import hearth.worker.Outcome.Unreachable;
import hearth.worker.SignedRequests.Contact;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Meets the coordinator: asks who it is and what time it has, and makes this device known there.
/// The greeting is nobody's word, and no refusal. The answer to the registration is the
/// coordinator's own, and a registration that was dated by a false time would have been refused, so
/// a coordinator is pinned after that only.
///
/// @param name of this device, as its owner calls it
record FirstContact(
        SignedRequests requests,
        Exchange exchange,
        ReplyCheck replies,
        ServerPin pin,
        String name) {
    Outcome<Contact> meet(Clock clock) {
        var hello = Exchange.request(requests.uri("/v1/server")).GET().build();
        return exchange.json(hello, Messages.Server.class)
                .otherwise(_ -> new Unreachable<>("coordinator-garbled"))
                .then(this::checked)
                .then(
                        server ->
                                registered(
                                        new Contact(
                                                server,
                                                Duration.between(clock.instant(), server.time()))));
    }

    private Outcome<Messages.Server> checked(Messages.Server server) {
        if (pin.pinned().filter(known -> !known.equals(server.id())).isPresent()) {
            return new Unreachable<>("server-changed");
        }
        replies.expect(server.id());
        return new Ok<>(server);
    }

    private Outcome<Contact> registered(Contact met) {
        var body = Json.bytes(new Messages.Registration(name, Optional.of(requests.instance())));
        return exchange.bytes(requests.signed(met, "PUT", "/v1/device", body))
                .then(
                        _ -> {
                            if (pin.pinned().isEmpty()) {
                                pin.pin(met.server().id());
                            }
                            return new Ok<>(met);
                        });
    }
}
