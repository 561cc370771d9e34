package hearth.app.jobs;

import hearth.app.look.Tone;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.protocol.JobId;
import hearth.protocol.Messages.JobView;
import hearth.protocol.Sha256;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One job, ready to show.
///
/// @param sample text of the newest checkpoint, made harmless; empty where it writes none
/// @param round that is in work, for asking anew what has been published
/// @param lossAtFirst held-out, before anything was trained
record JobCard(
        JobId id,
        Sha256 manifest,
        String title,
        String recipe,
        String state,
        Tone tone,
        List<Fact> facts,
        String sample,
        int round,
        Optional<BigDecimal> lossAtFirst) {
    private static final int LONGEST_TITLE = 60;
    private static final int LONGEST_SAMPLE = 600;
    private static final int SHOWN_DIGITS = 16;

    /// A name and its value.
    record Fact(String name, String value) {}

    static JobCard of(JobView job, Speech speech) {
        return new JobCard(
                job.id(),
                job.manifest(),
                Words.plain(job.title(), LONGEST_TITLE),
                new JobWords(speech).recipe(job.recipe()),
                speech.words().find("job.state." + job.state()).orElse("–"),
                job.state().equals("RUNNING") ? Tone.GOOD : Tone.NEUTRAL,
                facts(job, speech),
                job.sample().map(text -> Words.plain(text.strip(), LONGEST_SAMPLE)).orElse(""),
                job.round(),
                job.heldOutLossStart());
    }

    private static List<Fact> facts(JobView job, Speech speech) {
        var words = new JobWords(speech);
        var facts = new ArrayList<Fact>();
        facts.add(new Fact(speech.text("jobs.recipe"), words.recipe(job.recipe())));
        facts.add(new Fact(speech.text("jobs.parameters"), words.parameters(job.parameters())));
        facts.add(
                job.asked()
                        .map(
                                asked ->
                                        new Fact(
                                                speech.text("fact.answers"),
                                                speech.text(
                                                        "jobs.round",
                                                        asked.answered(),
                                                        asked.inputs())))
                        .orElseGet(
                                () ->
                                        new Fact(
                                                speech.text("fact.round"),
                                                speech.text(
                                                        "jobs.round", job.round(), job.rounds()))));
        job.heldOutLoss()
                .ifPresent(
                        now ->
                                facts.add(
                                        new Fact(
                                                speech.text("jobs.loss"),
                                                job.heldOutLossStart()
                                                        .map(
                                                                start ->
                                                                        speech.text(
                                                                                "jobs.loss.from",
                                                                                words.loss(now),
                                                                                words.loss(start)))
                                                        .orElseGet(() -> words.loss(now)))));
        job.accuracy()
                .ifPresent(
                        share ->
                                facts.add(
                                        new Fact(
                                                speech.text("jobs.accuracy"),
                                                speech.amounts().percent(share.doubleValue(), 1))));
        facts.add(new Fact(speech.text("jobs.owner"), Words.plain(job.owner(), LONGEST_TITLE)));
        facts.add(
                new Fact(
                        speech.text("jobs.manifest"),
                        job.manifest().hex().substring(0, SHOWN_DIGITS) + "…"));
        return List.copyOf(facts);
    }
}
