package hearth.protocol;

import hearth.protocol.OwnerMessages.Asked;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Requests and replies of the coordinator's HTTP interface, version 1. Paths are in the
/// coordinator's README.
public final class Messages {
    private Messages() {}

    /// `GET /v1/server`, unsigned.
    ///
    /// @param rewards address of the rewards contract, absent while no chain is attached
    public record Server(
            ServerId id, String version, Instant time, long chainId, Optional<String> rewards) {}

    /// `PUT /v1/device`: makes the signing device known, or renames it.
    ///
    /// @param instance the running agent, 32 hex digits, new at each start: of two that have the
    /// same key the one that registered last is heard
    public record Registration(String name, Optional<String> instance) {
        /// Without a running agent, such as for a test of the interface.
        public Registration(String name) {
            this(name, Optional.empty());
        }
    }

    /// `PUT /v1/device/payout`: binds the signing device to a payout address by the wallet's
    /// EIP-712 signature.
    ///
    /// @param payout `0x` and 40 hex digits, EIP-55
    /// @param notAfter seconds since 1970 until which the binding may be presented
    /// @param walletSignature 65 bytes as hex (r, s, v) over PayoutBinding
    public record PayoutBinding(String payout, long notAfter, String walletSignature) {}

    /// `POST /v1/leases`.
    ///
    /// @param recipes that this device can run
    /// @param holding leases that the device knows to be its own; a live one that it does not name
    /// was lost on its way and is given again
    /// @param deviceClass what it computes with, such as `cpu` or `cuda`; absent where it does not
    /// say
    public record LeaseRequest(
            Set<String> recipes, Set<LeaseId> holding, Optional<String> deviceClass) {
        public LeaseRequest {
            recipes = Set.copyOf(recipes);
            holding = Set.copyOf(holding);
        }

        public LeaseRequest(Set<String> recipes) {
            this(recipes, Set.of());
        }

        public LeaseRequest(Set<String> recipes, Set<LeaseId> holding) {
            this(recipes, holding, Optional.empty());
        }
    }

    /// Reply to `POST /v1/leases`: a lease, or when to ask again and a stable reason id such as
    /// `no-payout`, `no-work`, `waiting-for-round`.
    public record LeaseReply(
            Optional<Lease> lease, Optional<String> reason, int retryAfterSeconds) {}

    /// `POST /v1/leases/{id}/heartbeat`.
    public record Heartbeat(long token, int stepsDone) {}

    /// @param expiresAt new end of the lease; a lease that is no longer live answers with a problem
    /// instead
    /// @param latest beyond which no heartbeat moves that end
    public record HeartbeatReply(Instant expiresAt, Instant latest) {}

