package hearth.protocol;

import hearth.protocol.Receipt.Content;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Looks whether the receipts of one device by one server are one chain ([ReceiptHead]). Receipts
/// are authentic when they come here, and come in the order of their numbers; those that were told
/// without a number fill the places between, as far as they fit there. What lies before the first
/// number that is known is nobody's fault: not all of it has to be here. One thread at a time.
public final class ReceiptChain {
    /// More places than these are not filled with receipts that have no number.
    private static final int MOST_FILLED = 10_000;

    /// What is wrong with a chain. The coordinator has signed two things that cannot both be, where
    /// nothing is MISSING.
    public enum Flaw {
        /// No receipt with these numbers is here.
        MISSING,
        /// A receipt follows from others than those that are here.
        FORKED,
        /// Two receipts have one number.
        DOUBLED
    }

    /// @param from number of a receipt
    /// @param to the last; the same where it is one
    public record Break(Flaw flaw, long from, long to) {}

    /// Receipts of the same device and server without a number.
    public interface Unnumbered {
        /// @return not received after a time, newest first
        List<Content> newest(Instant until, int most);
    }

    private final Unnumbered unnumbered;
    private final List<Break> breaks = new ArrayList<>();
    private final Set<ReceiptHead> heads = new HashSet<>();
    private long first;
    private long last;
    private Instant lastAt = Instant.MIN;

    public ReceiptChain(Unnumbered unnumbered) {
        this.unnumbered = unnumbered;
    }

    /// @param receipts of one device by one server, in any order
    public static ReceiptChain of(List<Content> receipts) {
        var others = receipts.stream().filter(c -> c.number().isEmpty()).toList();
        var chain =
                new ReceiptChain(
                        (until, most) ->
                                others.stream()
                                        .filter(c -> !c.receivedAt().isAfter(until))
                                        .sorted(
                                                Comparator.comparing(Content::receivedAt)
                                                        .reversed())
                                        .limit(most)
                                        .toList());
        receipts.stream()
                .filter(c -> c.number().isPresent())
                .sorted(Comparator.comparing(c -> c.number().orElseThrow()))
                .forEach(chain::add);
        return chain;
    }

    /// @param receipt with a number that is not below the last one's
    public void add(Content receipt) {
        var before = receipt.before().orElseThrow();
        long number = receipt.number().orElseThrow();
        if (number < last) {
            throw new IllegalArgumentException("receipts come in the order of their numbers");
        }
        if (last == 0) {
            begin(before, receipt.receivedAt());
        } else if (number == last) {
            breaks.add(new Break(Flaw.DOUBLED, number, number));
        } else if (number > last + 1) {
            lookBetween(before, receipt.receivedAt());
        } else if (!heads.contains(before)) {
            breaks.add(new Break(Flaw.FORKED, number, number));
        }
        if (number > last) {
            heads.clear();
        }
        heads.add(before.with(receipt));
        last = number;
        lastAt = receipt.receivedAt();
    }

    private void begin(ReceiptHead before, Instant until) {
        if (before.number() == 0 && !before.equals(ReceiptHead.NONE)) {
            breaks.add(new Break(Flaw.FORKED, 1, 1));
        }
        first = fills(ReceiptHead.NONE, before, until, Instant.MIN) ? 1 : before.number() + 1;
    }

    private void lookBetween(ReceiptHead before, Instant until) {
        boolean isFilled = heads.stream().anyMatch(head -> fills(head, before, until, lastAt));
        if (!isFilled) {
            breaks.add(new Break(Flaw.MISSING, last + 1, before.number()));
        }
    }

    private boolean fills(ReceiptHead from, ReceiptHead to, Instant until, Instant since) {
        long places = to.number() - from.number();
        if (places > MOST_FILLED) {
            return false;
        }
        var head = from;
        for (var receipt : unnumbered.newest(until, (int) places).reversed()) {
            if (!receipt.receivedAt().isBefore(since)) {
                head = head.with(receipt);
            }
        }
        return head.equals(to);
    }

    /// By their numbers.
    public List<Break> breaks() {
        return List.copyOf(breaks);
    }

    /// Number of the first receipt from which on all are looked at; empty without any.
    public Optional<Long> first() {
        return last == 0 ? Optional.empty() : Optional.of(first);
    }

    /// Number of the newest; 0 without any.
    public long last() {
        return last;
    }
}
