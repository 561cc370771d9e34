package hearth.hardware;

import oshi.hardware.GpuStats;
import oshi.hardware.GraphicsCard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The graphics cards: NVIDIA's through NVML where its library is, all others through OSHI, which
/// reads the kernel's files for AMD and Intel. One thread.
final class GraphicsCards implements AutoCloseable {
    private static final double PERCENT = 100;

    private final List<Card> cards = new ArrayList<>();
    private final Optional<Nvml> nvidia;

    private record Card(String id, GraphicsCard card, GpuStats session) {}

    GraphicsCards(List<GraphicsCard> found, Optional<Nvml> nvidia) {
        this.nvidia = nvidia;
        int place = 0;
        for (var card : found) {
            if (nvidia.isEmpty() || !isNvidia(card)) {
                var id = "card-" + place + "-" + card.getDeviceId();
                cards.add(new Card(id, card, card.createStatsSession()));
            }
            place++;
        }
    }

    private static boolean isNvidia(GraphicsCard card) {
        return (card.getVendor() + card.getName()).toLowerCase(Locale.ROOT).contains("nvidia");
    }

    List<Reading.Graphics> read() {
        var all = new ArrayList<Reading.Graphics>();
        nvidia.ifPresent(library -> all.addAll(library.read()));
        for (var card : cards) {
            all.add(graphics(card));
        }
        return all;
    }

    List<Reading.DriverFault> faults() {
        return nvidia.map(Nvml::faults).orElse(List.of());
    }

    /// OSHI tells neither the programs on a card nor their share of it.
    private static Reading.Graphics graphics(Card card) {
        var session = card.session();
        return new Reading.Graphics(
                card.id(),
                card.card().getName(),
                Measured.positive(card.card().getVRam()),
                Measured.positive(session.getVramUsed()),
                Measured.share(session.getGpuUtilization() / PERCENT),
                Measured.positive(session.getTemperature()),
                Measured.positive(session.getPowerDraw()),
                Measured.share(session.getFanSpeedPercent() / PERCENT),
                new Reading.Clocks(
                        Measured.positive(session.getCoreClockMhz()),
                        Measured.positive(session.getMemoryClockMhz())),
                Optional.empty());
    }

    @Override
    public void close() {
        cards.forEach(c -> c.session().close());
        cards.clear();
        nvidia.ifPresent(Nvml::close);
    }
}
