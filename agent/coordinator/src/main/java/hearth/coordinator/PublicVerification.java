package hearth.coordinator;

import static hearth.coordinator.DifferenceException.require;

import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Manifest;
import hearth.protocol.Messages;
import hearth.protocol.Messages.EpochView;
import hearth.protocol.Messages.JobLog;
import hearth.protocol.Messages.JobView;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.StorageException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What [OfflineVerification] does with a coordinator's folder, for a stranger who has nothing but
/// its address: every checkpoint of every public job computed again from the updates, the root of
/// each epoch from its leaves. Each content is checked against its name, so it matters to nobody
/// who delivers it. What a job's first checkpoint is, and who earned what, is taken as given.
public final class PublicVerification {
    /// What a coordinator publishes.
    public interface Site {
        /// @param path of an interface that everybody may ask, such as `/v1/jobs`
        /// @throws IOException if nobody answers, or not with that
        <T> T ask(String path, Class<T> type) throws IOException;

        /// Public content, which has the hash that it is named by.
        ///
        /// @return empty if it is not public, maybe not yet
        /// @throws DifferenceException if other bytes were delivered
        /// @throws IOException if nobody answers
        Optional<ByteBuffer> content(Sha256 hash) throws IOException;

        /// That content is not asked for again soon.
        void forget(Sha256 hash);
    }

    /// What was settled, by another source than the coordinator.
    public interface Chain {
        /// @param root hex
        /// @param leaves hash of the leaf file
        record Settled(String root, Wei total, Sha256 leaves) {}

        /// Address of the contract that pays.
        String rewards();

        /// @return empty if nothing was posted for the epoch
        /// @throws IOException if nobody answers, or not all say the same
        Optional<Settled> settled(long epoch) throws IOException;
    }

    /// @param checkpoints that are what their updates give
    /// @param roots that are what their leaves give
    /// @param onChain those of them that the chain has, too; none where no chain was asked
    /// @param waiting published rounds whose updates are not public yet, because somebody may still
    /// be asked to repeat them, and those that follow from them
    /// @param hidden jobs whose owner keeps their data or answers
    /// @param firstDifference in words; what comes after it was not looked at
    public record Found(
            int checkpoints,
            int roots,
            int onChain,
            int waiting,
            int hidden,
            Optional<String> firstDifference) {}

    private final Site site;
    private final Optional<Chain> chain;
    private final Consumer<String> progress;
    private int checkpoints;
    private int roots;
    private int onChain;
    private int waiting;
    private int hidden;

    /// The last that was looked at; they are counted from 1 without gaps.
    private long epoch;

    /// What each account could claim by then.
    private Map<String, Wei> paid = Map.of();

    /// What was settled until then; none before the first epoch that says so.
    private Optional<Sha256> head = Optional.empty();

    private PublicVerification(Site site, Optional<Chain> chain, Consumer<String> progress) {
        this.site = site;
        this.chain = chain;
        this.progress = progress;
    }

    /// @param chain with which roots are compared
    /// @param progress is told what is looked at, in words
    /// @throws IOException if coordinator or chain do not answer
    public static Found verify(Site site, Optional<Chain> chain, Consumer<String> progress)
            throws IOException {
        return new PublicVerification(site, chain, progress).verify();
    }

    private Found verify() throws IOException {
        try {
            for (var job : jobs()) {
                verify(job);
            }
            verifyEpochs();
            return found(Optional.empty());
        } catch (DifferenceException e) {
            return found(Optional.ofNullable(e.getMessage()));
        } catch (UnreachedException e) {
            throw e.reason;
        } catch (StorageException
                | MalformedMessageException
                | IllegalArgumentException
                | IllegalStateException
                | NoSuchElementException e) {
            return found(Optional.of("after " + checkpoints + " checkpoints: " + e.getMessage()));
        }
    }

