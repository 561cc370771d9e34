package hearth.app.wallet;

import hearth.chain.Activity;
import hearth.keys.Address;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What one account got and gave, for a tax return: every transaction that is in a block, oldest
/// first, in exact amounts. Nothing here advises on tax.
///
/// @param network that they were made on; others have reports of their own
/// @param currency of the values; empty without prices
/// @param lines oldest first; at the same moment by transaction hash
public record TaxReport(
        String network, Address account, Optional<String> currency, List<Line> lines) {
    /// @param time when the wallet asked for it
    /// @param kind `send`, `receive`, `claim`, `claim-yield` …
    /// @param wei exact; below zero for what left the account
    /// @param ember the same in EMBER
    /// @param value `ember` at the day's price (UTC), exact; absent where no price is known
    /// @param isFinal whether a reorganisation can still undo it
    public record Line(
            Instant time,
            String kind,
            String wei,
            String ember,
            Optional<String> value,
            String transaction,
            boolean isFinal) {}

    /// Prices of one EMBER by day (UTC).
    public record Prices(String currency, Map<LocalDate, BigDecimal> perEmber) {}

    /// @param activity of that network
    public static TaxReport of(
            String network, Address account, List<Activity> activity, @Nullable Prices prices) {
        var lines =
                activity.stream()
                        .filter(
                                a ->
                                        a.stage() == Activity.Stage.INCLUDED
                                                || a.stage() == Activity.Stage.FINAL)
                        .flatMap(a -> line(account, a, prices).stream())
                        .sorted(
                                Comparator.comparing(Line::time)
                                        .thenComparing(Line::transaction)
                                        .thenComparing(Line::kind))
                        .toList();
        return new TaxReport(
                network, account, Optional.ofNullable(prices).map(Prices::currency), lines);
    }

    /// Empty for what moves nothing into or out of the account's own hands, such as an allowance.
    private static Optional<Line> line(Address account, Activity a, @Nullable Prices prices) {
        boolean isMine = a.account().equals(account);
        boolean isForMe = a.counterparty().filter(account::equals).isPresent();
        int sign;
        String kind = a.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        switch (a.kind()) {
            case SEND -> {
                if (isMine && isForMe) {
                    return Optional.empty();
                }
                sign = isMine ? -1 : 1;
                kind = isMine ? "send" : "receive";
            }
            case CLAIM -> sign = isForMe ? 1 : 0;
            case CLAIM_YIELD, COMPOUND -> sign = isMine ? 1 : 0;
            default -> sign = 0;
        }
        if (sign == 0 || !(isMine || isForMe)) {
            return Optional.empty();
        }
        var ember = a.amount().ember().multiply(BigDecimal.valueOf(sign));
        var day = a.created().atZone(ZoneOffset.UTC).toLocalDate();
        var value =
                Optional.ofNullable(prices)
                        .map(p -> p.perEmber().get(day))
                        .map(price -> plain(price.multiply(ember)));
        return Optional.of(
                new Line(
                        a.created(),
                        kind,
                        (sign < 0 ? "-" : "") + a.amount(),
                        plain(ember),
                        value,
                        a.hash().orElse(""),
                        a.stage() == Activity.Stage.FINAL));
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /// RFC 4180, with a header; no cell needs quotes.
    public String csv() {
        return lines.stream()
                .map(
                        l ->
                                String.join(
                                        ",",
                                        l.time().toString(),
                                        l.kind(),
                                        l.ember(),
                                        l.value().orElse(""),
                                        currency.orElse(""),
                                        l.transaction(),
                                        l.isFinal() ? "final" : "included"))
                .collect(
                        Collectors.joining(
                                "\r\n",
                                "time,kind,ember,value,currency,transaction,state\r\n",
                                ""));
    }

    /// The same as a file: the bytes that `hearth wallet export --tax --csv` prints.
    String file() {
        return csv() + System.lineSeparator();
    }
}
