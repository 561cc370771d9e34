package hearth.trainer.engine;

import hearth.trainer.engine.GraphicsCard.Maker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The graphics cards on the PCI bus as Linux lists them, with or without a driver.
final class PciDisplays {
    static final Path LINUX = Path.of("/sys/bus/pci/devices");

    /// PCI code and ID assignment: base class 3 is a display controller.
    private static final int DISPLAY = 3;

    private PciDisplays() {}

    /// Empty where there is no such folder.
    static List<GraphicsCard> in(Path devices) {
        var cards = new ArrayList<GraphicsCard>();
        if (!Files.isDirectory(devices)) {
            return cards;
        }
        try (var all = Files.list(devices)) {
            for (var device : all.sorted().toList()) {
                var kind = number(device.resolve("class"));
                var vendor = number(device.resolve("vendor"));
                if (kind.isPresent() && vendor.isPresent() && kind.get() >> 16 == DISPLAY) {
                    cards.add(card(device, vendor.get()));
                }
            }
        } catch (IOException unreadable) {
            return cards;
        }
        return cards;
    }

    private static GraphicsCard card(Path device, int vendor) {
        var maker = Maker.ofPciVendor(vendor);
        int model = number(device.resolve("device")).orElse(0);
        var named =
                GraphicsCard.named(
                        maker, "%s graphics (PCI %04x:%04x)".formatted(maker, vendor, model));
        return new GraphicsCard(
                maker,
                named.name(),
                named.uuid(),
                Optional.of(device.getFileName().toString()),
                named.driver(),
                named.capability(),
                named.vramBytes(),
                named.vramFreeBytes());
    }

    private static Optional<Integer> number(Path file) {
        try {
            return Optional.of(Integer.decode(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException unreadable) {
            return Optional.empty();
        }
    }
}
