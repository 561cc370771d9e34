package hearth.app.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.chain.Activity;
import hearth.keys.Address;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

final class TaxReportTest {
    private static final Address ME = Address.of("0x1111111111111111111111111111111111111111");
    private static final Address OTHER = Address.of("0x2222222222222222222222222222222222222222");
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private static Activity activity(
            Activity.Kind kind, Address from, Address to, String ember, int minute) {
        return activity(kind, from, to, ember, minute, Activity.Stage.FINAL);
    }

    private static Activity activity(
            Activity.Kind kind,
            Address from,
            Address to,
            String ember,
            int minute,
            Activity.Stage stage) {
        return new Activity(
                "intent " + minute,
                kind,
                from,
                Wei.ofEmber(ember),
                Optional.of(to),
                NOON.plusSeconds(60L * minute),
                stage,
                Optional.of("0x" + "%064x".formatted(minute)),
                Optional.empty(),
                Optional.of((long) minute));
    }

    private static List<Activity> year() {
        return List.of(
                activity(Activity.Kind.CLAIM, OTHER, ME, "12.000000000000000001", 1),
                activity(Activity.Kind.APPROVE, ME, OTHER, "5", 2),
                activity(Activity.Kind.STAKE, ME, OTHER, "5", 3),
                activity(Activity.Kind.CLAIM_YIELD, ME, OTHER, "0.25", 4),
                activity(Activity.Kind.SEND, ME, OTHER, "3.5", 5, Activity.Stage.INCLUDED),
                activity(Activity.Kind.SEND, OTHER, ME, "1", 6),
                activity(Activity.Kind.SEND, ME, OTHER, "9", 7, Activity.Stage.REFUSED),
                activity(Activity.Kind.SEND, ME, OTHER, "9", 8, Activity.Stage.SENT),
                activity(Activity.Kind.SEND, ME, ME, "2", 9),
                activity(Activity.Kind.CLAIM, ME, OTHER, "4", 10));
    }

    /// The window's file and the command's output are the same bytes.
    @Test
    void writesWhatTheCommandPrints() {
        var report = TaxReport.of("town", ME, year(), null);
        var printed = new StringWriter();
        new PrintWriter(printed).println(report.csv());
        assertThat(report.file()).isEqualTo(printed.toString());
    }

    @Test
    void listsWhatCameAndWentExactlyAndNothingElse() {
        assertThat(TaxReport.of("town", ME, year(), null).csv())
                .isEqualTo(
                        """
                        time,kind,ember,value,currency,transaction,state
                        2026-11-20T12:01:00Z,claim,12.000000000000000001,,,0x%064x,final
                        2026-11-20T12:04:00Z,claim-yield,0.25,,,0x%064x,final
                        2026-11-20T12:05:00Z,send,-3.5,,,0x%064x,included
                        2026-11-20T12:06:00Z,receive,1,,,0x%064x,final"""
                                .formatted(1, 4, 5, 6)
                                .replace("\n", "\r\n"));
    }

    @Test
    void keepsItsOrderWhateverOrderItIsGiven() {
        var shuffled = new ArrayList<>(year());
        Collections.shuffle(shuffled, new Random(3));
        assertThat(TaxReport.of("town", ME, shuffled, null))
                .isEqualTo(TaxReport.of("town", ME, year(), null));
    }

    @Test
    void valuesAreAmountTimesThatDaysPriceAndAbsentWithoutOne() {
        var day = LocalDate.parse("2026-11-20");
        var prices = new TaxReport.Prices("EUR", Map.of(day, new BigDecimal("0.13")));
        var report = TaxReport.of("town", ME, year(), prices);
        assertThat(report.currency()).contains("EUR");
        assertThat(report.lines().getFirst().value()).contains("1.56000000000000000013");
        assertThat(report.lines().get(2).value()).contains("-0.455");
        var before = new TaxReport.Prices("EUR", Map.of(day.minusDays(1), new BigDecimal("0.13")));
        assertThat(TaxReport.of("town", ME, year(), before).lines())
                .allSatisfy(line -> assertThat(line.value()).isEmpty());
    }
}
