package hearth.app.practice;

import hearth.protocol.Messages.JobView;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Wei;
import hearth.worker.AgentSnapshot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Tells snapshot after snapshot what is new, in lines for a terminal. Owned by the thread that
/// feeds it.
final class ProgressLines {
    private static final int STEPS_BETWEEN_LINES = 10;

    private final Map<String, BigDecimal> losses = new HashMap<>();
    private String lastWork = "";
    private String lastWait = "";
    private long newestResult;
    private boolean first = true;

    /// Lines that this snapshot adds, oldest first; empty when nothing worth a line happened.
    List<String> next(AgentSnapshot snapshot) {
        var lines = new ArrayList<String>();
        waiting(snapshot).ifPresent(lines::add);
        work(snapshot).ifPresent(lines::add);
        if (first) {
            // What a run before this one did is no news.
            first = false;
            snapshot.recent().forEach(r -> newestResult = Math.max(newestResult, r.sequence()));
        }
        var fresh = snapshot.recent().stream().filter(r -> r.sequence() > newestResult).toList();
        for (var result : fresh.reversed()) {
            lines.add(result(result));
            newestResult = Math.max(newestResult, result.sequence());
        }
        snapshot.jobs().forEach(job -> round(job).ifPresent(lines::add));
        return lines;
    }

    private Optional<String> waiting(AgentSnapshot snapshot) {
        String wait = snapshot.reasons().isEmpty() ? "" : snapshot.reasons().getFirst().id();
        if (wait.equals(lastWait)) {
            return Optional.empty();
        }
        lastWait = wait;
        return wait.isEmpty() ? Optional.empty() : Optional.of("waiting: " + wait);
    }

    private Optional<String> work(AgentSnapshot snapshot) {
        if (snapshot.progress().isEmpty()) {
            return Optional.empty();
        }
        var p = snapshot.progress().get();
        String key = p.lease() + ":" + p.stepsDone() / STEPS_BETWEEN_LINES;
        if (key.equals(lastWork) || (p.loss().isEmpty() && !p.asks()) || p.stepsDone() == 0) {
            return Optional.empty();
        }
        lastWork = key;
        if (p.asks()) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "answering for %s: %d of %d",
                            p.title(),
                            p.stepsDone(),
                            p.steps()));
        }
        return Optional.of(
                String.format(
                        Locale.ROOT,
                        "training %s, round %d: step %d of %d, loss %.3f",
                        p.title(),
                        p.round(),
                        p.stepsDone(),
                        p.steps(),
                        p.loss().orElseThrow()));
    }

    private static String result(ResultView result) {
        String verdict =
                result.reason()
                        .map(r -> "refused: " + r)
                        .orElse("arrived, worth " + ember(result.pay()));
        return "result of " + result.title() + ", round " + result.round() + " " + verdict;
    }

    private Optional<String> round(JobView job) {
        String id = job.id().value();
        if (job.heldOutLoss().isEmpty()) {
            return Optional.empty();
        }
        var loss = job.heldOutLoss().get();
        var before = losses.put(id, loss);
        if (before != null && before.compareTo(loss) == 0) {
            return Optional.empty();
        }
        String line =
                String.format(
                        Locale.ROOT,
                        "%s, round %d: held-out loss %.4f",
                        job.title(),
                        job.round(),
                        loss);
        String accuracy =
                job.accuracy()
                        .map(
                                a ->
                                        String.format(
                                                Locale.ROOT,
                                                ", accuracy %.1f %%",
                                                a.doubleValue() * 100))
                        .orElse("");
        String sample = job.sample().map(s -> "\n    writes: " + printable(s)).orElse("");
        return Optional.of(line + accuracy + sample);
    }

    static String ember(Wei amount) {
        return amount.ember().setScale(4, RoundingMode.HALF_UP).toPlainString() + " EMBER";
    }

    /// Model output is text of nobody's choosing: one line, no control characters, bounded.
    static String printable(String text) {
        String clean = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return clean.length() <= 100 ? clean : clean.substring(0, 100) + "…";
    }
}
