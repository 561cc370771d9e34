package hearth.coordinator;

import hearth.protocol.ClaimProof;
import hearth.protocol.DeviceId;
import hearth.protocol.JobId;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest;
import hearth.protocol.Messages;
import hearth.protocol.Messages.Awaited;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.Earnings;
import hearth.protocol.Messages.Heartbeat;
import hearth.protocol.Messages.HeartbeatReply;
import hearth.protocol.Messages.LeaseReply;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Registration;
import hearth.protocol.Messages.Release;
import hearth.protocol.RealisedRates;
import hearth.protocol.Receipt;
import hearth.protocol.ServerId;
import hearth.protocol.SessionGrant;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.storage.BlobStore;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/// The coordinator without a network: every request as a method, every background step as a method
/// that does what is due now. All state is in the database, so requests may come from many threads;
/// `advance`, `settle`, `post` and `evaluate` each from one thread at a time.
public final class Coordinator {
    private final Premises premises;
    private final SigningKey key;
    private final Manifests manifests;
    private final Devices devices;
    private final Sessions sessions;
    private final Admission admission;
    private final LeaseGrants grants;
    private final LeaseProgress progress;
    private final Reveals reveals;
    private final RoundClosing closing;
    private final Jobs jobs;
    private final JobViews views;
    private final Figures figures;
    private final Accounts accounts;
    private final Households households;
    private final Claims claims;
    private final Settling settling;
    private final JobOwners owners;
    private final Payouts payouts;
    private final Publications publications;
    private final OwnedJobs owned;
    private final Evaluations evaluations;
    private final Auditing auditing;
    private final Appeals appeals;

    public Coordinator(Premises premises, SigningKey key, CoordinatorConfig config) {
        this.premises = premises;
        this.key = key;
        manifests = new Manifests(premises.blobs());
        devices = new Devices(premises);
        var words =
                new WalletWords(
                        config.ports().payouts(),
                        key.serverId(),
                        config.contract().map(c -> c.chainId()).orElse(0L),
                        premises.clock());
        payouts = new Payouts(premises, words);
        sessions =
                new Sessions(
                        premises.database(), key, new SecureRandom(), premises.clock().instant());
        admission = new Admission(devices, key, premises.clock(), sessions);
        auditing = new Auditing(premises, manifests);
        appeals = new Appeals(premises, manifests);
        var recent = new RecentLeases();
        grants = new LeaseGrants(premises, manifests, auditing, recent);
        progress = new LeaseProgress(premises, manifests, recent);
        reveals = new Reveals(premises, manifests, auditing, recent, new Receipts(key));
        closing = new RoundClosing(premises, manifests, auditing);
        jobs = new Jobs(premises, manifests, config.ports().evaluator());
        views = new JobViews(premises, manifests);
        figures = new Figures(premises, manifests);
        accounts = new Accounts(premises, manifests);
        households = new Households(premises, new SecureRandom());
        claims = new Claims(premises.database(), premises.blobs(), premises.clock());
        owners = new JobOwners(premises, words);
        var escrows =
                config.ports()
                        .escrow()
                        .map(e -> new Escrows(premises, jobs, e, config.ports().settlement()));
        publications = new Publications(premises, jobs, config.ports().evaluator(), escrows);
        owned = new OwnedJobs(premises, manifests, jobs);
        var logging = config.ports().log().map(l -> new RoundLogging(premises, manifests, l));
        settling = new Settling(premises, config, escrows, logging);
        evaluations =
                new Evaluations(
                        premises, manifests, jobs, auditing, appeals, config.ports().evaluator());
    }

    public ServerId id() {
        return key.serverId();
    }

    /// Where the data of a job has to be before the job is created.
    public BlobStore blobs() {
        return premises.blobs();
    }

    /// Makes a job known and funds it; a job that is known already stays as it is. It runs once its
    /// first checkpoint is prepared.
    ///
    /// @throws IllegalArgumentException if nobody could carry the manifest out, with a sentence
    /// that says why
    public void create(JobId job, Manifest manifest) {
        jobs.create(job, manifest);
    }

