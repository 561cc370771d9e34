package hearth.app.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.Said;
import hearth.app.fixture.Snapshots;
import hearth.app.look.Tone;
import hearth.worker.AgentSnapshot;
import hearth.worker.electricity.ElectricityTerms;
import hearth.worker.electricity.Tariff;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

class MeterTest {
    private static final Tariff BY_HOUR =
            new Tariff.ByHour(Collections.nCopies(24, new BigDecimal("0.3")));

    @Test
    void hasALineForWhatIsKnownOnly() {
        assertThat(Meter.of(Snapshots.busy(), Said.speech()).lines()).isEmpty();
        var lines = Meter.of(Snapshots.metered(Snapshots.busy()), Said.speech()).lines();
        assertThat(lines.stream().map(Meter.Line::name))
                .containsExactly(
                        "For training, now",
                        "An hour, now",
                        "Today",
                        "Cost today",
                        "Net today",
                        "Carbon dioxide today");
        assertThat(lines.getFirst().value())
                .isEqualTo("NVIDIA GeForce RTX 4070 131 W (measured), Processor 18 W (modelled)");
        assertThat(lines.get(1).value()).contains("€0.0312", "€0.0478", "−€0.0166");
    }

    @Test
    void thePromiseSaysWhatWasMeasuredAndWhereItIsNotKept() {
        var kept = Promise.of(Snapshots.metered(Snapshots.busy()).yields(), Said.speech());
        assertThat(kept.tone()).isEqualTo(Tone.GOOD);
        assertThat(kept.text())
                .isEqualTo(
                        "Measured here, the last 30 days, 41 times: half of them within 0.31\u00a0s,"
                                + " 95 of 100 within 0.72\u00a0s, the slowest 0.94\u00a0s.");
        var slow =
                new AgentSnapshot.Spread(
                        Duration.ofMillis(900), Duration.ofMillis(1100), Duration.ofMillis(1300));
        var broken =
                new AgentSnapshot.Yields(
                        2, 1, Optional.of(slow), Optional.of(slow), Optional.empty());
        assertThat(Promise.of(broken, Said.speech()).tone()).isEqualTo(Tone.BAD);
        assertThat(Promise.of(broken, Said.speech()).text()).endsWith("by force once.");
        var none = Promise.of(AgentSnapshot.Yields.none(), Said.speech());
        assertThat(none.tone()).isEqualTo(Tone.NEUTRAL);
        assertThat(none.memory()).isEmpty();
    }

    @Test
    void theLedgerNamesHoursAndFailures() {
        var ledger = Ledger.of(Snapshots.metered(Snapshots.busy()).health(), Said.speech());
        assertThat(ledger.parts().getFirst().bands())
                .contains(
                        new Ledger.Band("Below 40 °C", "12 min", 12 / 2210.0),
                        new Ledger.Band("60 to 69 °C", "1 d 12 h", 1));
        assertThat(ledger.parts().getLast().bands()).isEmpty();
        assertThat(ledger.wrong().getFirst().name()).isEqualTo("The driver slowed the card down");
        assertThat(ledger.wrong().getFirst().value()).startsWith("3 times, last Nov 20, ");
    }

    @Test
    void readsWhatTheOwnerTypedAndRefusesNonsense() {
        var told = new Terms("0,32", " eur ", "", "380").over(ElectricityTerms.NONE).orElseThrow();
        assertThat(told.tariff()).contains(new Tariff.Flat(new BigDecimal("0.32")));
        assertThat(told.currency()).contains("EUR");
        assertThat(told.gramsPerKwh()).contains(new BigDecimal("380"));
        assertThat(Terms.of(told, Said.speech().amounts()))
                .isEqualTo(new Terms("0.32", "EUR", "", "380"));

        for (Terms nonsense :
                List.of(
                        new Terms("cheap", "EUR", "", ""),
                        new Terms("0.32", "", "", ""),
                        new Terms("0.32", "EURO", "", ""),
                        new Terms("", "", "-1", ""),
                        new Terms("", "EUR", "", "-5"),
                        new Terms("1e9", "EUR", "", ""))) {
            assertThat(nonsense.over(told)).as("%s", nonsense).isEmpty();
        }
    }

    @Test
    void keepsPricesByTheHourUntilOnePriceIsTyped() {
        var before =
                new ElectricityTerms(
                        ElectricityTerms.VERSION,
                        Optional.of(BY_HOUR),
                        Optional.of("EUR"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new BigDecimal("140")));
        assertThat(Terms.of(before, Said.speech().amounts()).price()).isEmpty();
        assertThat(new Terms("", "EUR", "2", "").over(before).orElseThrow().tariff())
                .contains(BY_HOUR);
        var flat = new Terms("0.2", "EUR", "", "").over(before).orElseThrow();
        assertThat(flat.tariff()).contains(new Tariff.Flat(new BigDecimal("0.2")));
        assertThat(flat.trainingWatts()).contains(new BigDecimal("140"));
    }
}
