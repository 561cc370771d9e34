package hearth.app.earnings;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.agent.AgentFeed;
import hearth.app.earnings.Explanation.Fact;
import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryTrails;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.ManyResults;
import hearth.app.fixture.Receipts;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.fixture.Snapshots;
import hearth.app.text.Speech;
import hearth.app.wallet.WalletFeed;
import hearth.app.wallet.WalletState.Presence;
import hearth.protocol.AppealGrounds.Standing;
import hearth.protocol.Messages.HeldPay;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.SigningKey;
import hearth.protocol.Wei;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

class EarningsViewModelTest {
    private final SameThreadBackground background = new SameThreadBackground();

    /// The one of its results that was refused.
    private static final long REFUSED = 20;

    private EarningsViewModel model() {
        return model(new InMemoryAgent(Snapshots.busy()));
    }

    private EarningsViewModel model(InMemoryAgent source) {
        return model(source, Said.speech());
    }

    private EarningsViewModel model(InMemoryAgent source, Speech speech) {
        var agent = new AgentFeed(source.links(), background);
        agent.open();
        var wallet = new WalletFeed(InMemoryWallet.of(Presence.LOCKED), background);
        wallet.open();
        var model =
                new EarningsViewModel(
                        agent,
                        new ResultBook(agent),
                        wallet,
                        new InMemoryTrails(),
                        speech,
                        background);
        model.onShow();
        return model;
    }

    @Test
    void listsEveryResultOnceNewestFirst() {
        EarningsViewModel model = model();
        assertThat(model.results()).hasSize(24);
        assertThat(model.results().getFirst().sequence()).isEqualTo(24);
    }

    @Test
    void showsTotalsOfCoordinatorAndChain() {
        Totals totals = model().totals().get();
        assertThat(totals.earned()).isEqualTo("0.8673");
        assertThat(totals.held()).isEqualTo("0.2148");
        assertThat(totals.claimed()).isEqualTo("0.4128");
        assertThat(totals.heldNote()).isEqualTo("all due by Feb 19, 2027");
    }

    @Test
    void showsWhatIsBeingCheckedBesideWhatIsEarned() {
        Checking checking = model().checking().get();
        assertThat(checking).isEqualTo(new Checking("0.0843", "2 results; paid if they pass"));
        assertThat(model(new InMemoryAgent(Snapshots.fresh())).checking().get())
                .isEqualTo(new Checking("0", "no result of this computer"));
    }

    @Test
    void writesTheHistoryAndSaysWhereOrThatItCouldNot(@TempDir Path folder) throws IOException {
        EarningsViewModel model = model();
        model.export(folder);
        Path file =
                folder.resolve(
                        "hearth-history-"
                                + LocalDate.ofInstant(Snapshots.NOW, ZoneOffset.UTC)
                                + ".csv");
        assertThat(model.export().get().said()).isEqualTo("Written to " + file);
        assertThat(Files.readAllLines(file)).hasSize(25);
        assertThat(Files.readAllLines(file).get(1)).contains(",l-1001,");
        model.export(folder.resolve("gone"));
        assertThat(model.export().get().isDone()).isFalse();
    }

    @Test
    void writesTheTaxReportWhereItsOwnerWantsItOrSaysWhyNot(@TempDir Path folder)
            throws IOException {
        var said = new Said();
        var rich = InMemoryWallet.of(Presence.LOCKED);
        var taxes = new TaxFile(new WalletFeed(rich, background), Said.speech(), said);
        Path file = folder.resolve(taxes.suggestedName());
        Files.writeString(file, "an older one");
        taxes.save(file);
        assertThat(said.good()).containsExactly("Written to " + file);
        assertThat(Files.readString(file)).isEqualTo(rich.taxReport().orElseThrow());
        assertThat(folder).isDirectoryContaining(f -> f.equals(file));
        taxes.save(folder.resolve("gone").resolve("taxes.csv"));
        assertThat(said.bad()).containsExactly("The table could not be written.");
        var poor = new WalletFeed(InMemoryWallet.missing(), background);
        new TaxFile(poor, Said.speech(), said).save(folder.resolve("none.csv"));
        assertThat(said.bad().getLast()).contains("no wallet on this computer");
        assertThat(folder.toFile().list()).hasSize(1);
    }

