package hearth.app.earnings;

import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.protocol.Messages.ResultView;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Why one result paid what it paid, in words and with its evidence.
///
/// @param text what the verdict means
/// @param fix what the owner can do; empty where nothing needs doing
record Explanation(
        String title,
        String amount,
        Verdict verdict,
        String badge,
        String text,
        String fix,
        List<Fact> facts) {
    private static final int LONGEST = 60;
    private static final Pattern MEASURE =
            Pattern.compile("([a-z][a-z0-9-]{0,31}) (-?[0-9][0-9.eE+-]{0,15})");
    private static final Pattern LIMIT =
            Pattern.compile("(<=|>=|<|>|=|≤|≥) ?(-?[0-9][0-9.eE+-]{0,15})");

    static Explanation of(ResultView result, Speech speech) {
        var verdict = Verdict.of(result);
        String key = "verdict." + verdict.key();
        Optional<Words.Sentence> why =
                result.reason().map(reason -> speech.words().reason(reason, ""));
        return new Explanation(
                Words.plain(result.title(), LONGEST),
                verdict.isPaid() || verdict == Verdict.CHECKING
                        ? speech.text("amount.ember", speech.amounts().exact(result.pay()))
                        : speech.text("earnings.nothing"),
                verdict,
                speech.text(key + ".badge"),
                why.map(Words.Sentence::text).orElseGet(() -> speech.text(key + ".text")),
                why.map(Words.Sentence::fix).orElse(""),
                facts(result, speech));
    }

    private static List<Fact> facts(ResultView result, Speech speech) {
        var facts = new ArrayList<Fact>();
        facts.add(new Fact(speech.text("fact.round"), Integer.toString(result.round())));
        facts.add(new Fact(speech.text("fact.received"), speech.times().full(result.receivedAt())));
        facts.add(
                new Fact(
                        speech.text("fact.price"),
                        speech.text("amount.ember", speech.amounts().exact(result.pay()))));
        result.evidence().ifPresent(text -> facts.addAll(evidence(text, speech)));
        result.releasedAt()
                .ifPresent(
                        at ->
                                facts.add(
                                        new Fact(
                                                speech.text("fact.released"),
                                                speech.times().full(at))));
        result.epoch()
                .ifPresent(
                        epoch ->
                                facts.add(
                                        new Fact(speech.text("fact.epoch"), Long.toString(epoch))));
        facts.add(new Fact(speech.text("fact.lease"), result.lease().value()));
        return facts;
    }

    /// The measured values in the evidence, and their limits. What is not of the form `name number`
    /// or `limit
    /// number` is left out: text of a server is not shown.
    static List<Fact> evidence(String text, Speech speech) {
        var facts = new ArrayList<Fact>();
        Matcher measure = MEASURE.matcher(text);
        while (measure.find()) {
            String name =
                    speech.words()
                            .find("evidence." + measure.group(1))
                            .orElseGet(() -> speech.text("evidence.other"));
            String value = measure.group(2);
            Matcher limit = LIMIT.matcher(text).region(measure.end(), text.length());
            String rest = limit.find() ? limit.group(1) + " " + limit.group(2) : "";
            facts.add(
                    new Fact(
                            name,
                            rest.isEmpty() ? value : speech.text("evidence.limit", value, rest)));
        }
        return facts;
    }

    record Fact(String name, String value) {}
}
