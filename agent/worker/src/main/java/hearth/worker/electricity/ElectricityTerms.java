package hearth.worker.electricity;

import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Objects;
import java.util.Optional;

/// What the owner tells about their electricity and what EMBER is worth to them. Nothing of it is
/// guessed: without a tariff there is no cost, without a price of EMBER no net.
///
/// @param version of this form; another one is refused
/// @param currency ISO 4217, such as `EUR`; there if a price is
/// @param gramsPerKwh of carbon dioxide, as the owner's supplier or grid tells
/// @param emberPrice of one EMBER, in the currency
/// @param trainingWatts what the whole computer draws more while it trains, as a plug meter shows;
/// used in place of sensors and models
public record ElectricityTerms(
        int version,
        Optional<Tariff> tariff,
        Optional<String> currency,
        Optional<BigDecimal> gramsPerKwh,
        Optional<BigDecimal> emberPrice,
        Optional<BigDecimal> trainingWatts) {
    public static final int VERSION = 1;
    private static final long DIRTIEST_GRID = 2_000;
    private static final long LARGEST_COMPUTER = 20_000;

    /// Nothing is told.
    public static final ElectricityTerms NONE =
            new ElectricityTerms(
                    VERSION,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    public ElectricityTerms {
        if (version != VERSION) {
            throw new IllegalArgumentException("electricity terms of version " + version);
        }
        Objects.requireNonNull(tariff);
        currency.ifPresent(ElectricityTerms::checked);
        if (currency.isEmpty() && (tariff.isPresent() || emberPrice.isPresent())) {
            throw new IllegalArgumentException("a price needs a currency, such as EUR");
        }
        gramsPerKwh.ifPresent(
                g ->
                        Bounds.within(
                                "carbon per kilowatt-hour in grams",
                                g,
                                BigDecimal.ZERO,
                                BigDecimal.valueOf(DIRTIEST_GRID)));
        emberPrice.ifPresent(
                p -> {
                    Bounds.price("the price of EMBER", p);
                    if (p.signum() < 0) {
                        throw new IllegalArgumentException("the price of EMBER is not negative");
                    }
                });
        trainingWatts.ifPresent(w -> Bounds.positive("a draw in watts", w, LARGEST_COMPUTER));
    }

    private static void checked(String code) {
        boolean known =
                Currency.getAvailableCurrencies().stream()
                        .anyMatch(c -> c.getCurrencyCode().equals(code));
        if (!known) {
            throw new IllegalArgumentException(
                    "a currency is a code of ISO 4217, such as EUR or USD");
        }
    }

    /// @throws MalformedMessageException if the text is not such terms, whole and without more
    public static ElectricityTerms read(String json) {
        return Json.read(json, ElectricityTerms.class);
    }

    public String json() {
        return Json.text(this);
    }
}
