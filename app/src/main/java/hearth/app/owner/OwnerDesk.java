package hearth.app.owner;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.chain.EmberNetwork;
import hearth.chain.EmberWallet;
import hearth.chain.JobEscrows;
import hearth.chain.PracticeTokens;
import hearth.chain.Reading;
import hearth.chain.TxResult;
import hearth.keys.PayoutBinding;
import hearth.keys.PayoutBindings;
import hearth.keys.TransactionSigner;
import hearth.keys.UnlockedWallet;
import hearth.protocol.Messages;
import hearth.protocol.OwnerMessages;
import hearth.protocol.OwnerMessages.Funding;
import hearth.protocol.OwnerMessages.OwnedJob;
import hearth.protocol.Wei;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// What an owner does with a job, one verb a method: each may be interrupted anywhere and done
/// again. Works on the network of a data folder.
public final class OwnerDesk implements AutoCloseable {
    private static final Duration BINDING_LIFE = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TICK = Duration.ofMillis(250);

    private final HearthHome home;
    private final OwnerNetwork place;
    private final OwnerClient client;
    private final Clock clock;
    private final SecureRandom random;
    private final Consumer<String> progress;

    private OwnerDesk(
            HearthHome home,
            OwnerNetwork place,
            OwnerClient client,
            Clock clock,
            SecureRandom random,
            Consumer<String> progress) {
        this.home = home;
        this.place = place;
        this.client = client;
        this.clock = clock;
        this.random = random;
        this.progress = progress;
    }

    /// @param progress takes one line at a time
    public static OwnerDesk open(
            HearthHome home, OwnerNetwork place, Clock clock, Consumer<String> progress) {
        var random = new SecureRandom();
        var client =
                new OwnerClient(
                        place.coordinator(),
                        place.server(),
                        OwnerKey.of(home, random),
                        clock,
                        random);
        return new OwnerDesk(home, place, client, clock, random, progress);
    }

    public JobReport report(JobFolder job) {
        try {
            return JobReport.of(client.job(job.id()), Optional.of(job.manifest()));
        } catch (OwnerClient.RefusedException unknown) {
            if (isUnknown(unknown)) {
                return JobReport.of(job);
            }
            throw failure(unknown);
        }
    }

    private static boolean isUnknown(OwnerClient.RefusedException refused) {
        return refused.id().equals("no-such-job") || refused.id().equals("not-an-owner");
    }

    private static CommandFailure failure(OwnerClient.RefusedException refused) {
        return new CommandFailure(CommandFailure.FAILED, refused.inWords(), refused);
    }

    /// Sends the manifest and every piece that is not there yet.
    ///
    /// @param wallet asked for once in the life of the owner's key, to bind it
    public JobReport publish(JobFolder job, Supplier<UnlockedWallet> wallet) {
        try {
            var publication = job.publication();
            var draft = bound(wallet, () -> client.publish(job.id(), publication));
            int left = draft.missing().size();
            for (var piece : draft.missing()) {
                client.upload(job.id(), piece, job.file(piece.content()));
                left--;
                progress.accept(
                        "sent %s (%d bytes), %d to go"
                                .formatted(
                                        piece.content().hex().substring(0, 12),
                                        piece.bytes(),
                                        left));
            }
        } catch (OwnerClient.RefusedException refused) {
            throw failure(refused);
        }
        return report(job);
    }

    private <T> T bound(Supplier<UnlockedWallet> wallet, Supplier<T> work) {
        try {
            return work.get();
        } catch (OwnerClient.RefusedException refused) {
            if (!refused.id().equals("not-an-owner")) {
                throw refused;
            }
            try (var opened = wallet.get()) {
                client.bind(binding(opened));
            }
            return work.get();
        }
    }

    private Messages.PayoutBinding binding(UnlockedWallet wallet) {
        var account = wallet.addresses().getFirst();
        var notAfter = clock.instant().plus(BINDING_LIFE).truncatedTo(ChronoUnit.SECONDS);
        var signature =
                PayoutBindings.sign(
                        wallet,
                        new PayoutBinding(client.keyId(), account, client.server(), notAfter));
        return new Messages.PayoutBinding(
                account.value(), notAfter.getEpochSecond(), HexFormat.of().formatHex(signature));
    }

