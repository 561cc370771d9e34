package hearth.app.earnings;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.earnings.Explanation.Fact;
import hearth.app.fixture.Said;
import hearth.protocol.Wei;
import hearth.worker.AgentSnapshot.Gpu;
import hearth.worker.AgentSnapshot.Hardware;
import hearth.worker.EarnedBy;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class PartFactsTest {
    private static Gpu card(String id, String name) {
        return new Gpu(
                name, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), id);
    }

    private static String name(String part, Gpu... cards) {
        var hardware =
                new Hardware(
                        "Ryzen",
                        8,
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        Optional.empty(),
                        List.of(cards),
                        "cuda");
        var earned = List.of(new EarnedBy(part, Wei.ofEmber("0.5"), 3));
        List<Fact> facts = PartFacts.of(earned, hardware, Said.speech());
        assertThat(facts.getFirst().value()).isEqualTo("0.5 EMBER · 3 results");
        return facts.getFirst().name();
    }

    @Test
    void callsACardByItsName() {
        assertThat(name("GPU-1", card("GPU-0", "RTX 3060"), card("GPU-1", "RTX 5090")))
                .isEqualTo("RTX 5090");
    }

    @Test
    void tellsTwoCardsOfOneNameApart() {
        assertThat(name("GPU-1", card("GPU-0", "RTX 3060"), card("GPU-1", "RTX 3060")))
                .isEqualTo("RTX 3060 (number 2)");
    }

    @Test
    void saysWhatItDoesNotKnow() {
        assertThat(name("GPU-7", card("GPU-0", "RTX 3060")))
                .isEqualTo("A card that is no longer here");
        assertThat(name(EarnedBy.UNKNOWN)).isEqualTo("Not written down at that time");
        assertThat(name("cuda")).isEqualTo("Graphics card");
        assertThat(name("cpu")).isEqualTo("Processor");
    }
}
