package hearth.coordinator;

import hearth.protocol.ClaimProof;
import hearth.protocol.Messages;
import hearth.protocol.OwnerMessages;
import hearth.protocol.PayoutMessages;
import hearth.protocol.PendingClaim;
import hearth.protocol.RealisedRates;
import hearth.protocol.Receipt;
import hearth.protocol.SessionGrant;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One thing that the HTTP interface does, as it is described to others.
///
/// @param query names of its numbers behind the question mark
/// @param body that it reads; absent for none
/// @param headers of its own that it needs, each a number
/// @param reply that it writes when it is done; absent for none
/// @param form of a reply that is text, as its Content-Type has it
/// @param partly what it writes, with 202, while bytes are missing; absent where none can
record Endpoint(
        String method,
        String path,
        Signer signer,
        String summary,
        List<Asked> query,
        List<String> headers,
        Optional<Class<?>> body,
        Optional<Class<?>> reply,
        Optional<Class<?>> partly,
        String form) {
    private static final String JSON = "application/json";

    /// A part of the query that may be left out.
    record Asked(String name, Class<?> type) {}

    /// Whose signature, or whose word, a request needs.
    enum Signer {
        NOBODY,
        DEVICE,
        OWNER,
        OPERATOR
    }

    private static Endpoint get(String path, Signer signer, Class<?> reply, String summary) {
        return of("GET", path, signer, summary, Optional.empty()).replies(reply);
    }

    private static Endpoint on(
            String method, String path, Signer signer, Class<?> body, String summary) {
        return of(method, path, signer, summary, Optional.of(body));
    }

    private static Endpoint of(
            String method, String path, Signer signer, String summary, Optional<Class<?>> body) {
        return new Endpoint(
                method,
                path,
                signer,
                summary,
                List.of(),
                List.of(),
                body,
                Optional.empty(),
                Optional.empty(),
                JSON);
    }

    private Endpoint replies(Class<?> type) {
        return new Endpoint(
                method,
                path,
                signer,
                summary,
                query,
                headers,
                body,
                Optional.of(type),
                partly,
                form);
    }

    private Endpoint repliesToPart(Class<?> type) {
        return new Endpoint(
                method,
                path,
                signer,
                summary,
                query,
                headers,
                body,
                reply,
                Optional.of(type),
                form);
    }

    /// A number or an instant in milliseconds, behind which or from which on things are told, or 1
    /// for more of each.
    private Endpoint asks(String name) {
        return asks(new Asked(name, long.class));
    }

    private Endpoint asks(Asked asked) {
        var all = Stream.concat(query.stream(), Stream.of(asked)).toList();
        return new Endpoint(method, path, signer, summary, all, headers, body, reply, partly, form);
    }

    private Endpoint in(String type) {
        return new Endpoint(
                method, path, signer, summary, query, headers, body, reply, partly, type);
    }

    private Endpoint needs(String header) {
        return new Endpoint(
                method, path, signer, summary, query, List.of(header), body, reply, partly, form);
    }

    static final List<Endpoint> ALL =
            List.of(
                    get("/v1/server", Signer.NOBODY, Messages.Server.class, "Who this is."),
                    get(
                                    "/v1/jobs",
                                    Signer.NOBODY,
                                    Messages.Jobs.class,
                                    "What is trained, and the newest 100 jobs that ended; with"
                                            + " after, 200 of all jobs that came after that one,"
                                            + " the first ones if it is empty.")
                            .asks(new Asked("after", String.class)),
                    get(
                                    "/v1/jobs/{id}/rounds",
                                    Signer.NOBODY,
                                    Messages.Rounds.class,
                                    "The newest 1000 published rounds of a job; with from, 1000"
                                            + " from that number on.")
                            .asks("from"),
                    get(
                                    "/v1/jobs/{id}/log",
                                    Signer.NOBODY,
                                    Messages.JobLog.class,
                                    "Names of what a job's checkpoints are computed again from, of"
                                            + " the first 10000 rounds; with from, of 10000 from"
                                            + " that number on.")
                            .asks("from"),
                    get(
                                    "/v1/epochs",
                                    Signer.NOBODY,
                                    Messages.Epochs.class,
                                    "What was settled on chain, the first 1000 epochs; with from,"
                                            + " 1000 from that number on; with heads, what the"
                                            + " ledger was until each.")
                            .asks("from")
                            .asks("heads"),
                    get(
                            "/v1/claims/{address}",
                            Signer.NOBODY,
                            ClaimProof.class,
                            "The proof of what an account may claim now."),
                    get(
                            "/v1/claims/{address}/pending",
                            Signer.NOBODY,
                            PendingClaim.class,
                            "What it may claim once the newest root counts, and when."),
                    get(
                            "/v1/blobs/{sha256}",
                            Signer.NOBODY,
                            byte[].class,
                            "Public content, also from a byte on (Range)."),
                    on(
                            "PUT",
                            "/v1/device",
                            Signer.DEVICE,
                            Messages.Registration.class,
                            "Makes the device known."),
                    on(
                            "PUT",
                            "/v1/device/payout",
                            Signer.DEVICE,
                            Messages.PayoutBinding.class,
                            "Binds the device to its first account."),
                    get(
                            "/v1/device/payout",
                            Signer.DEVICE,
                            PayoutMessages.Payout.class,
                            "To which account the device is paid, and what is about to change."),
                    on(
                                    "POST",
                                    "/v1/device/payout/change",
                                    Signer.DEVICE,
                                    PayoutMessages.PayoutChange.class,
                                    "Has another account paid a day later, by its wallet's word.")
                            .replies(PayoutMessages.Payout.class),
                    on(
                            "POST",
                            "/v1/device/payout/undo",
                            Signer.NOBODY,
                            PayoutMessages.PayoutUndo.class,
                            "Takes a change back, by the word of the wallet that is paid now."),
                    on(
                                    "POST",
                                    "/v1/session",
                                    Signer.DEVICE,
                                    SessionGrant.Offer.class,
                                    "Agrees on a key for an HMAC in place of signatures.")
                            .replies(SessionGrant.class),
                    on(
                                    "POST",
                                    "/v1/leases",
                                    Signer.DEVICE,
                                    Messages.LeaseRequest.class,
                                    "Asks for work.")
                            .replies(Messages.LeaseReply.class),
                    on(
                                    "POST",
                                    "/v1/leases/{id}/heartbeat",
                                    Signer.DEVICE,
                                    Messages.Heartbeat.class,
                                    "Says that a lease is worked on.")
                            .replies(Messages.HeartbeatReply.class),
                    on(
                            "POST",
                            "/v1/leases/{id}/commit",
                            Signer.DEVICE,
                            Messages.Commit.class,
                            "Promises an update by its hash."),
                    on(
                            "POST",
                            "/v1/leases/{id}/release",
                            Signer.DEVICE,
                            Messages.Release.class,
                            "Gives a lease back."),
                    on(
                            "POST",
                            "/v1/leases/{id}/appeal",
                            Signer.DEVICE,
                            Messages.Appeal.class,
                            "Asks that the coordinator repeats a refused result's lease itself."),
                    get(
                            "/v1/leases/{id}/update",
                            Signer.DEVICE,
                            Messages.Awaited.class,
                            "How much of an update has arrived."),
                    on(
                                    "PUT",
                                    "/v1/leases/{id}/update",
                                    Signer.DEVICE,
                                    byte[].class,
                                    "The bytes of an update.")
                            .asks("from")
                            .needs(HttpInterface.TOKEN_HEADER)
                            .replies(Receipt.class)
                            .repliesToPart(Messages.Received.class),
                    get(
                            "/v1/leases/{id}/receipt",
                            Signer.DEVICE,
                            Receipt.class,
                            "The receipt that was given, once more."),
                    get(
                                    "/v1/results",
                                    Signer.DEVICE,
                                    Messages.Results.class,
                                    "What became of the device's results.")
                            .asks("after"),
                    get(
                            "/v1/earnings",
                            Signer.DEVICE,
                            Messages.Earnings.class,
                            "Sums of the device's account."),
                    get(
                            "/v1/earnings/held",
                            Signer.DEVICE,
                            Messages.HeldPay.class,
                            "When held pay of the device's account is due."),
                    get(
                            "/v1/standing",
                            Signer.DEVICE,
                            Messages.Standings.class,
                            "What the device is known for."),
                    get(
                                    "/v1/household",
                                    Signer.DEVICE,
                                    Messages.Household.class,
                                    "The machines that the device may see.")
                            .asks("since"),
                    on(
                                    "POST",
                                    "/v1/household/code",
                                    Signer.DEVICE,
                                    Messages.PairingRequest.class,
                                    "A code to pair another machine with.")
                            .replies(Messages.PairingCode.class),
                    on(
                            "POST",
                            "/v1/household/join",
                            Signer.DEVICE,
                            Messages.PairingAnswer.class,
                            "Joins the household of a code."),
                    on(
                            "POST",
                            "/v1/household/leave",
                            Signer.DEVICE,
                            Messages.Parting.class,
                            "Leaves the household."),
                    on(
                            "PUT",
                            "/v1/owner",
                            Signer.OWNER,
                            Messages.PayoutBinding.class,
                            "Binds an owner's key to the account that pays."),
                    on(
                            "POST",
                            "/v1/owner/revoke",
                            Signer.NOBODY,
                            PayoutMessages.OwnerRevocation.class,
                            "Revokes an owner's key for good, by its account's wallet's word."),
                    on(
                                    "PUT",
                                    "/v1/jobs/{id}",
                                    Signer.OWNER,
                                    OwnerMessages.Publication.class,
                                    "Makes a draft of a job; again finds it.")
                            .replies(OwnerMessages.Draft.class),
                    get(
                            "/v1/jobs/{id}",
                            Signer.OWNER,
                            OwnerMessages.OwnedJob.class,
                            "A job as its owner sees it."),
                    get(
                            "/v1/jobs/{id}/provenance",
                            Signer.OWNER,
                            OwnerMessages.Provenance.class,
                            "How the model came to be."),
                    get(
                            "/v1/jobs/{id}/answers",
                            Signer.OWNER,
                            OwnerMessages.AnswerList.class,
                            "What the model of a job was asked and answered so far."),
                    on(
                                    "POST",
                                    "/v1/jobs/{id}/cancel",
                                    Signer.OWNER,
                                    OwnerMessages.Wish.class,
                                    "Ends a job before its time.")
                            .replies(OwnerMessages.OwnedJob.class),
                    on(
                                    "POST",
                                    "/v1/jobs/{id}/pause",
                                    Signer.OWNER,
                                    OwnerMessages.Wish.class,
                                    "Gives out no more leases of a job.")
                            .replies(OwnerMessages.OwnedJob.class),
                    on(
                                    "POST",
                                    "/v1/jobs/{id}/resume",
                                    Signer.OWNER,
                                    OwnerMessages.Wish.class,
                                    "Gives leases out again.")
                            .replies(OwnerMessages.OwnedJob.class),
                    get(
                            "/v1/jobs/{id}/data/{sha256}",
                            Signer.OWNER,
                            Messages.Received.class,
                            "How much of a piece of data has arrived."),
                    on(
                                    "PUT",
                                    "/v1/jobs/{id}/data/{sha256}",
                                    Signer.OWNER,
                                    byte[].class,
                                    "The bytes of a piece of data.")
                            .asks("from")
                            .replies(Messages.Received.class)
                            .repliesToPart(Messages.Received.class),
                    get("/v1/openapi.json", Signer.NOBODY, String.class, "This description."),
                    get(
                            "/v1/earnings/realised",
                            Signer.NOBODY,
                            RealisedRates.class,
                            "What an hour of work earned, by recipe and by what computed it."),
                    get("/status", Signer.NOBODY, String.class, "The state in HTML, for people.")
                            .in("text/html"),
                    get(
                            "/status.json",
                            Signer.NOBODY,
                            StatusPage.Status.class,
                            "The same as JSON."),
                    get(
                                    "/metrics",
                                    Signer.OPERATOR,
                                    String.class,
                                    "Figures in the text form of OpenMetrics.")
                            .in("application/openmetrics-text"));
}
