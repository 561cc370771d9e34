package hearth.worker.electricity;

import hearth.protocol.Wei;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;

/// One day of training on this computer, by the local calendar.
///
/// @param kWh above idle; absent where training ran for more than a minute, and more than a
/// fiftieth of the day's, without anybody knowing what it drew: then cost, grams and net are too
/// @param measuredKwh the part of it that sensors or the owner's meter told; the rest is modelled
/// @param cost at the prices of the hours in which it was used; absent if a part of the day had no
/// tariff, or another currency than now
/// @param currency of cost and net, as it is now
/// @param grams of carbon dioxide, at the owner's figure of now
/// @param earned of results received that day, held or released
/// @param net earned at the owner's price of EMBER less cost; absent if either is
public record DayAccount(
        LocalDate day,
        Optional<BigDecimal> kWh,
        BigDecimal measuredKwh,
        Optional<BigDecimal> cost,
        Optional<String> currency,
        Optional<BigDecimal> grams,
        Wei earned,
        Optional<BigDecimal> net) {}
