package hearth.coordinator.load;

import hearth.coordinator.Answer;
import hearth.coordinator.Coordinator;
import hearth.coordinator.Proof;
import hearth.coordinator.SignedRequest;
import hearth.protocol.DeviceId;
import hearth.protocol.Json;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.Heartbeat;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.Release;
import hearth.protocol.SessionGrant;
import hearth.protocol.Sha256;

import java.io.IOException;

/// The coordinator's methods, with the same checks and the same parsing but without HTTP.
final class DirectWay implements Way {
    private final Coordinator coordinator;

    DirectWay(Coordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public byte[] send(Signed request) throws IOException {
        var content = request.content();
        var admitted =
                coordinator.admit(
                        new SignedRequest(
                                content.method(),
                                content.path(),
                                content.device().value(),
                                Long.toString(content.timestamp().toEpochMilli()),
                                content.nonce(),
                                request.signature(),
                                request.mac(),
                                Sender.INSTANCE),
                        _ -> Answer.done(Sha256.of(request.body())),
                        Proof.SIGNATURE_OR_SESSION);
        return switch (admitted) {
            case Answer.Refused<DeviceId> refused -> throw new IOException(refused.toString());
            case Answer.Done<DeviceId>(var device) -> carryOut(device, request);
        };
    }

    private byte[] carryOut(DeviceId device, Signed request) throws IOException {
        var parts = request.content().path().split("/", -1);
        var last = parts[parts.length - 1];
        if (last.equals("session")) {
            var offer = Json.read(request.body(), SessionGrant.Offer.class);
            return done(coordinator.beginSession(device, offer));
        }
        if (last.equals("leases")) {
            return Json.bytes(
                    coordinator.lease(device, Json.read(request.body(), LeaseRequest.class)));
        }
        var lease = new LeaseId(parts[parts.length - 2]);
        var answer =
                switch (last) {
                    case "heartbeat" ->
                            coordinator.heartbeat(
                                    device, lease, Json.read(request.body(), Heartbeat.class));
                    case "commit" ->
                            coordinator.commit(
                                    device, lease, Json.read(request.body(), Commit.class));
                    case "release" ->
                            coordinator.release(
                                    device, lease, Json.read(request.body(), Release.class));
                    default -> coordinator.submit(device, lease, request.token(), request.body());
                };
        return done(answer);
    }

    private static byte[] done(Answer<?> answer) throws IOException {
        return switch (answer) {
            case Answer.Refused<?> refused -> throw new IOException(refused.toString());
            case Answer.Done<?> done -> Json.bytes(done.value());
        };
    }

    @Override
    public boolean isHere() {
        return true;
    }

    @Override
    public void close() {}
}
