package hearth.worker;

import hearth.hardware.Reading;

import java.util.Optional;

/// What its maker calls a part of this computer. It says nothing of one piece: no serial number, no
/// id.
final class PartModel {
    private static final String PROCESSOR = "cpu";

    private PartModel() {}

    /// @param part as [EarnedBy#part] names it
    /// @return empty where the machine does not say
    static Optional<String> of(String part, Reading machine) {
        var cards = machine.graphics();
        var found =
                part.equals(PROCESSOR)
                        ? Optional.of(machine.cpu())
                        : cards.stream()
                                .filter(card -> card.id().equals(part))
                                .map(Reading.Graphics::name)
                                .findFirst();
        return found.map(String::strip).filter(name -> !name.isEmpty());
    }
}
