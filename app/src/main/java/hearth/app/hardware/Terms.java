package hearth.app.hardware;

import hearth.app.text.Amounts;
import hearth.worker.electricity.ElectricityTerms;
import hearth.worker.electricity.Tariff;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the owner types about electricity; an empty field means that they do not say.
///
/// @param price of a kilowatt-hour
/// @param ember price of one EMBER
/// @param grams of carbon dioxide per kilowatt-hour
record Terms(String price, String currency, String ember, String grams) {
    static final Terms EMPTY = new Terms("", "", "", "");
    private static final String ANY = "EUR";

    /// Prices that differ by the hour have no single number: their field stays empty.
    static Terms of(ElectricityTerms told, Amounts amounts) {
        return new Terms(
                told.tariff()
                        .filter(Tariff.Flat.class::isInstance)
                        .map(tariff -> amounts.typable(tariff.perKwh(0)))
                        .orElse(""),
                told.currency().orElse(""),
                told.emberPrice().map(amounts::typable).orElse(""),
                told.gramsPerKwh().map(amounts::typable).orElse(""));
    }

    /// @param before what is kept of it: a meter of the owner, and prices by the hour as long as no
    /// other price is typed
    /// @return nothing if a field makes no sense
    Optional<ElectricityTerms> over(ElectricityTerms before) {
        try {
            var flat = number(price).<Tariff>map(Tariff.Flat::new);
            var byHour = before.tariff().filter(t -> !(t instanceof Tariff.Flat));
            return Optional.of(
                    new ElectricityTerms(
                            ElectricityTerms.VERSION,
                            flat.or(() -> byHour),
                            Optional.of(currency.strip().toUpperCase(Locale.ROOT))
                                    .filter(code -> !code.isEmpty()),
                            number(grams),
                            number(ember),
                            before.trainingWatts()));
        } catch (IllegalArgumentException nonsense) {
            return Optional.empty();
        }
    }

    /// What is wrong with the first field that makes no sense: the key of a sentence.
    String wrong(Amounts amounts) {
        if (isAmbiguous(amounts)) {
            return "terms.wrong.thousands";
        }
        if (!isSense(new Terms(price, ANY, "", ""))) {
            return "terms.wrong.price";
        }
        if (!isSense(new Terms("", currency, "", ""))) {
            return "terms.wrong.currency";
        }
        if (!isSense(new Terms("", ANY, ember, ""))) {
            return "terms.wrong.ember";
        }
        return isSense(new Terms("", "", "", grams))
                ? "terms.wrong.no-currency"
                : "terms.wrong.grams";
    }

    /// Whether a number could be read as thousands.
    boolean isAmbiguous(Amounts amounts) {
        return List.of(price, ember, grams).stream().anyMatch(amounts::isAmbiguous);
    }

    private static boolean isSense(Terms alone) {
        return alone.over(ElectricityTerms.NONE).isPresent();
    }

    private static Optional<BigDecimal> number(String typed) {
        String text = typed.strip().replace(',', '.');
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!text.matches("-?[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            throw new IllegalArgumentException("not a number");
        }
        return Optional.of(new BigDecimal(text));
    }
}