    /// All jobs, also those that ended long ago. A coordinator of before they were told in parts
    /// says the same each time, so the first answer without a new one is the last.
    private List<JobView> jobs() throws IOException {
        var all = new LinkedHashMap<JobId, JobView>();
        var after = "";
        int before;
        do {
            before = all.size();
            var some = site.ask("/v1/jobs?after=" + after, Messages.Jobs.class).jobs();
            for (var job : some) {
                var _ = all.putIfAbsent(job.id(), job);
            }
            after = some.isEmpty() ? after : some.getLast().id().value();
        } while (all.size() > before);
        return List.copyOf(all.values());
    }

    private Found found(Optional<String> difference) {
        return new Found(checkpoints, roots, onChain, waiting, hidden, difference);
    }

    /// Nobody answered in the middle of a round.
    private static final class UnreachedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final IOException reason;

        UnreachedException(IOException reason) {
            super(reason);
            this.reason = reason;
        }
    }

    private Optional<ByteBuffer> content(Sha256 hash) {
        try {
            return site.content(hash);
        } catch (IOException e) {
            throw new UnreachedException(e);
        }
    }

    private ByteBuffer view(Sha256 hash, String what) {
        return content(hash).orElseThrow(() -> new DifferenceException(what + " is not public"));
    }

    private <T> T read(Sha256 hash, String what, Class<T> type) {
        var file = view(hash, what);
        var bytes = new byte[file.remaining()];
        file.get(bytes);
        return Json.read(bytes, type);
    }

    private void verify(JobView job) throws IOException {
        var manifest = read(job.manifest(), "manifest of " + job.id(), Manifest.class);
        if (manifest.privacy().isPresent() || manifest.inference().isPresent()) {
            hidden++;
            return;
        }
        var log = log(job, manifest.training().rounds());
        var known = new HashSet<Sha256>();
        log.first().ifPresent(known::add);
        int before = waiting;
        try (var rounds = new RoundChain(manifest, this::view)) {
            verify(job.id(), log, rounds, known);
        }
        int told = log.records().size();
        require(
                told >= job.round(),
                job.id() + " tells " + told + " rounds of the " + job.round() + " that it made");
        // The log was asked for later, so it has what the job's newest checkpoint is.
        job.checkpoint()
                .filter(_ -> waiting == before)
                .ifPresent(
                        newest ->
                                require(
                                        known.contains(newest),
                                        job.id() + " names a checkpoint that no round made"));
    }

    /// The whole log, which is told in parts. A coordinator of before that tells all each time; one
    /// that leaves a part out has a round that does not follow the one before it.
    ///
    /// @param most records that the job can have
    private JobLog log(JobView job, int most) throws IOException {
        var whole = new LinkedHashSet<Sha256>();
        JobLog some;
        int before;
        do {
            before = whole.size();
            some = site.ask("/v1/jobs/" + job.id() + "/log?from=" + before, JobLog.class);
            require(some.manifest().equals(job.manifest()), job.id() + " has two manifests");
            whole.addAll(some.records());
            require(whole.size() <= most, job.id() + " tells more rounds than it has");
        } while (whole.size() > before);
        return new JobLog(some.manifest(), some.first(), List.copyOf(whole));
    }

    /// @param known checkpoints that were computed
    private void verify(JobId job, JobLog log, RoundChain rounds, Set<Sha256> known) {
        var leases = new HashSet<String>();
        var parent = log.first();
        for (int n = 0; n < log.records().size(); n++) {
            var where = job + " round " + n;
            var hash = log.records().get(n);
            var record = rounds.read(hash, where);
            require(
                    record.job().equals(job) && record.round() == n,
                    where + " is another round by its record");
            require(record.manifest().equals(log.manifest()), where + " has another manifest");
            require(
                    parent.filter(record.parent()::equals).isPresent(),
                    where + " has another parent");
            if (record.accepted().stream().anyMatch(a -> content(a.update()).isEmpty())) {
                waiting += log.records().size() - n;
                return;
            }
            for (var accepted : record.accepted()) {
                require(
                        leases.add(accepted.lease()),
                        where + " counts lease " + accepted.lease() + " again");
            }
            rounds.compute(record, hash, where);
            record.accepted().forEach(accepted -> site.forget(accepted.update()));
            parent = Optional.of(record.checkpoint());
            known.add(record.checkpoint());
            checkpoints++;
            progress.accept(where + ": same");
        }
    }

    private void verifyEpochs() throws IOException {
        var server = site.ask("/v1/server", Messages.Server.class);
        verifyNewEpochs(server);
        while (chain.isPresent() && chain.get().settled(epoch + 1).isPresent()) {
            // One may have been posted after the list was made.
            long before = epoch;
            verifyNewEpochs(server);
            require(
                    epoch > before,
                    "epoch " + (epoch + 1) + " is on the chain, and the coordinator does not tell");
        }
    }

    /// Part by part, until one brings nothing new.
    private void verifyNewEpochs(Messages.Server server) throws IOException {
        long before;
        do {
            before = epoch;
            var path = "/v1/epochs?heads=1&from=" + (epoch + 1);
            verify(site.ask(path, Messages.Epochs.class).epochs(), server);
        } while (epoch > before);
    }

    private void verify(List<EpochView> some, Messages.Server server) throws IOException {
        for (var told : some) {
            if (told.number() <= epoch) {
                continue;
            }
            var where = "epoch " + told.number();
            require(told.number() == epoch + 1, where + " is not the next after " + epoch);
            paid = verify(told, where, server, paid);
            epoch = told.number();
            roots++;
            if (chain.isPresent()) {
                verify(told, where, chain.get());
            }
            progress.accept(where + ": same");
        }
    }

    /// What is not posted yet is on its way there.
    private void verify(EpochView epoch, String where, Chain on) throws IOException {
        var settled = on.settled(epoch.number());
        settled.ifPresent(
                there -> {
                    require(
                            there.root().equals(epoch.root())
                                    && there.total().equals(epoch.total())
                                    && there.leaves().equals(epoch.leaves()),
                            where + " is another one on the chain");
                    onChain++;
                });
    }

    /// Accounts only ever gain, and what a root stands for is what its leaves say.
    ///
    /// @param before what each account could claim by the epoch before
    private Map<String, Wei> verify(
            EpochView epoch, String where, Messages.Server server, Map<String, Wei> before) {
        var file = read(epoch.leaves(), "leaf file of " + where, LeafFile.class);
        require(file.epoch() == epoch.number(), where + " has the leaves of another epoch");
        require(
                file.chainId() == server.chainId()
                        && server.rewards().filter(file.rewards()::equals).isPresent(),
                where + " is of another contract than the coordinator names");
        require(
                chain.map(Chain::rewards)
                        .filter(a -> !a.equalsIgnoreCase(file.rewards()))
                        .isEmpty(),
                where + " is of another contract than the network's");
        before.forEach(
                (account, had) ->
                        require(
                                file.cumulative().getOrDefault(account, Wei.ZERO).compareTo(had)
                                        >= 0,
                                where + " takes back what " + account + " could claim"));
        require(file.total().equals(epoch.total()), where + " has another total than its leaves");
        require(
                HexFormat.of().formatHex(file.tree().root()).equals(epoch.root()),
                where + " has another root than its leaves give");
        verifyHead(epoch, where, file);
        return new TreeMap<>(file.cumulative());
    }

    /// What was settled is known to the coordinator alone; that it never changes what it said it
    /// was, everybody sees.
    private void verifyHead(EpochView epoch, String where, LeafFile file) {
        require(
                head.isEmpty() || epoch.ledger().isPresent(),
                where + " does not say what was settled until it");
        epoch.ledger()
                .ifPresent(
                        told -> {
                            var before = head.orElse(LedgerChain.NONE);
                            require(
                                    LedgerChain.head(before, epoch.number(), told.entries())
                                            .equals(told.head()),
                                    where + " does not follow from the head of the epoch before");
                            require(
                                    Wei.ZERO.equals(
                                            file.cumulative()
                                                    .get(LedgerChain.account(told.head()))),
                                    where + " has another head than its leaves");
                            head = Optional.of(told.head());
                        });
    }
}
