package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.stream.Stream;

import javax.management.ObjectName;

@Timeout(60)
class WorkshopTest {
    private static final int LEASES = 24;

    @TempDir private Path home;

    @Test
    void anAgentThatRunsForWeeksKeepsNothingOfTheLeasesThatAreOver() throws Exception {
        try (var coordinator = new FakeCoordinator(LEASES);
                var fixture = new AgentFixture(home, coordinator).sharing()) {
            fixture.awaitResults(LEASES);

            assertThat(inMemory("hearth.worker.Workshop$Run")).isLessThan(6);
        }
    }

    /// Objects of a class that somebody still reaches.
    private static long inMemory(String type) throws Exception {
        var histogram =
                (String)
                        ManagementFactory.getPlatformMBeanServer()
                                .invoke(
                                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                        "gcClassHistogram",
                                        new Object[] {new String[0]},
                                        new String[] {String[].class.getName()});
        return histogram
                .lines()
                .map(line -> line.strip().split(" +"))
                .filter(columns -> columns.length > 3 && columns[3].equals(type))
                .flatMap(columns -> Stream.of(Long.parseLong(columns[1])))
                .mapToLong(Long::longValue)
                .sum();
    }
}
