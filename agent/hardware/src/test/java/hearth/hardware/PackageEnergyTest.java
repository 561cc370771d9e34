package hearth.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

class PackageEnergyTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @TempDir private Path powercap;

    private void zone(String folder, String name, long microjoules) throws IOException {
        var zone = Files.createDirectories(powercap.resolve(folder));
        Files.writeString(zone.resolve("name"), name + "\n");
        Files.writeString(zone.resolve("max_energy_range_uj"), "100000000\n");
        Files.writeString(zone.resolve("energy_uj"), microjoules + "\n");
    }

    @Test
    void sumsThePackagesAndNothingElse() throws IOException {
        zone("intel-rapl:0", "package-0", 1_000_000);
        zone("intel-rapl:0:0", "core", 0);
        zone("intel-rapl:1", "package-1", 2_000_000);
        zone("intel-rapl:2", "psys", 0);
        zone("intel-rapl-mmio:0", "package-0", 0);
        var energy = PackageEnergy.in(powercap);
        assertThat(energy.watts(5)).isEmpty();

        zone("intel-rapl:0", "package-0", 31_000_000);
        zone("intel-rapl:0:0", "core", 20_000_000);
        zone("intel-rapl:1", "package-1", 12_000_000);
        zone("intel-rapl:2", "psys", 90_000_000);
        zone("intel-rapl-mmio:0", "package-0", 31_000_000);

        assertThat(energy.watts(5 + 2 * SECOND)).contains(20.0);
    }

    @Test
    void aFullCounterBeginsAgain() throws IOException {
        zone("intel-rapl:0", "package-0", 90_000_000);
        var energy = PackageEnergy.in(powercap);
        assertThat(energy.watts(0)).isEmpty();
        zone("intel-rapl:0", "package-0", 5_000_000);
        assertThat(energy.watts(SECOND)).contains(15.0);
    }

    @Test
    void isSilentWhereThereIsNoCounterOrItGoesAway() throws IOException {
        assertThat(PackageEnergy.in(powercap.resolve("none")).watts(SECOND)).isEmpty();
        zone("intel-rapl:0", "package-0", 1);
        var energy = PackageEnergy.in(powercap);
        assertThat(energy.watts(0)).isEmpty();
        Files.delete(powercap.resolve("intel-rapl:0/energy_uj"));
        assertThat(energy.watts(SECOND)).isEmpty();
        zone("intel-rapl:0", "package-0", 9);
        assertThat(energy.watts(2 * SECOND)).isEmpty();
    }
}