    /// `POST /v1/leases/{id}/commit`: the hash of the update before its bytes.
    ///
    /// @param steps that the update stands for, from 1 to the manifest's inner steps; fewer earn
    /// their share
    /// @param sandbox in which it was trained, by the device's own word; absent where it is not
    /// known
    /// @param model of the card or processor that trained it, as its maker writes it and by the
    /// device's own word; absent where several did, where it is not known, and before version 2
    public record Commit(
            long token,
            Sha256 update,
            long bytes,
            int steps,
            float firstLoss,
            float lastLoss,
            Optional<SandboxGrade> sandbox,
            Optional<String> model) {
        /// Without a word about sandbox and model.
        public Commit(
                long token, Sha256 update, long bytes, int steps, float firstLoss, float lastLoss) {
            this(
                    token,
                    update,
                    bytes,
                    steps,
                    firstLoss,
                    lastLoss,
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /// How much of something that is sent has arrived.
    ///
    /// @param bytes from the beginning; an upload goes on there
    public record Received(long bytes) {}

    /// `GET /v1/leases/{id}/update`: how much of a committed update has arrived.
    ///
    /// @param bytes from the beginning; an upload goes on there
    /// @param at where the whole may be put for a while instead, with [DirectTransfer#CHECKSUM];
    /// then a `PUT` of nothing from its end on has it taken
    public record Awaited(long bytes, Optional<String> at) {}

    /// `POST /v1/leases/{id}/release`: gives the shard back without a result.
    public record Release(long token) {}

    /// One job as contributors see it.
    ///
    /// @param state of DESIGN.md's job machine
    /// @param heldOutLoss newest measured loss, nats
    /// @param sample text made by the newest checkpoint, for recipes that write text
    /// @param asked how far the answers are; absent where a model is trained
    public record JobView(
            JobId id,
            String title,
            String owner,
            String recipe,
            String state,
            Sha256 manifest,
            int round,
            int rounds,
            long parameters,
            Optional<BigDecimal> heldOutLossStart,
            Optional<BigDecimal> heldOutLoss,
            Optional<BigDecimal> accuracy,
            Optional<String> sample,
            Optional<Sha256> checkpoint,
            Optional<Asked> asked) {}

    /// `GET /v1/jobs`.
    public record Jobs(List<JobView> jobs) {}

    /// One published round: `GET /v1/jobs/{id}/rounds`.
    public record RoundView(
            int round,
            Sha256 checkpoint,
            int accepted,
            int refused,
            Optional<BigDecimal> heldOutLoss,
            Instant publishedAt) {}

    public record Rounds(List<RoundView> rounds) {}

    /// `GET /v1/jobs/{id}/log?from=`: names of the public content from which anybody computes every
    /// checkpoint of a job again, at most 10,000 in one answer.
    ///
    /// @param first checkpoint that round 0 started from; absent before it is there
    /// @param records of the published rounds, from the round on that was asked for; none after the
    /// last
    public record JobLog(Sha256 manifest, Optional<Sha256> first, List<Sha256> records) {
        public JobLog {
            records = List.copyOf(records);
        }
    }

    /// What was settled on chain, as a coordinator publishes it.
    ///
    /// @param root over what each account may claim, hex
    /// @param total of everything released up to this epoch
    /// @param leaves public content that the root stands for
    /// @param ledger what was settled until it; absent in an epoch from before there was such a
    /// head, and for whoever does not ask for it
    public record EpochView(
            long number, String root, Wei total, Sha256 leaves, Optional<LedgerHead> ledger) {}

    /// All that was ever settled, as one hash.
    ///
    /// @param entries hash of what was settled since the epoch before; nobody can tell from it what
    /// @param head SHA-256 of `hearth ledger head 1`, a line feed, the head before (64 zeros before
    /// the first), the epoch's number (8 bytes, high byte first) and `entries`; its first 20 bytes
    /// are an account in the leaf file that is owed nothing
    public record LedgerHead(Sha256 entries, Sha256 head) {}

    /// `GET /v1/epochs?from=&heads`: in the order of their numbers, at most 1,000 in one answer;
    /// none after the last.
    public record Epochs(List<EpochView> epochs) {
        public Epochs {
            epochs = List.copyOf(epochs);
        }

        /// As readers know it that know no heads.
        public Epochs withoutHeads() {
            return new Epochs(
                    epochs.stream()
                            .map(
                                    e ->
                                            new EpochView(
                                                    e.number(),
                                                    e.root(),
                                                    e.total(),
                                                    e.leaves(),
                                                    Optional.empty()))
                            .toList());
        }
    }

    /// What became of one result of this device: `GET /v1/results`.
    ///
    /// @param sequence grows by arrival; ask with `?after=` to continue
    /// @param state of DESIGN.md's result machine
    /// @param reason stable id of the verdict's reason, such as `norm-too-large`, absent while it
    /// is good
    /// @param evidence measured value and limit behind the verdict, such as `norm 3.1 > 2.0`
    /// @param ledger HELD, RELEASED or SLASHED; absent while nothing is owed
    /// @param epoch in which it was released
    public record ResultView(
            long sequence,
            LeaseId lease,
            JobId job,
            String title,
            int round,
            Instant receivedAt,
            String state,
            Optional<String> reason,
            Optional<String> evidence,
            Wei pay,
            Optional<String> ledger,
            Optional<Long> epoch,
            Optional<Instant> releasedAt) {}

    public record Results(List<ResultView> results) {}

    /// What the signing device is known for with one recipe: `GET /v1/standing`. It decides how
    /// often the device is looked at, never what it earns. Of jobs that nobody could repeat only
    /// refusals count.
    ///
    /// @param deviceClass what it computes with, such as `cpu`
    /// @param sinceFailure accepted since the last refused one
    /// @param repeated share of its results that somebody else repeats
    /// @param measured share of its results whose loss is measured
    /// @param untilTrusted results to be accepted until not all are repeated any more
    public record StandingView(
            String recipe,
            String deviceClass,
            long accepted,
            long refused,
            long sinceFailure,
            Optional<Instant> failedAt,
            BigDecimal repeated,
            BigDecimal measured,
            long untilTrusted) {}

    public record Standings(List<StandingView> standings) {}

    /// `GET /v1/earnings`: sums over all devices that pay to the same address as the signing one.
    ///
    /// @param earned held and released together
    public record Earnings(
            Wei earned,
            Wei held,
            Wei released,
            Wei slashed,
            long acceptedResults,
            long refusedResults) {}

    /// `GET /v1/earnings/held`: when what is held back of [Earnings] comes due, if its devices send
    /// nothing more. What is due is released with one of the next settlements, as far as the
    /// contracts let it.
    ///
    /// @param until when the last of it is due at the latest; absent while nothing is held
    /// @param after how long after it was accepted a result's pay is due at the earliest
    /// @param newer later results of its device that have to be accepted first; 0 if none has to
    public record HeldPay(Optional<Instant> until, Duration after, int newer) {}

    /// `POST /v1/household/code`: asks for a code with which another machine of the same owner
    /// joins the household of the signing one.
    public record PairingRequest() {}

    /// @param code ten letters and digits in two groups, such as `7KD2P-M0XQ4`; good once, until
    /// then
    public record PairingCode(String code, Instant expiresAt) {}

    /// `POST /v1/household/join`: the code as its owner typed it.
    public record PairingAnswer(String code) {}

    /// `POST /v1/household/leave`: the signing device sees the others no more, nor they it.
    public record Parting() {}

    /// `POST /v1/leases/{id}/appeal`: the result of the lease was refused and is honest work; the
    /// coordinator repeats the lease itself and is believed.
    public record Appeal() {}

    /// One machine as the other ones of its owner see it.
    ///
    /// @param self whether it is the one that asks
    /// @param paired whether it is in the household of the one that asks; else it pays to the same
    /// address
    /// @param seenAt when the coordinator last heard of it, within a minute; absent before
    /// @param leases that it holds now
    /// @param earnedSince of results received since the moment that was asked for, held or released
    /// @param earned in all
    /// @param deviceClass what it last asked for work to compute with, such as `cpu` or `cuda`;
    /// absent before
    public record Machine(
            DeviceId device,
            String name,
            boolean self,
            boolean paired,
            Optional<Instant> seenAt,
            int leases,
            Wei earnedSince,
            Wei earned,
            Optional<String> deviceClass) {}

    /// `GET /v1/household?since=`: the signing device, then all that it may see, by name.
    ///
    /// @param time of the coordinator's clock
    public record Household(Instant time, List<Machine> machines) {
        public Household {
            machines = List.copyOf(machines);
        }
    }

    /// Any failed request: a stable id, a sentence in English for logs, never text that came from
    /// outside.
    ///
    /// @param requestId under which the coordinator's operator finds it in the logs; absent for a
    /// sender of version 1
    public record Problem(String id, String detail, Optional<String> requestId) {}
}
