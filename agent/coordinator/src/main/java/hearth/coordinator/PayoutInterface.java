package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.Json;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.PayoutMessages.PayoutChange;
import hearth.protocol.PayoutMessages.PayoutUndo;
import hearth.protocol.Sha256;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.function.BiFunction;

/// The part of the interface that says where a device is paid. Nothing is changed here in a
/// session: that needs the device's key and a wallet's word besides.
final class PayoutInterface implements HttpService {
    private static final int MAX_JSON = 1 << 12;

    private final Payouts payouts;
    private final RequestGate gate;
    private final Bodies bodies;

    PayoutInterface(Payouts payouts, RequestGate gate, Bodies bodies) {
        this.payouts = payouts;
        this.gate = gate;
        this.bodies = bodies;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/v1/device/payout", asked())
                .put("/v1/device/payout", signed(PayoutBinding.class, payouts::bind))
                .post("/v1/device/payout/change", signed(PayoutChange.class, payouts::change))
                .post("/v1/device/payout/undo", HttpInterface.guarded(this::undo));
    }

    private Handler asked() {
        return HttpInterface.guarded(
                (request, response) ->
                        HttpInterface.send(
                                response,
                                gate.admit(
                                                request,
                                                _ -> Answer.done(Sha256.of(new byte[0])),
                                                Proof.SIGNATURE_OR_SESSION)
                                        .map(payouts::of)));
    }

    private <B> Handler signed(Class<B> type, BiFunction<DeviceId, B, Answer<?>> work) {
        return HttpInterface.guarded(
                (request, response) -> {
                    var bytes = bodies.json(request, MAX_JSON);
                    HttpInterface.send(
                            response,
                            switch (gate.admit(
                                    request, _ -> Answer.done(Sha256.of(bytes)), Proof.SIGNATURE)) {
                                case Answer.Refused<DeviceId> refused -> refused;
                                case Answer.Done<DeviceId>(var device) ->
                                        work.apply(device, Json.read(bytes, type));
                            });
                });
    }

    /// Whoever brings the wallet's word: the device may be in other hands.
    private void undo(ServerRequest request, ServerResponse response) {
        var bytes = bodies.json(request, MAX_JSON);
        HttpInterface.send(
                response,
                gate.named(request, Sha256.of(bytes))
                        .map(Answer::<DeviceId>refused)
                        .orElseGet(() -> payouts.undo(Json.read(bytes, PayoutUndo.class))));
    }
}
