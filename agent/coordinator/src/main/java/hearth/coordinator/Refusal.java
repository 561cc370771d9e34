package hearth.coordinator;

/// Every reason for which a request is not done: a stable id for programs, a sentence for logs, the
/// HTTP status that says the same.
public enum Refusal {
    MALFORMED("malformed", 400, "The request is not in the expected form."),
    UNSIGNED("unsigned", 401, "The request carries no complete signature."),
    BAD_SIGNATURE("bad-signature", 401, "The signature does not fit the request."),
    CLOCK_OFF("clock-off", 401, "The request's time is more than two minutes off."),
    REPLAYED("replayed", 409, "The nonce was used before."),
    UNKNOWN_DEVICE("unknown-device", 401, "The device is not registered."),
    SUPERSEDED("superseded", 409, "Another running agent registered this device since."),
    UNKNOWN_SESSION("unknown-session", 409, "There is no such session; sign this request."),
    BAD_BINDING("bad-binding", 422, "The wallet's signature does not bind this device."),
    PAYOUT_BOUND(
            "payout-bound",
            409,
            "The device is paid to another account; this takes an order that changes it."),
    OTHER_PAYOUT(
            "other-payout", 409, "The order does not fit where the device is paid now; ask again."),
    NO_SUCH_LEASE("no-such-lease", 404, "The device has no such lease."),
    STALE_TOKEN("stale-token", 409, "The shard was given to somebody else since."),
    LEASE_ENDED("lease-ended", 409, "The lease has expired, was given back or is finished."),
    NOT_COMMITTED("not-committed", 409, "The hash of the update comes before its bytes."),
    OTHER_COMMIT("other-commit", 409, "The lease was committed to another hash."),
    WRONG_LENGTH("wrong-length", 422, "The update does not have the length of this job."),
    WRONG_STEPS("wrong-steps", 422, "A lease does not have that many steps."),
    UPLOAD_AGAIN("upload-again", 409, "Ask how much has arrived and go on there."),
    NO_ROOM("no-room", 503, "Too many updates are arriving; try again later."),
    OTHER_CONTENT("other-content", 422, "The bytes are not the ones that were committed."),
    UPDATE_REFUSED("update-refused", 422, "The update is not one of this lease; see results."),
    NO_SUCH_JOB("no-such-job", 404, "There is no such job."),
    UNFIT_MANIFEST("unfit-manifest", 422, "The manifest asks for what nobody could or may do."),
    UNFIT_BOUNDS("unfit-bounds", 422, "The job would judge work by bounds of its owner's own."),
    UNFIT_EXTENT(
            "unfit-extent", 422, "The manifest's lengths or its end are not as they should be."),
    GRACE_TOO_SHORT(
            "grace-too-short",
            409,
            "This network's escrow leaves too little time to pay for work after a job's end."),
    NOT_AN_OWNER("not-an-owner", 403, "The key is bound to no account that may do this."),
    KEY_REVOKED("key-revoked", 403, "The key's account has revoked it."),
    NOT_THE_OPERATOR("not-the-operator", 401, "This is for the operator's token only."),
    NO_SUCH_BLOB("no-such-blob", 404, "There is no such public content."),
    WRONG_CODE("wrong-code", 422, "This is no pairing code that is open."),
    PAIRED_ALREADY("paired-already", 409, "The device is in another household; it may leave it."),
    HOUSEHOLD_FULL("household-full", 409, "The household has no room for another device."),
    TOO_MANY_CODES("too-many-codes", 403, "Too many codes from this device; try again later."),
    NO_CLAIM("no-claim", 404, "Nothing was posted for this address yet."),
    NO_SUCH_PATH("no-such-path", 404, "There is nothing at this path."),
    TOO_LARGE("too-large", 413, "The body is larger than this request allows."),
    TOO_SLOW("too-slow", 408, "The body came too slowly; it may be sent again."),
    TOO_MANY_REQUESTS("too-many-requests", 429, "Too many requests; wait as long as is said."),
    BUSY("busy", 503, "The coordinator has too much to do; wait as long as is said."),
    /// Coordinators of before said `unknown-protocol` instead of either.
    AGENT_TOO_OLD("agent-too-old", 426, "This coordinator speaks newer versions of the protocol."),
    COORDINATOR_TOO_OLD(
            "coordinator-too-old", 426, "This coordinator does not know that version yet."),
    NOT_APPEALABLE(
            "not-appealable", 409, "This result was not refused, or repeating it decides nothing."),
    APPEAL_TOO_LATE("appeal-too-late", 409, "What the lease began with is kept no longer."),
    TOO_MANY_APPEALS("too-many-appeals", 403, "Too many appeals wait or were lost; try later."),
    NO_BUDGET("no-budget", 409, "The job has no money left that could be paid for it."),
    BROKEN("broken", 500, "The coordinator failed; the request may be sent again.");

    private final String id;
    private final int status;
    private final String detail;

    Refusal(String id, int status, String detail) {
        this.id = id;
        this.status = status;
        this.detail = detail;
    }

    public String id() {
        return id;
    }

    public int status() {
        return status;
    }

    /// Whether the same request may well succeed a little later.
    boolean isForNow() {
        return this == TOO_MANY_REQUESTS || this == BUSY || this == NO_ROOM;
    }

    public String detail() {
        return detail;
    }
}