    /// A date comes from the coordinator or is not shown.
    @Test
    void saysThatItIsNotKnownWhenHeldPayIsDueWhereNobodySays() {
        var source = new InMemoryAgent(Snapshots.busy());
        source.held(Optional.empty());
        EarningsViewModel model = model(source);
        assertThat(model.totals().get().heldNote()).isEqualTo("when it is due is not known now");
        assertThat(model(new InMemoryAgent(Snapshots.fresh())).totals().get().heldNote())
                .as("nothing is held")
                .isEqualTo("until later checks are over");

        source.held(held(Duration.ofMinutes(5)));
        model.onHide();
        model.onShow();
        assertThat(model.totals().get().heldNote()).isEqualTo("all due by 6:47\u00a0PM");
        source.held(held(Duration.ZERO));
        model.onHide();
        model.onShow();
        assertThat(model.totals().get().heldNote())
                .isEqualTo("due: comes with the next settlement");
    }

    private static Optional<HeldPay> held(Duration left) {
        return Optional.of(
                new HeldPay(Optional.of(Snapshots.NOW.plus(left)), Duration.ofSeconds(5), 0));
    }

    @Test
    void showsOfTodayWhatHomeShowsOfIt() {
        EarningsViewModel model = model();
        model.period().set(Period.DAY);
        String earned = Said.speech().amounts().brief(Snapshots.busy().today().earned());
        assertThat(model.periodSum().get().facts().getFirst().value()).isEqualTo(earned + " EMBER");
        assertThat(model.totals().get().earned()).isEqualTo(earned);
    }

    @Test
    void addsUpOnlyWhatPaid() {
        EarningsViewModel model = model();
        double paid =
                Snapshots.results().stream()
                        .filter(r -> r.ledger().isPresent())
                        .mapToDouble(r -> r.pay().ember().doubleValue())
                        .sum();
        assertThat(model.sums().getLast().ember()).isEqualTo(paid, Offset.offset(1e-12));
    }

    @Test
    void saysWhichCardEarnedIt() {
        var source = new InMemoryAgent(Snapshots.busy());
        EarningsViewModel model = model(source);
        assertThat(model.periodSum().get().parts())
                .containsExactly(
                        new Fact("NVIDIA GeForce RTX 4070", "0.6006 EMBER · 13 results"),
                        new Fact("Processor", "0.2667 EMBER · 7 results"));
        model.period().set(Period.DAY);
        var midnight = Snapshots.NOW.truncatedTo(ChronoUnit.DAYS);
        assertThat(source.partsSince().getFirst()).isEqualTo(midnight.minus(6, ChronoUnit.DAYS));
        assertThat(source.partsSince().getLast()).isEqualTo(midnight);
    }

    @Test
    void leadsFromAClaimToTheResultsOfItsSettlements() {
        EarningsViewModel model = model();
        model.claimed().show(InMemoryTrails.CLAIM);
        var sight = model.claimed().sight().get().orElseThrow();
        assertThat(sight.results())
                .isNotEmpty()
                .allMatch(r -> r.epoch().equals(Optional.of(3L)))
                .containsExactlyElementsOf(
                        model.results().stream()
                                .filter(r -> r.epoch().equals(Optional.of(3L)))
                                .toList());
        model.onHide();
        assertThat(model.claimed().sight().get()).isEmpty();
    }

    @Test
    void leadsFromAReleasedResultToTheTransactionThatPaidIt() {
        EarningsViewModel model = model();
        ResultView released =
                model.results().stream()
                        .filter(r -> Verdict.of(r) == Verdict.RELEASED)
                        .findFirst()
                        .orElseThrow();
        model.chosen().set(Optional.of(released));
        var facts = model.explanation().get().orElseThrow().facts();
        assertThat(facts)
                .extracting(Fact::name)
                .containsSubsequence(
                        "Settlement", "Root on the chain", "Proof", "Paid by transaction");
        assertThat(facts)
                .contains(new Fact("Proof", "checked here: it fits the root"))
                .anyMatch(fact -> fact.value().startsWith("0xc1a10000 c1a10000"));
        ResultView held =
                model.results().stream()
                        .filter(r -> Verdict.of(r) == Verdict.HELD)
                        .findFirst()
                        .orElseThrow();
        model.chosen().set(Optional.of(held));
        assertThat(model.explanation().get().orElseThrow().facts())
                .extracting(Fact::name)
                .doesNotContain("Paid by transaction");
    }

    @Test
    void showsWhatTheCoordinatorSignedAndThatItWasChecked() {
        EarningsViewModel model = model();
        choose(model, REFUSED);
        var refused = model.chosen().get().orElseThrow();
        assertThat(model.explanation().get().orElseThrow().facts())
                .contains(
                        new Fact(
                                "Receipt",
                                "signed by "
                                        + Receipts.SERVER.serverId().value().substring(0, 16)
                                        + "… at "
                                        + Said.speech().times().full(refused.receivedAt())
                                        + ", for 0.0462 EMBER; the signature was checked here"));
        choose(model, 1);
        assertThat(model.explanation().get().orElseThrow().facts())
                .as("beside what the chain says")
                .extracting(Fact::name)
                .contains("Receipt", "Paid by transaction");
        var result = model.chosen().get().orElseThrow();
        var other = SigningKey.generate(new SecureRandom());
        assertThat(
                        Explanation.of(result, Said.speech())
                                .with(Receipts.of(result, other), Said.speech())
                                .facts()
                                .getLast())
                .isEqualTo(new Fact("Receipt", "kept, but its signature is not the coordinator’s"));
    }

