package hearth.trainer.engine;

import java.util.Locale;
import java.util.Optional;

/// A graphics card, as far as this machine tells; absent means unknown, never zero.
///
/// @param name as its driver or the system writes it
/// @param uuid the driver's own name for this very card
/// @param pci address on the bus
/// @param vramFreeBytes not used by any program at this moment
public record GraphicsCard(
        Maker maker,
        String name,
        Optional<String> uuid,
        Optional<String> pci,
        Optional<DriverVersion> driver,
        Optional<ComputeCapability> capability,
        Optional<Long> vramBytes,
        Optional<Long> vramFreeBytes) {
    private static final int LONGEST = 80;

    /// Who made it.
    public enum Maker {
        NVIDIA,
        AMD,
        INTEL,
        APPLE,
        OTHER;

        /// By a card's name.
        static Maker ofName(String name) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.matches(".*(nvidia|geforce|quadro|tesla|\\brtx\\b|\\bgtx\\b).*")) {
                return NVIDIA;
            }
            if (lower.matches(".*(\\bamd\\b|\\bati\\b|radeon|advanced micro).*")) {
                return AMD;
            }
            if (lower.contains("intel")) {
                return INTEL;
            }
            return lower.startsWith("apple") ? APPLE : OTHER;
        }

        /// By the number that the PCI group gave to a company.
        static Maker ofPciVendor(int vendor) {
            return switch (vendor) {
                case 0x10de -> NVIDIA;
                case 0x1002, 0x1022 -> AMD;
                case 0x8086 -> INTEL;
                case 0x106b -> APPLE;
                default -> OTHER;
            };
        }
    }

    public GraphicsCard {
        // A name goes to screens and logs.
        name = name.replaceAll("\\p{Cntrl}", " ").strip();
        name = name.substring(0, Math.min(name.length(), LONGEST));
    }

    /// A card of which only this is known.
    static GraphicsCard named(Maker maker, String name) {
        return new GraphicsCard(
                maker,
                name,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
