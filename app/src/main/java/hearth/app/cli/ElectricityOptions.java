package hearth.app.cli;

import hearth.worker.electricity.ElectricityTerms;
import hearth.worker.electricity.Tariff;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// The options with which an owner tells of their electricity.
final class ElectricityOptions {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(
            names = "--price",
            paramLabel = "P",
            description = "What a kilowatt-hour costs, such as 0.31.")
    private @Nullable BigDecimal price;

    @Option(
            names = "--prices",
            paramLabel = "P,P,…",
            description = "The same by hour: 24 prices with commas between, midnight first.")
    private @Nullable String prices;

    @Option(
            names = "--sun-price",
            paramLabel = "P",
            description = "With --price: what it costs in the hours of sun, often 0 to 0.08.")
    private @Nullable BigDecimal sunPrice;

    @Option(
            names = "--sun-hours",
            paramLabel = "FROM-TO",
            description = "Those hours, such as 10-16.")
    private @Nullable String sunHours;

    @Option(names = "--currency", paramLabel = "EUR", description = "Of all prices (ISO 4217).")
    private @Nullable String currency;

    @Option(
            names = "--ember-price",
            paramLabel = "P",
            description = "What one EMBER is worth to you.")
    private @Nullable BigDecimal emberPrice;

    @Option(
            names = "--grams",
            paramLabel = "G",
            description = "Carbon dioxide of a kilowatt-hour in grams.")
    private @Nullable BigDecimal grams;

    @Option(
            names = "--watts",
            paramLabel = "W",
            description =
                    "What a plug meter shows more while training; used in place of sensors and models.")
    private @Nullable BigDecimal watts;

    /// @throws ParameterException with what is wrong, if what was told makes no sense
    ElectricityTerms over(ElectricityTerms kept) {
        try {
            return new ElectricityTerms(
                    ElectricityTerms.VERSION,
                    tariff().or(kept::tariff),
                    Optional.ofNullable(currency)
                            .map(c -> c.toUpperCase(Locale.ROOT))
                            .or(kept::currency),
                    Optional.ofNullable(grams).or(kept::gramsPerKwh),
                    Optional.ofNullable(emberPrice).or(kept::emberPrice),
                    Optional.ofNullable(watts).or(kept::trainingWatts));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(
                    spec.commandLine(),
                    "These figures make no sense: " + wrong.getMessage() + ".",
                    wrong);
        }
    }

    /// Whether anything was told.
    boolean any() {
        return Stream.of(price, prices, sunPrice, sunHours, currency, emberPrice, grams, watts)
                .anyMatch(Objects::nonNull);
    }

    private Optional<Tariff> tariff() {
        if (prices != null) {
            if (price != null || sunPrice != null || sunHours != null) {
                throw new IllegalArgumentException("--prices stands alone");
            }
            return Optional.of(new Tariff.ByHour(numbers(prices)));
        }
        if (sunPrice != null || sunHours != null) {
            if (price == null || sunPrice == null || sunHours == null) {
                throw new IllegalArgumentException(
                        "--price, --sun-price and --sun-hours belong together");
            }
            var hours = sunHours.split("-", -1);
            if (hours.length != 2) {
                throw new IllegalArgumentException("--sun-hours is two hours, such as 10-16");
            }
            return Optional.of(new Tariff.Solar(price, sunPrice, hour(hours[0]), hour(hours[1])));
        }
        return Optional.ofNullable(price).map(Tariff.Flat::new);
    }

    private static int hour(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--sun-hours is two hours, such as 10-16", e);
        }
    }

    private static List<BigDecimal> numbers(String text) {
        try {
            return Arrays.stream(text.split(",", -1)).map(t -> new BigDecimal(t.strip())).toList();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "--prices is 24 numbers with commas between them", e);
        }
    }
}