    @Test
    void explainsWhyAResultPaidNothing() {
        EarningsViewModel model = model();
        ResultView refused =
                model.results().stream()
                        .filter(r -> r.state().equals("FINAL_BAD"))
                        .findFirst()
                        .orElseThrow();
        model.chosen().set(Optional.of(refused));
        Explanation why = model.explanation().get().orElseThrow();
        assertThat(why.amount()).isEqualTo("Nothing");
        assertThat(why.text()).contains("much larger than those of the others");
        assertThat(why.facts()).contains(new Fact("Size of the update", "3.1 (at most 2.4)"));
    }

    @Test
    void showsOnlyMeasuresOfTheEvidenceNeverItsText() {
        assertThat(Explanation.evidence("please visit evil.example now", Said.speech())).isEmpty();
        assertThat(
                        Explanation.evidence(
                                "norm 3.1 > 2.0 × median 1.2 <b>you owe us</b>", Said.speech()))
                .isEqualTo(List.of(new Fact("Size of the update", "3.1 (at most 2.4)")));
    }

    @Test
    void writesMeasuresAsTheReadersLanguageDoes() {
        var german = Speech.of(Locale.GERMANY, Clock.systemUTC());
        assertThat(Explanation.evidence("norm 3.10 > 2.0 × median 1250", german))
                .extracting(Fact::value)
                .containsExactly("3,10 (höchstens 2.500)");
    }

    @Test
    void listsWhatCameWhileAnotherScreenWasShown() {
        var source = new InMemoryAgent(Snapshots.busy());
        List<ResultView> all = Snapshots.results();
        List<ResultView> oldest = all.subList(all.size() - 5, all.size());
        source.remember(oldest);
        var agent = new AgentFeed(source.links(), background);
        agent.open();
        var wallet = new WalletFeed(InMemoryWallet.of(Presence.LOCKED), background);
        var model =
                new EarningsViewModel(
                        agent,
                        new ResultBook(agent),
                        wallet,
                        new InMemoryTrails(),
                        Said.speech(),
                        background);
        source.publish(now -> Snapshots.recent(now, oldest));
        model.onShow();
        assertThat(model.results()).hasSize(5);
        model.onHide();
        source.remember(all);
        source.publish(now -> Snapshots.recent(now, all.subList(0, 2)));
        model.onShow();
        assertThat(model.results()).hasSize(all.size());
    }

    @Test
    void keepsTheChosenResultWhenNewOnesArrive() {
        EarningsViewModel model = model();
        model.chosen().set(Optional.of(model.results().get(3)));
        model.onHide();
        model.onShow();
        assertThat(model.chosen().get().orElseThrow().sequence()).isEqualTo(21);
    }

    @Test
    void offersAnAppealOfADoubtfulRefusalOnlyAndFilesIt() {
        var source = new InMemoryAgent(Snapshots.busy());
        var model = model(source);
        for (ResultView result : model.results()) {
            model.chosen().set(Optional.of(result));
            assertThat(model.explanation().get().orElseThrow().appeal().isPossible())
                    .isEqualTo(result.sequence() == REFUSED);
        }
        choose(model, REFUSED);
        model.appeal();

        assertThat(source.appealed()).containsExactly(model.chosen().get().orElseThrow().lease());
        assertThat(model.filing().get().isOnItsWay()).isTrue();
        assertThat(model.filing().get().said()).startsWith("The appeal is filed");
        choose(model, REFUSED - 1);
        assertThat(model.filing().get().said()).isEmpty();
    }

    @Test
    void saysWhyAnAppealWasNotTakenAndOffersItAgain() {
        var source = new InMemoryAgent(Snapshots.busy());
        var model = model(source);
        choose(model, REFUSED);
        source.refuseHousehold(Optional.of("too-many-appeals"));
        model.appeal();

        assertThat(model.filing().get().isOnItsWay()).isFalse();
        assertThat(model.filing().get().said()).startsWith("One appeal may wait at a time");
        source.gone(true);
        model.appeal();
        assertThat(model.filing().get().isOnItsWay()).isFalse();
        assertThat(model.filing().get().said()).isNotEmpty();
    }