    public boolean pause(JobId job) {
        return jobs.pause(job);
    }

    /// Ends a job before its time, as its owner may.
    public boolean cancel(JobId job) {
        return jobs.cancel(job);
    }

    public boolean resume(JobId job) {
        return jobs.resume(job);
    }

    JobOwners owners() {
        return owners;
    }

    Publications publications() {
        return publications;
    }

    /// Jobs as their owners see them.
    OwnedJobs owned() {
        return owned;
    }

    Figures figures() {
        return figures;
    }

    RealisedRates realisedEarnings() {
        return figures.earnings();
    }

    boolean isJob(JobId job) {
        return premises.database().ask(session -> Jobs.isKnown(session, job));
    }

    public Answer<DeviceId> register(DeviceId device, Registration registration) {
        var answer = devices.register(device, registration);
        if (answer instanceof Answer.Done<DeviceId>) {
            sessions.end(device);
        }
        return answer;
    }

    /// Lets a device show who it is with an HMAC for a while.
    public Answer<SessionGrant> beginSession(DeviceId device, SessionGrant.Offer offer) {
        return sessions.begin(device, offer, premises.clock().instant());
    }

    public Answer<DeviceId> bindPayout(DeviceId device, PayoutBinding binding) {
        return payouts.bind(device, binding);
    }

    Payouts payouts() {
        return payouts;
    }

    /// Whether a request is let in, and whose it is; a request that was is not let in again.
    ///
    /// @param body hash of the body, known or promised, of this device's request; or why there is
    /// none
    public Answer<DeviceId> admit(
            SignedRequest request, Function<DeviceId, Answer<Sha256>> body, Proof proof) {
        return admission.admit(request, body, proof);
    }

    /// For which account a key that was let in acts, if for any.
    Optional<String> accountOf(DeviceId key) {
        return admission.accountOf(key);
    }

    boolean useNonce(DeviceId device, String nonce, Duration window) {
        return devices.useNonce(device, nonce, window);
    }

    public LeaseReply lease(DeviceId device, LeaseRequest request) {
        return grants.grant(device, request);
    }

    public Answer<HeartbeatReply> heartbeat(DeviceId device, LeaseId lease, Heartbeat heartbeat) {
        return progress.heartbeat(device, lease, heartbeat);
    }

    public Answer<LeaseId> commit(DeviceId device, LeaseId lease, Commit commit) {
        return progress.commit(device, lease, commit);
    }

    public Answer<LeaseId> release(DeviceId device, LeaseId lease, Release release) {
        return progress.release(device, lease, release);
    }

    Reveals reveals() {
        return reveals;
    }

    /// Asks the coordinator to repeat the lease of a refused result itself.
    public Answer<LeaseId> appeal(DeviceId device, LeaseId lease) {
        return appeals.file(device, lease);
    }

    Answer<Awaited> received(DeviceId device, LeaseId lease, boolean direct) {
        return reveals.received(device, lease, direct);
    }

    /// What was given for a lease of the device, once more.
    Answer<Receipt> receipt(DeviceId device, LeaseId lease) {
        return reveals.receipt(device, lease);
    }

    /// @param from number of bytes that the device knows to have arrived
    /// @param bytes that follow them; read to their end, not closed
    Answer<Reveals.Taken> reveal(
            DeviceId device, LeaseId lease, long token, long from, InputStream bytes) {
        return switch (reveals.awaited(device, lease)) {
            case Answer.Refused<Leases.Held> refused -> Answer.refused(refused.reason());
            case Answer.Done<Leases.Held>(var held) -> reveals.reveal(held, token, from, bytes);
        };
    }

    public Messages.Jobs jobs() {
        return views.jobs();
    }

    /// What everybody may see.
    JobViews views() {
        return views;
    }

    /// @param after sequence of the last result seen, 0 at the beginning
    public Messages.Results results(DeviceId device, long after) {
        return accounts.results(device, after);
    }

