package hearth.coordinator.aggregation;

import hearth.protocol.Sha256;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// An update that somebody promised earlier: equal content always, and otherwise a pairwise cosine
/// above the manifest's limit. Only the later of two is refused.
///
/// @param earlier content of the updates of earlier rounds
record DuplicateCheck(BigDecimal maxPairCosine, Set<Sha256> earlier) implements GeometryCheck {
    DuplicateCheck {
        earlier = Set.copyOf(earlier);
    }

    @Override
    public Verdict judge(Update update, List<Update> round, Gram gram) {
        if (earlier.contains(update.content())) {
            return new Verdict.Bad("duplicate", "same content as a result of an earlier round");
        }
        for (var other : round) {
            if (!isEarlier(other, update)) {
                continue;
            }
            if (other.content().equals(update.content())) {
                return new Verdict.Bad("duplicate", "same content as result " + other.sequence());
            }
            double cosine = gram.cosine(update, other);
            if (cosine > maxPairCosine.doubleValue()) {
                return new Verdict.Bad(
                        "duplicate",
                        String.format(
                                Locale.ROOT,
                                "cosine %.4f > %s to result %d",
                                cosine,
                                maxPairCosine.toPlainString(),
                                other.sequence()));
            }
        }
        return new Verdict.Good();
    }

    private static boolean isEarlier(Update other, Update update) {
        return other.commitOrder() != update.commitOrder()
                ? other.commitOrder() < update.commitOrder()
                : other.sequence() < update.sequence();
    }
}
