package hearth.worker.electricity;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import java.math.BigDecimal;
import java.time.LocalTime;
import java.util.List;
import java.util.stream.IntStream;

/// What the owner pays for one kilowatt-hour, in their currency, by the clock on the wall. A price
/// may be negative, as some hourly tariffs are at times.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "form")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Tariff.Flat.class, name = "flat"),
    @JsonSubTypes.Type(value = Tariff.ByHour.class, name = "by-hour"),
    @JsonSubTypes.Type(value = Tariff.Solar.class, name = "solar")
})
public sealed interface Tariff {
    int HOURS = 24;

    /// Price of a kilowatt-hour in the hour that begins at `hour`, 0…23.
    BigDecimal perKwh(int hour);

    default BigDecimal perKwh(LocalTime time) {
        return perKwh(time.getHour());
    }

    /// Prices of the 24 hours, midnight first.
    default List<BigDecimal> hours() {
        return IntStream.range(0, HOURS).mapToObj(this::perKwh).toList();
    }

    /// The same at every hour.
    record Flat(BigDecimal price) implements Tariff {
        public Flat {
            checked(price);
        }

        @Override
        public BigDecimal perKwh(int hour) {
            return price;
        }
    }

    /// @param prices of the 24 hours, midnight first
    record ByHour(List<BigDecimal> prices) implements Tariff {
        public ByHour {
            prices = List.copyOf(prices);
            if (prices.size() != HOURS) {
                throw new IllegalArgumentException(
                        "a day has 24 prices, here are " + prices.size());
            }
            prices.forEach(Tariff::checked);
        }

        @Override
        public BigDecimal perKwh(int hour) {
            return prices.get(hour);
        }
    }

    /// Solar panels give more than the house needs in some hours. Their electricity costs what the
    /// grid would have paid for it, often little or nothing.
    ///
    /// @param price from the grid
    /// @param sunPrice in the hours of sun
    /// @param from,to hours of sun, 0…23; from 22 to 7 goes over midnight
    record Solar(BigDecimal price, BigDecimal sunPrice, int from, int to) implements Tariff {
        public Solar {
            checked(price);
            checked(sunPrice);
            if (from < 0 || from >= HOURS || to < 0 || to >= HOURS || from == to) {
                throw new IllegalArgumentException(
                        "hours of sun are two different hours from 0 to 23");
            }
        }

        @Override
        public BigDecimal perKwh(int hour) {
            boolean sun = from < to ? hour >= from && hour < to : hour >= from || hour < to;
            return sun ? sunPrice : price;
        }
    }

    private static void checked(BigDecimal price) {
        Bounds.price("a price of electricity", price);
    }
}
