package hearth.app.estimate;

import hearth.worker.electricity.Draw;
import hearth.worker.electricity.ElectricityTerms;
import hearth.worker.electricity.Tariff;
import hearth.worker.estimate.CheckCase;
import hearth.worker.estimate.Checked;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Estimates of one graphics card and one kind of training, by the arithmetic of the real ones.
public final class Estimates {
    private static final CardLine.Device CARD = new CardLine.Device("RTX 4070", "cuda");
    private static final CheckCase GPT =
            CheckCase.of(Path.of("text"), Path.of("images")).getFirst();

    private Estimates() {}

    /// @param ember what one is worth; empty if the owner told nothing
    public static ElectricityTerms terms(Tariff tariff, String currency, String ember) {
        return new ElectricityTerms(
                ElectricityTerms.VERSION,
                Optional.of(tariff),
                Optional.of(currency),
                Optional.empty(),
                Optional.of(ember).filter(e -> !e.isEmpty()).map(BigDecimal::new),
                Optional.empty());
    }

    public static Tariff flat(String price) {
        return new Tariff.Flat(new BigDecimal(price));
    }

    /// That many operations a second at 100 W.
    public static Checked.Ran at(double flops) {
        return new Checked.Ran(
                flops / GPT.flopPerStep(),
                List.of(new Draw("RTX", 100, Draw.Source.MEASURED)),
                Optional.of(1L << 30));
    }

    /// The same where nothing tells what it draws.
    public static Checked.Ran unmeasured(double flops) {
        return new Checked.Ran(flops / GPT.flopPerStep(), List.of(), Optional.of(1L << 30));
    }

    public static Estimate of(Checked checked, ElectricityTerms terms) {
        return of(checked, terms, Optional.empty());
    }

    /// @param busy processors that other programs used
    public static Estimate of(Checked checked, ElectricityTerms terms, Optional<Double> busy) {
        return of(checked, terms, busy, NetworkFigures.NONE);
    }

    /// @param network what it tells of its pay
    public static Estimate of(
            Checked checked,
            ElectricityTerms terms,
            Optional<Double> busy,
            NetworkFigures network) {
        var premise = Premise.of(Optional.empty(), network, terms, Optional.empty(), Instant.EPOCH);
        return Estimate.of(List.of(CardLine.of(CARD, GPT, checked, premise)), premise, busy, 60);
    }
}
