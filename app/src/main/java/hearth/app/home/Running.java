package hearth.app.home;

import hearth.app.earnings.Verdict;
import hearth.app.jobs.JobWords;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.protocol.Messages.ResultView;
import hearth.worker.AgentSnapshot.Progress;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The lease in work, or for a moment the one that has just ended, ready to show.
///
/// @param done share of its steps, 0…1
/// @param over whether it has ended; the words are as long as before, so that nothing moves
record Running(
        String title,
        String recipe,
        String round,
        String steps,
        double done,
        Fact loss,
        Fact pay,
        Fact elapsed,
        boolean over) {
    private static final int LONGEST_TITLE = 60;
    private static final String UNKNOWN = "–";

    /// A figure and what it is called.
    record Fact(String name, String value) {}

    static Running of(Progress progress, Speech speech) {
        return of(
                progress,
                "running.loss",
                new Fact(speech.text("running.pay"), ember(progress, speech)),
                new Fact(
                        speech.text("running.elapsed"),
                        span(progress.startedAt(), speech.times().now(), speech)),
                false,
                speech);
    }

    /// A lease that has ended.
    ///
    /// @param progress as it was told last
    /// @param toldAt when that was
    /// @param result what became of it, once the coordinator has it
    static Running after(
            Progress progress, Instant toldAt, Optional<ResultView> result, Speech speech) {
        return of(
                progress,
                "running.last.loss",
                result.map(known -> pay(progress, known, speech))
                        .orElseGet(() -> expected(progress, speech)),
                new Fact(
                        speech.text("running.last.elapsed"),
                        span(progress.startedAt(), toldAt, speech)),
                true,
                speech);
    }

    private static Running of(
            Progress progress, String loss, Fact pay, Fact elapsed, boolean over, Speech speech) {
        return new Running(
                Words.plain(progress.title(), LONGEST_TITLE),
                new JobWords(speech).recipe(progress.recipe()),
                progress.asks()
                        ? speech.text("running.asks")
                        : speech.text("result.round", progress.round()),
                speech.text(
                        progress.asks() ? "running.answers" : "running.steps",
                        progress.stepsDone(),
                        progress.steps()),
                progress.steps() == 0 ? 0 : progress.stepsDone() / (double) progress.steps(),
                new Fact(
                        speech.text(loss),
                        progress.loss()
                                .map(value -> speech.amounts().decimal(value, 3))
                                .orElse(UNKNOWN)),
                pay,
                elapsed,
                over);
    }

    private static Fact pay(Progress progress, ResultView result, Speech speech) {
        var verdict = Verdict.of(result);
        if (verdict == Verdict.CHECKING) {
            return expected(progress, speech);
        }
        return new Fact(
                speech.text("verdict." + verdict.key() + ".badge"),
                verdict.isPaid()
                        ? speech.text("amount.ember", speech.amounts().brief(result.pay()))
                        : UNKNOWN);
    }

    /// What a part of a lease pays is not known before the coordinator says it.
    private static Fact expected(Progress progress, Speech speech) {
        return new Fact(
                speech.text("running.pay"),
                progress.stepsDone() == progress.steps() ? ember(progress, speech) : UNKNOWN);
    }

    private static String ember(Progress progress, Speech speech) {
        return speech.text("amount.ember", speech.amounts().brief(progress.pay()));
    }

    private static String span(Instant from, Instant to, Speech speech) {
        return speech.times().span(Duration.between(from, to));
    }
}