    /// Pays the budget into the escrow and waits until the coordinator has seen it.
    ///
    /// @param time after which the job ends whatever is left
    public JobReport fund(JobFolder job, Duration time, Supplier<UnlockedWallet> wallet)
            throws InterruptedException {
        var now = known(job);
        if (!now.state().equals("DRAFT")) {
            return JobReport.of(now);
        }
        if (now.missing() > 0) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    now.missing() + " pieces of the data are missing: hearth job publish.");
        }
        now.problem()
                .ifPresent(
                        problem -> {
                            throw new CommandFailure(
                                    CommandFailure.FAILED,
                                    "The coordinator does not take this job: " + problem + ".");
                        });
        String hash;
        try (var opened = wallet.get();
                var network = network()) {
            var signer = opened.signer(opened.addresses().getFirst());
            provide(network, signer, job.manifest().budget(), job.id().value());
            progress.accept("paying the budget into the escrow");
            hash =
                    included(
                            new JobEscrows(network)
                                    .create(
                                            "fund-job:" + job.id(),
                                            job.manifest().id().bytes(),
                                            job.manifest().budget(),
                                            job.manifest().budget(),
                                            clock.instant().plus(time),
                                            signer));
        }
        progress.accept("waiting until the coordinator has seen it");
        return JobReport.of(await(job, j -> !j.state().equals("DRAFT"))).with(hash);
    }

    /// Tokens of the practice network are worth nothing, so whoever needs some gets them. Those of
    /// another the owner has, or has not.
    private void provide(EmberNetwork network, TransactionSigner signer, Wei budget, String job) {
        var account = signer.address();
        var has =
                switch (new EmberWallet(network).balances(account, Wei.ZERO)) {
                    case Reading.Known<hearth.chain.Balances> known -> known.value().ember();
                    case Reading.Unreachable<hearth.chain.Balances> _ -> throw silent();
                };
        if (has.compareTo(budget) < 0) {
            var more = budget.minus(has);
            var folder =
                    place.practice()
                            .orElseThrow(
                                    () ->
                                            new CommandFailure(
                                                    CommandFailure.REFUSED,
                                                    "The account %s has %s, and the job's budget is %s. Nothing was paid."
                                                            .formatted(
                                                                    account.grouped(),
                                                                    JobReport.ember(has),
                                                                    JobReport.ember(budget))));
            progress.accept(
                    "taking " + JobReport.ember(more) + " test tokens from the practice network");
            var _ =
                    included(
                            new PracticeTokens(place.profile(), folder, random, clock)
                                    .give("job-tokens:" + job + ":" + has, account, more));
        }
    }

    /// Ends a job. What is left goes back to the account that paid, after the escrow's grace.
    public JobReport cancel(JobFolder job, Supplier<UnlockedWallet> wallet) {
        known(job);
        OwnedJob after;
        try {
            after = client.wish(job.id(), "cancel");
        } catch (OwnerClient.RefusedException refused) {
            throw failure(refused);
        }
        var open = after.funding().filter(f -> !f.closed());
        if (open.isEmpty()) {
            return JobReport.of(after);
        }
        try (var opened = wallet.get();
                var network = network()) {
            var signer = opened.signer(opened.addresses().getFirst());
            return JobReport.of(after).with(takeBack(network, signer, open.get()));
        }
    }

    private String takeBack(EmberNetwork network, TransactionSigner signer, Funding funding) {
        return included(
                new JobEscrows(network)
                        .requestClose("close-job:" + funding.id(), funding.id(), signer));
    }

    private OwnedJob known(JobFolder job) {
        try {
            return client.job(job.id());
        } catch (OwnerClient.RefusedException refused) {
            if (!isUnknown(refused)) {
                throw failure(refused);
            }
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "The coordinator does not know this job yet: hearth job publish.");
        }
    }

    /// Waits for a job to get there.
    private OwnedJob await(JobFolder job, Predicate<OwnedJob> there) throws InterruptedException {
        for (long tries = PATIENCE.dividedBy(TICK); tries > 0; tries--) {
            var now = known(job);
            if (there.test(now)) {
                return now;
            }
            new CountDownLatch(1).await(TICK.toMillis(), TimeUnit.MILLISECONDS);
        }
        throw new CommandFailure(
                CommandFailure.FAILED,
                "The transaction is in the chain, and the coordinator has not seen it yet:"
                        + " hearth job status.");
    }

    private EmberNetwork network() {
        var network =
                EmberNetwork.open(place.profile(), home.walletJournal(), place.policy(), clock);
        network.refresh();
        return network;
    }

    private static String included(TxResult result) {
        return switch (result) {
            case TxResult.Included in -> in.hash();
            case TxResult.Refused refused ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            "The chain refused the transaction: " + refused.reason() + ".");
            case TxResult.Pending pending ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            "Transaction "
                                    + pending.hash()
                                    + " is on its way; the same command goes on with it.");
            case TxResult.Unreachable _ -> throw silent();
        };
    }

    private static CommandFailure silent() {
        return new CommandFailure(CommandFailure.FAILED, "The chain does not answer.");
    }

    /// The rounds so far.
    public JobLog logs(JobFolder job) {
        var state = known(job);
        var answers =
                state.asked().isPresent()
                        ? client.answers(job.id()).batches()
                        : List.<OwnerMessages.Batch>of();
        return new JobLog(JobReport.of(state), client.rounds(job.id()).rounds(), answers);
    }

    /// @param file the model's, as safetensors; or `answers.jsonl`
    public record Model(Path file, JobReport report) {}

    /// Fetches the model of an ended job, checked from its first round on.
    ///
    /// @param now takes the newest checkpoint of a job that still runs, too
    /// @param patience with which the end is waited for
    public Model download(JobFolder job, Path folder, boolean now, Duration patience)
            throws InterruptedException {
        var state = now ? known(job) : ended(job, patience);
        if (state.asked().isPresent()) {
            return new Model(new AnswerDownload(client, job, folder).merged(), JobReport.of(state));
        }
        if (state.checkpoint().isEmpty()) {
            throw new CommandFailure(CommandFailure.FAILED, "The job has no checkpoint yet.");
        }
        if (!now) {
            awaitMeasurement(job);
            state = known(job);
        }
        var model = new ModelDownload(client, job, folder).into(state);
        return new Model(model, JobReport.of(state));
    }

    /// Fetches the newest checkpoint of an ended job, to ask it something.
    public void checkpoint(JobFolder job, Path target) {
        var state = known(job);
        var checkpoint = state.checkpoint();
        if (!List.of("DONE", "CANCELLED").contains(state.state()) || checkpoint.isEmpty()) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "The job is %s; a model is asked once it is finished."
                            .formatted(state.state()));
        }
        client.download(checkpoint.get(), target);
    }

    /// The last checkpoint is measured a moment after the job ends; the card should say its loss,
    /// and does without it if that takes long.
    private void awaitMeasurement(JobFolder job) throws InterruptedException {
        for (long tries = PATIENCE.dividedBy(TICK); tries > 0; tries--) {
            var rounds = client.provenance(job.id()).rounds();
            if (rounds.isEmpty() || rounds.getLast().heldOutLoss().isPresent()) {
                return;
            }
            new CountDownLatch(1).await(TICK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private OwnedJob ended(JobFolder job, Duration patience) throws InterruptedException {
        var told = "";
        for (long tries = patience.dividedBy(TICK); ; tries--) {
            var state = known(job);
            if (List.of("DONE", "CANCELLED").contains(state.state())) {
                return state;
            }
            var far = far(state);
            if (!far.equals(told)) {
                told = far;
                progress.accept(far);
            }
            if (tries <= 0) {
                throw new CommandFailure(
                        CommandFailure.FAILED,
                        "The job is %s, %s. Wait for it with --wait 10m, or take what there is with --now."
                                .formatted(state.state(), far));
            }
            new CountDownLatch(1).await(TICK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static String far(OwnedJob state) {
        return state.asked()
                .map(asked -> "%d of %d answered".formatted(asked.answered(), asked.inputs()))
                .orElseGet(
                        () ->
                                "round %d of %d%s"
                                        .formatted(
                                                state.round(),
                                                state.rounds(),
                                                state.loss().map(l -> ", loss " + l).orElse("")));
    }

    @Override
    public void close() {
        client.close();
    }
}