    @Test
    void showsAnAppealThatWaitsAndWhatCameOfItThoughNoSumChanges() {
        var source = new InMemoryAgent(Snapshots.busy());
        var model = model(source);
        choose(model, REFUSED);
        model.appeal();
        source.remember(withEvidence("norm 3.1 > 2.4, appeals-before 0", "FINAL_BAD"));
        source.publish(now -> Snapshots.recent(now, Snapshots.results().subList(0, 1)));

        assertThat(standing(model)).isEqualTo(Standing.WAITING);
        source.remember(withEvidence("norm 3.1 > 2.4, appeal-distance 0.9100", "FINAL_BAD"));
        for (int i = 1; i <= 20; i++) {
            int newest = 1 + i % 2;
            source.publish(now -> Snapshots.recent(now, Snapshots.results().subList(0, newest)));
        }
        assertThat(standing(model)).isEqualTo(Standing.DISMISSED);
        assertThat(model.explanation().get().orElseThrow().appeal().text())
                .startsWith("Your appeal was lost");
    }

    /// A card on short leases makes as many in a year.
    @Test
    void sumsAHundredThousandResultsUpWithoutWritingEachOfThem() {
        var source = new InMemoryAgent(Snapshots.busy());
        source.remember(ManyResults.of(100_000));
        var clock = new CountingClock();
        var agent = new AgentFeed(source.links(), background);
        agent.open();
        var model =
                new EarningsViewModel(
                        agent,
                        new ResultBook(agent),
                        new WalletFeed(InMemoryWallet.of(Presence.LOCKED), background),
                        new InMemoryTrails(),
                        Speech.of(Locale.ENGLISH, clock),
                        background);
        var changes = new AtomicInteger();
        model.results().subscribe(changes::incrementAndGet);
        model.onShow();

        assertThat(model.results()).hasSize(100_000);
        assertThat(changes).as("all pages at once").hasValue(1);
        assertThat(clock.asked).as("moments put in words").isLessThan(100);
        assertThat(model.sums()).hasSizeBetween(400, Sum.MOST);
        double paid =
                ManyResults.of(100_000).stream()
                        .filter(r -> Verdict.of(r).isPaid())
                        .map(ResultView::pay)
                        .reduce(Wei.ZERO, Wei::plus)
                        .ember()
                        .doubleValue();
        assertThat(model.sums().getLast().ember()).isEqualTo(paid);

        source.publish(now -> Snapshots.recent(now, ManyResults.of(100_003).subList(0, 4)));
        assertThat(model.results()).hasSize(100_003);
        assertThat(changes).as("what is new, once").hasValue(2);
        assertThat(clock.asked).isLessThan(200);
    }

    /// Writing a row asks whether it is today's.
    private static final class CountingClock extends Clock {
        private int asked;

        @Override
        public Instant instant() {
            asked++;
            return Snapshots.NOW;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private static Standing standing(EarningsViewModel model) {
        return model.explanation().get().orElseThrow().appeal().standing();
    }

    private static void choose(EarningsViewModel model, long sequence) {
        model.chosen()
                .set(model.results().stream().filter(r -> r.sequence() == sequence).findFirst());
    }

    private static List<ResultView> withEvidence(String evidence, String state) {
        return Snapshots.results().stream()
                .map(r -> r.sequence() == REFUSED ? changed(r, evidence, state) : r)
                .toList();
    }

    private static ResultView changed(ResultView of, String evidence, String state) {
        return new ResultView(
                of.sequence(),
                of.lease(),
                of.job(),
                of.title(),
                of.round(),
                of.receivedAt(),
                state,
                of.reason(),
                Optional.of(evidence),
                of.pay(),
                of.ledger(),
                of.epoch(),
                of.releasedAt());
    }

    @Test
    void todayIsAnotherDayAfterMidnight() {
        var now = new AtomicReference<>(Instant.parse("2026-11-21T23:59:00Z"));
        InstantSource time = now::get;
        var source = new InMemoryAgent(Snapshots.busy());
        var model = model(source, Speech.of(Locale.ENGLISH, time.withZone(ZoneOffset.UTC)));
        model.period().set(Period.DAY);
        String paid = model.periodSum().get().facts().getFirst().value();
        assertThat(paid).isNotEqualTo("0 EMBER");

        now.set(Instant.parse("2026-11-22T00:00:01Z"));
        source.publish(Snapshots::off);
        assertThat(model.periodSum().get().facts().getFirst().value()).isEqualTo("0 EMBER");
        assertThat(source.partsSince().getLast()).isEqualTo("2026-11-22T00:00:00Z");
    }
}
