package hearth.app.cli;

import hearth.app.text.Words;
import hearth.protocol.JobId;
import hearth.protocol.Messages;
import hearth.protocol.Wei;
import hearth.worker.AgentLink;
import hearth.worker.AgentRefusedException;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// What this device has trained, for whom, and what came of it: its own results, laid over the
/// published rounds of each job. Texts of job owners are shortened and made harmless.
final class JobShares {
    private static final int TEXT = 60;
    private static final int PAGE = 1000;

    private JobShares() {}

    /// @param owner who pays
    /// @param accepted,refused results of this device
    /// @param share 0…1 of the accepted results of the published rounds that this device took part
    /// in; absent before the first, or while the coordinator does not answer
    /// @param lossBefore,lossAfter held-out loss before the first and after the last of those
    /// rounds
    record Share(
            JobId id,
            String title,
            String owner,
            String recipe,
            String state,
            int round,
            int rounds,
            int accepted,
            int refused,
            Wei earnedWei,
            Optional<BigDecimal> share,
            Optional<BigDecimal> lossBefore,
            Optional<BigDecimal> lossAfter) {}

    static List<Share> of(AgentLink agent) {
        var results = new TreeMap<String, List<Messages.ResultView>>();
        long after = 0;
        for (var page = agent.results(after, PAGE);
                !page.isEmpty();
                page = agent.results(after, PAGE)) {
            for (var result : page) {
                results.computeIfAbsent(result.job().value(), _ -> new ArrayList<>()).add(result);
                after = Math.max(after, result.sequence());
            }
        }
        return agent.snapshot().jobs().stream()
                .map(job -> share(agent, job, results.getOrDefault(job.id().value(), List.of())))
                .toList();
    }

    private static Share share(
            AgentLink agent, Messages.JobView job, List<Messages.ResultView> results) {
        var good = results.stream().filter(JobShares::isPaid).toList();
        int refused = (int) results.stream().filter(r -> r.state().equals("FINAL_BAD")).count();
        var earned = good.stream().map(Messages.ResultView::pay).reduce(Wei.ZERO, Wei::plus);
        var mine = new HashSet<Integer>();
        good.forEach(r -> mine.add(r.round()));
        var rounds = good.isEmpty() ? List.<Messages.RoundView>of() : rounds(agent, job.id());
        var taken = rounds.stream().filter(r -> mine.contains(r.round())).toList();
        long all = taken.stream().mapToLong(Messages.RoundView::accepted).sum();
        long counted =
                good.stream()
                        .filter(g -> taken.stream().anyMatch(r -> r.round() == g.round()))
                        .count();
        return new Share(
                job.id(),
                Words.plain(job.title(), TEXT),
                Words.plain(job.owner(), TEXT),
                Words.plain(job.recipe(), TEXT),
                Words.plain(job.state(), TEXT),
                job.round(),
                job.rounds(),
                good.size(),
                refused,
                earned,
                share(counted, all),
                taken.isEmpty() ? Optional.empty() : before(taken.getFirst(), rounds, job),
                taken.isEmpty() ? Optional.empty() : taken.getLast().heldOutLoss());
    }

    private static Optional<BigDecimal> share(long mine, long all) {
        return all == 0
                ? Optional.empty()
                : Optional.of(
                        BigDecimal.valueOf(Math.min(mine, all))
                                .divide(BigDecimal.valueOf(all), 4, RoundingMode.HALF_UP));
    }

    /// The loss that the first of our rounds began with.
    private static Optional<BigDecimal> before(
            Messages.RoundView first, List<Messages.RoundView> rounds, Messages.JobView job) {
        return rounds.stream()
                .filter(r -> r.round() == first.round() - 1)
                .findFirst()
                .map(Messages.RoundView::heldOutLoss)
                .orElseGet(() -> first.round() <= 1 ? job.heldOutLossStart() : Optional.empty());
    }

    private static List<Messages.RoundView> rounds(AgentLink agent, JobId job) {
        try {
            return agent.rounds(job);
        } catch (AgentRefusedException notNow) {
            return List.of();
        }
    }

    private static boolean isPaid(Messages.ResultView result) {
        return result.ledger().filter(l -> l.equals("HELD") || l.equals("RELEASED")).isPresent();
    }
}
