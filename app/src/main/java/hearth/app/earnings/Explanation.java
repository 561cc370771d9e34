package hearth.app.earnings;

import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.protocol.AppealGrounds;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Receipt;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Why one result paid what it paid, in words and with its evidence.
///
/// @param text what the verdict means
/// @param fix what the owner can do; empty where nothing needs doing
/// @param appeal whether the refusal can be appealed, and what came of it
record Explanation(
        String title,
        String amount,
        Verdict verdict,
        String badge,
        String text,
        String fix,
        AppealWords appeal,
        List<Fact> facts) {
    private static final int LONGEST = 60;
    private static final int HEX_DIGITS = 66;

    /// Of a key, to tell it from others.
    private static final int KEY_DIGITS = 16;

    private static final String NUMBER =
            "(-?[0-9]{1,12}(?:\\.[0-9]{1,12})?(?:[eE][+-]?[0-9]{1,2})?)";
    private static final Pattern MEASURE =
            Pattern.compile(
                    "([a-z][a-z0-9-]{0,31}) "
                            + NUMBER
                            + "(?: (<|>) "
                            + NUMBER
                            + "(?: × median "
                            + NUMBER
                            + ")?)?(?![0-9.])");
    private static final MathContext LIMIT_DIGITS = new MathContext(4);

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
                AppealWords.of(AppealGrounds.standing(result), speech),
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

    /// The same with what the coordinator signed when the result was handed in. Its signature is
    /// checked here, with the key that it names.
    Explanation with(Receipt receipt, Speech speech) {
        var content = receipt.content();
        var server = content.server();
        var all = new ArrayList<>(facts);
        all.add(
                new Fact(
                        speech.text("fact.receipt"),
                        receipt.isAuthentic(server)
                                ? speech.text(
                                        "fact.receipt.signed",
                                        server.value().substring(0, KEY_DIGITS),
                                        speech.times().full(content.receivedAt()),
                                        speech.amounts().exact(content.pay()))
                                : speech.text("fact.receipt.wrong")));
        return new Explanation(title, amount, verdict, badge, text, fix, appeal, List.copyOf(all));
    }

    /// The same with what the chain says of its settlement.
    Explanation with(TrailDesk.Trail trail, Speech speech) {
        var all = new ArrayList<>(facts);
        all.add(
                new Fact(
                        speech.text("fact.root"),
                        trail.root()
                                .map(root -> grouped(Words.plain(root, HEX_DIGITS)))
                                .orElseGet(() -> speech.text("fact.root.none"))));
        trail.validAt()
                .ifPresent(
                        at ->
                                all.add(
                                        new Fact(
                                                speech.text("fact.root.valid"),
                                                speech.times().full(at))));
        trail.proofFits()
                .ifPresent(
                        fits ->
                                all.add(
                                        new Fact(
                                                speech.text("fact.proof"),
                                                speech.text(
                                                        fits
                                                                ? "fact.proof.fits"
                                                                : "fact.proof.wrong"))));
        all.add(
                new Fact(
                        speech.text("fact.claim"),
                        trail.claim()
                                .map(hash -> grouped(Words.plain(hash, HEX_DIGITS)))
                                .orElseGet(() -> speech.text("fact.claim.none"))));
        trail.claimed()
                .ifPresent(
                        sum ->
                                all.add(
                                        new Fact(
                                                speech.text("fact.claim.sum"),
                                                speech.text(
                                                        "amount.ember",
                                                        speech.amounts().exact(sum)))));
        return new Explanation(title, amount, verdict, badge, text, fix, appeal, List.copyOf(all));
    }

    /// Groups of eight digits, so that a long number can be read and may break over lines.
    static String grouped(String digits) {
        return digits.replaceAll("([0-9a-f]{8})(?=[0-9a-f])", "$1 ");
    }

    /// The measured values in the evidence, and their limits. Whatever is not of the form `name
    /// number`, `name number > limit` or `… × median number` is left out: text of a server is not
    /// shown.
    static List<Fact> evidence(String text, Speech speech) {
        return MEASURE.matcher(text).results().map(found -> fact(found, speech)).toList();
    }

    private static Fact fact(MatchResult found, Speech speech) {
        String name =
                speech.words()
                        .find("evidence." + found.group(1))
                        .orElseGet(() -> speech.text("evidence.other"));
        String value = speech.amounts().measured(new BigDecimal(found.group(2)));
        if (found.group(3) == null) {
            return new Fact(name, value);
        }
        String key = found.group(3).equals(">") ? "evidence.most" : "evidence.least";
        return new Fact(name, speech.text(key, value, speech.amounts().measured(limit(found))));
    }

    private static BigDecimal limit(MatchResult found) {
        BigDecimal limit = new BigDecimal(found.group(4));
        return found.group(5) == null
                ? limit
                : limit.multiply(new BigDecimal(found.group(5)), LIMIT_DIGITS).stripTrailingZeros();
    }

    record Fact(String name, String value) {}
}
