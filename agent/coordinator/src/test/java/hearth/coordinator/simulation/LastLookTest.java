package hearth.coordinator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.simulation.WorldSetting.Book;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

/// What a world looks at when it is over: the tables are falsified, and it says so.
@Tag("trial")
final class LastLookTest {
    private static final WorldSetting SETTING = new WorldSetting(200, 0.08, 1, 0.2, Book.SQL, true);

    private static SqlNetwork calm(WorldSetting setting, Crowd crowd, SplittableRandom seeds) {
        return new SqlNetwork(
                new Grounds().of(Terms.of(setting), crowd),
                crowd,
                Terms.policy(setting),
                seeds.split(),
                seeds.split(),
                Trouble.none());
    }

    @Test
    void saysWhatIsNotAsItMustBe() {
        var networks = new SqlNetwork[1];
        try (var world =
                new World(
                        SETTING,
                        (setting, crowd, seeds) -> networks[0] = calm(setting, crowd, seeds))) {
            var report = world.run(_ -> {});
            assertThat(report.outcomes().get("epoch FINAL")).isGreaterThan(1);
            var network = networks[0];
            assertThat(network.atRest()).isEmpty();

            change(network, "UPDATE ledger SET created_at = created_at + 86400000");
            assertThat(network.violations()).anyMatch(it -> it.startsWith("released before"));
            change(network, "UPDATE ledger SET created_at = created_at - 86400000");

            change(network, "UPDATE epoch SET total = total || '0'");
            assertThat(network.violations())
                    .anyMatch(it -> it.startsWith("the newest root promises what was released"));
            change(network, "UPDATE epoch SET total = substr(total, 1, length(total) - 1)");

            change(network, "UPDATE epoch SET root = substr(root, 2) || '0' WHERE number = 1");
            assertThat(network.atRest()).anyMatch(it -> it.startsWith("the chain has"));
        }
    }

    private static void change(SqlNetwork network, String statement) {
        network.database().change(session -> assertThat(session.update(statement)).isPositive());
    }
}
