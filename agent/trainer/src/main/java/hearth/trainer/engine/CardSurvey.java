package hearth.trainer.engine;

import hearth.trainer.engine.GraphicsCard.Maker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The graphics cards of this machine, from everybody who knows about them.
///
/// @param nvidiaAbsent why NVIDIA's driver did not answer, if it did not
public record CardSurvey(List<GraphicsCard> cards, Optional<String> nvidiaAbsent) {
    public CardSurvey {
        cards = List.copyOf(cards);
    }

    /// @param systemNames of the graphics cards, as the operating system gives them
    public static CardSurvey ofThisMachine(List<String> systemNames) {
        return of(
                NvidiaDriver.ofThisMachine(HostPlatform.current()).ask(),
                systemNames,
                PciDisplays.in(PciDisplays.LINUX));
    }

    /// NVIDIA's driver knows its own cards best. Of the others a name will do; of one on the bus
    /// that nobody named, its numbers.
    static CardSurvey of(
            NvidiaDriver.Answer nvidia, List<String> systemNames, List<GraphicsCard> bus) {
        var named =
                systemNames.stream()
                        .map(name -> GraphicsCard.named(Maker.ofName(name), name))
                        .toList();
        var cards = new ArrayList<GraphicsCard>();
        var absent =
                switch (nvidia) {
                    case NvidiaDriver.Answer.Cards(var known) -> {
                        cards.addAll(known);
                        yield Optional.<String>empty();
                    }
                    case NvidiaDriver.Answer.Absent(var reason) -> Optional.of(reason);
                };
        for (var maker : Maker.values()) {
            if (cards.stream().anyMatch(c -> c.maker() == maker)) {
                continue;
            }
            var byName = named.stream().filter(c -> c.maker() == maker).toList();
            cards.addAll(
                    byName.isEmpty()
                            ? bus.stream().filter(c -> c.maker() == maker).toList()
                            : byName);
        }
        return new CardSurvey(cards, absent);
    }

    List<GraphicsCard> of(Maker maker) {
        return cards.stream().filter(c -> c.maker() == maker).toList();
    }
}
