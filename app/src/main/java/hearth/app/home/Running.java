package hearth.app.home;

import hearth.app.jobs.JobWords;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.worker.AgentSnapshot.Progress;

import java.time.Duration;

/// The lease in work, ready to show.
///
/// @param done share of its steps, 0…1
record Running(
        String title,
        String recipe,
        String round,
        String steps,
        double done,
        String loss,
        String pay,
        String elapsed) {
    private static final int LONGEST_TITLE = 60;

    static Running of(Progress progress, Speech speech) {
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
                progress.loss().map(loss -> speech.amounts().decimal(loss, 3)).orElse("–"),
                speech.text("amount.ember", speech.amounts().brief(progress.pay())),
                speech.times().span(Duration.between(progress.startedAt(), speech.times().now())));
    }
}