    /// A whole update at once.
    public Answer<Receipt> submit(DeviceId device, LeaseId lease, long token, byte[] update) {
        return switch (reveal(device, lease, token, 0, new ByteArrayInputStream(update))) {
            case Answer.Refused<Reveals.Taken> refused -> Answer.refused(refused.reason());
            case Answer.Done<Reveals.Taken>(Reveals.Taken.Whole(var receipt)) ->
                    Answer.done(receipt);
            case Answer.Done<Reveals.Taken>(Reveals.Taken.Part _) ->
                    Answer.refused(Refusal.WRONG_LENGTH);
        };
    }

    /// What a contributor may know about itself.
    Accounts accounts() {
        return accounts;
    }

    public Earnings earnings(DeviceId device) {
        return accounts.earnings(device);
    }

    /// Machines of one owner that see each other.
    Households households() {
        return households;
    }

    /// @param address `0x` and 40 hex digits
    public Answer<ClaimProof> claimProof(String address) {
        return claims.proof(address);
    }

    Claims claims() {
        return claims;
    }

    /// Length of public content: manifests, shards, checkpoints, accepted updates, leaf files.
    Answer<Long> published(Sha256 hash) {
        return here(hash, premises.database().ask(session -> Blobs.isPublished(session, hash)));
    }

    /// Content of jobs whose data is not everybody's.
    ///
    /// @param key of a device or of an owner
    /// @return its length
    Answer<Long> shownTo(DeviceId key, Sha256 hash) {
        return here(
                hash,
                premises.database()
                        .read(session -> Clearance.mayFetch(session, manifests, key, hash)));
    }

    private Answer<Long> here(Sha256 hash, boolean isAllowed) {
        var size = isAllowed ? premises.blobs().size(hash) : OptionalLong.empty();
        return size.isPresent()
                ? Answer.done(size.getAsLong())
                : Answer.refused(Refusal.NO_SUCH_BLOB);
    }

    /// Expires leases, closes rounds, publishes checkpoints, ends jobs: whatever is due and no
    /// other coordinator does.
    public List<PublishedRound> advance() {
        boolean sweeps = has(Duties.SWEEPING);
        if (sweeps) {
            sweep();
        }
        var expected = premises.database().read(Leases::promised);
        expected.addAll(premises.database().read(Publications::expected));
        premises.blobs().forgetStaged(expected);
        try {
            return closeRounds();
        } finally {
            if (sweeps) {
                jobs.drain();
            }
        }
    }

    /// The part of `advance` for which devices wait: scores full rounds and publishes them. With
    /// none it costs two questions, so it may follow each update.
    public List<PublishedRound> closeRounds() {
        return closing.advance();
    }

    private boolean has(String duty) {
        return premises.duties().take(duty).isPresent();
    }

    private void sweep() {
        var now = premises.clock().instant();
        var policy = premises.policy();
        var database = premises.database();
        database.change(session -> Leases.expire(session, now));
        // What is nearly always nothing is looked for while others write.
        database.read(session -> Rounds.patient(session, policy, now))
                .forEach(w -> database.change(s -> Rounds.closePatiently(s, w, policy, now)));
        payouts.count(now);
        publications.resume();
        auditing.advance();
    }

    /// Whether a round is on its way to its checkpoint, so that more results are about to be
    /// judged.
    public boolean isClosingRounds() {
        return premises.database().ask(Rounds::areClosing);
    }

    /// Freezes the open epoch with everything whose hold-back is over and that can be paid, if the
    /// root before is through.
    ///
    /// @return its number, unless there was nothing to release
    public Optional<Long> settle() {
        return settling.freeze();
    }

    /// Looks at the budgets in the escrow, carries frozen roots to the chain, and logs rounds
    /// there.
    public void post() {
        settling.post();
    }

    /// Prepares one job or measures one checkpoint.
    ///
    /// @return false if nothing waits
    public boolean evaluate() {
        return has(Duties.EVALUATING) && evaluations.workOnce();
    }

    /// Removes some of the bytes that nobody can ask for any more; says whether there may be more.
    public boolean tidy() {
        Tallies.fold(premises);
        return Removal.turn(premises);
    }

    /// Everything that must always hold and does not, in words.
    public List<String> violations() {
        return premises.database().read(Invariants::violations);
    }
}
