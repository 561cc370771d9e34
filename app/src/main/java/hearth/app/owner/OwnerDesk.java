package hearth.app.owner;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.keys.PayoutBinding;
import hearth.keys.PayoutBindings;
import hearth.keys.UnlockedWallet;
import hearth.protocol.Messages;
import hearth.protocol.OwnerMessages;
import hearth.protocol.OwnerMessages.OwnedJob;

import java.io.UncheckedIOException;
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

    private final OwnerClient client;
    private final JobMoney money;
    private final Clock clock;
    private final Consumer<String> progress;

    private OwnerDesk(OwnerClient client, JobMoney money, Clock clock, Consumer<String> progress) {
        this.client = client;
        this.money = money;
        this.clock = clock;
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
        var money = new JobMoney(home, place, clock, random, progress);
        return new OwnerDesk(client, money, clock, progress);
    }

    public JobReport report(JobFolder job) {
        try {
            return JobReport.of(client.job(job.id()), Optional.of(job.manifest()));
        } catch (RefusedException unknown) {
            if (isUnknown(unknown)) {
                return JobReport.of(job);
            }
            throw unknown;
        }
    }

    private static boolean isUnknown(RefusedException refused) {
        return refused.id().equals("no-such-job") || refused.id().equals("not-an-owner");
    }

    /// Sends the manifest and every piece that is not there yet.
    ///
    /// @param wallet asked for once in the life of the owner's key, to bind it
    public JobReport publish(JobFolder job, Supplier<UnlockedWallet> wallet) {
        var publication = job.publication();
        var draft = bound(wallet, () -> client.publish(job.id(), publication));
        if (!draft.missing().isEmpty()) {
            checkLives(known(job));
        }
        int left = draft.missing().size();
        for (var piece : draft.missing()) {
            client.upload(job.id(), piece, job.whole(piece.content()));
            left--;
            progress.accept(
                    "sent %s (%d bytes), %d to go"
                            .formatted(
                                    piece.content().hex().substring(0, 12), piece.bytes(), left));
        }
        return report(job);
    }

    /// The same data and words make the same job, so whoever wants it after all needs to hear that.
    private static void checkLives(OwnedJob job) {
        if (job.state().equals("CANCELLED") && job.books().budget().isZero()) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "The job was cancelled before it was paid, and is never begun. Make another,"
                            + " such as with another --title: hearth job new.");
        }
    }

    private <T> T bound(Supplier<UnlockedWallet> wallet, Supplier<T> work) {
        try {
            return work.get();
        } catch (RefusedException refused) {
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
        checkLives(now);
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
        var hash = money.pay(job, time, now.funding(), wallet);
        progress.accept("waiting until the coordinator has seen it");
        return JobReport.of(await(job, j -> !j.state().equals("DRAFT"))).with(hash);
    }

    /// Ends a job. What is left goes back to the account that paid, after the escrow's grace.
    public JobReport cancel(JobFolder job, Supplier<UnlockedWallet> wallet) {
        known(job);
        var after = client.wish(job.id(), "cancel");
        var open = after.funding().filter(f -> !f.closed());
        if (open.isEmpty()) {
            return JobReport.of(after);
        }
        return JobReport.of(after).with(money.takeBack(open.get(), wallet));
    }

    private OwnedJob known(JobFolder job) {
        try {
            return client.job(job.id());
        } catch (RefusedException refused) {
            if (!isUnknown(refused)) {
                throw refused;
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
            return new Model(into(job, folder, state), JobReport.of(state));
        }
        if (state.checkpoint().isEmpty()) {
            throw new CommandFailure(CommandFailure.FAILED, "The job has no checkpoint yet.");
        }
        if (!now) {
            awaitMeasurement(job);
            state = known(job);
        }
        return new Model(into(job, folder, state), JobReport.of(state));
    }

    private Path into(JobFolder job, Path folder, OwnedJob state) {
        try {
            return state.asked().isPresent()
                    ? new AnswerDownload(client, job, folder).merged()
                    : new ModelDownload(client, job, folder).into(state);
        } catch (UncheckedIOException unusable) {
            throw CommandFailure.ofFiles(unusable);
        }
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
