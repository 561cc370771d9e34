package hearth.worker;

import hearth.protocol.JobId;
import hearth.protocol.Manifest;
import hearth.protocol.Messages;
import hearth.protocol.PayoutMessages;
import hearth.protocol.Sha256;

/// What a device asks the coordinator for and changes nothing with. Each call is one attempt.
record CoordinatorReads(CoordinatorClient coordinator) {
    Outcome<Messages.Jobs> jobs() {
        return coordinator.get("/v1/jobs", Messages.Jobs.class);
    }

    Outcome<Messages.Rounds> rounds(JobId job) {
        return coordinator.get("/v1/jobs/" + job.value() + "/rounds", Messages.Rounds.class);
    }

    /// The one of that hash.
    Outcome<Manifest> manifest(Sha256 hash) {
        return coordinator.get("/v1/blobs/" + hash.hex(), Manifest.class);
    }

    Outcome<Messages.Results> results(long after) {
        return coordinator.get("/v1/results?after=" + after, Messages.Results.class);
    }

    Outcome<Messages.Earnings> earnings() {
        return coordinator.get("/v1/earnings", Messages.Earnings.class);
    }

    /// Where this device is paid.
    Outcome<PayoutMessages.Payout> payout() {
        return coordinator.get("/v1/device/payout", PayoutMessages.Payout.class);
    }

    Outcome<Messages.HeldPay> held() {
        return coordinator.get("/v1/earnings/held", Messages.HeldPay.class);
    }

    Outcome<Messages.Standings> standings() {
        return coordinator.get("/v1/standing", Messages.Standings.class);
    }
}
