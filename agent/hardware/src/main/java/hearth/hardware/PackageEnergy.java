package hearth.hardware;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The energy counters of the processor's packages (RAPL), which Linux shows as files in
/// microjoules (kernel documentation, "Power Capping Framework"). Since 2020 most systems let only
/// their administrator read them (CVE-2020-8694); then nothing is known. One thread.
final class PackageEnergy {
    static final Path POWERCAP = Path.of("/sys/class/powercap");
    private static final double MICRO = 1e-6;
    private static final double NANO = 1e-9;

    private final List<Counter> counters;
    private OptionalLong before = OptionalLong.empty();
    private Optional<Double> newest = Optional.empty();

    /// A package's counter, which starts again at zero when it is full.
    private static final class Counter {
        private final Path file;
        private final long range;
        private long last;

        Counter(Path file, long range, long first) {
            this.file = file;
            this.range = range;
            this.last = first;
        }

        long used() throws IOException {
            long now = number(file);
            long used = now >= last ? now - last : now + range - last;
            last = now;
            return used;
        }
    }

    private PackageEnergy(List<Counter> counters) {
        this.counters = counters;
    }

    /// Whole packages only: cores and graphics are parts of them, `psys` is all again, and what
    /// `intel-rapl-mmio` counts is counted here too.
    static PackageEnergy in(Path folder) {
        var found = new ArrayList<Counter>();
        try (var zones = Files.newDirectoryStream(folder, "intel-rapl:*")) {
            for (var zone : zones) {
                var energy = zone.resolve("energy_uj");
                if (Files.isReadable(energy) && name(zone).startsWith("package")) {
                    long range = number(zone.resolve("max_energy_range_uj"));
                    found.add(new Counter(energy, range, number(energy)));
                }
            }
        } catch (IOException | NumberFormatException noSuchCounters) {
            found.clear();
        }
        return new PackageEnergy(found);
    }

    private static String name(Path zone) throws IOException {
        return Files.readString(zone.resolve("name")).strip();
    }

    private static long number(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).strip());
    }

    /// Mean of all packages together since the call before; absent in the first one.
    ///
    /// @param now in nanoseconds of a clock that only goes forward
    Optional<Double> watts(long now) {
        if (counters.isEmpty()) {
            return Optional.empty();
        }
        double seconds = before.isPresent() ? (now - before.getAsLong()) * NANO : 0;
        if (before.isPresent() && seconds <= 0) {
            return newest;
        }
        try {
            long used = 0;
            for (var counter : counters) {
                used += counter.used();
            }
            newest = before.isPresent() ? Measured.amount(used * MICRO / seconds) : newest;
            before = OptionalLong.of(now);
            return newest;
        } catch (IOException | NumberFormatException gone) {
            counters.clear();
            return Optional.empty();
        }
    }
}
