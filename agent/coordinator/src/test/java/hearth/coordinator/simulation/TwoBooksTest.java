package hearth.coordinator.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.coordinator.Checking;
import hearth.coordinator.Policy;
import hearth.coordinator.simulation.WorldSetting.Book;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.stream.LongStream;

@Tag("trial")
@Execution(ExecutionMode.CONCURRENT)
final class TwoBooksTest {
    private static final int NIGHTLY = 200;

    static LongStream seeds() {
        return LongStream.range(0, Boolean.getBoolean("hearth.nightly") ? NIGHTLY : 1);
    }

    private static WorldReport run(WorldSetting setting, Policy sql, Policy compact) {
        try (var world =
                new World(
                        setting,
                        (of, crowd, seeds) -> new TwoBooks(of, crowd, seeds, sql, compact))) {
            return world.run(_ -> {});
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theCompactBookSaysAtEachStepWhatTheCoordinatorSays(long seed) {
        int workers = Integer.getInteger("hearth.twobooks.workers", 100);
        double days = Double.parseDouble(System.getProperty("hearth.twobooks.days", "0.5"));
        var setting = new WorldSetting(workers, days, seed, 0.25, Book.SQL);
        var report = run(setting, inSmallPages(), inSmallPages());
        assertThat(report.isSound()).as(report.toString()).isTrue();
        assertThat(report.rounds()).as(report.toString()).isGreaterThan(5);
        assertThat(report.releasedWei()).as(report.toString()).isNotEqualTo("0");
        assertThat(report.hostileRefused()).as(report.toString()).isGreaterThan(20);
    }

    /// Auditors are drawn for so few at a time that each step has several pages, and one in which
    /// nobody can be drawn.
    private static Policy inSmallPages() {
        var p = Terms.policy();
        var checking = checking(p.checking(), p.checking().probation(), 2);
        return Flipped.with(p, p.leaseTime(), p.roundPatience(), p.ownerShare(), checking);
    }

    private static Checking checking(Checking c, int probation, int page) {
        return new Checking(
                probation,
                c.scored(),
                c.floor(),
                c.mass(),
                c.canaries(),
                c.auditorTime(),
                c.seenWithin(),
                c.patience(),
                c.alone(),
                page);
    }

    /// A rule that is not the coordinator's.
    enum Flipped {
        SHORTER_LEASES {
            @Override
            Policy of(Policy p) {
                return with(p, p.leaseTime().minusMinutes(4), p.roundPatience(), 0.1, p.checking());
            }
        },
        LESS_PATIENCE {
            @Override
            Policy of(Policy p) {
                return with(p, p.leaseTime(), Duration.ofMinutes(20), 0.1, p.checking());
            }
        },
        MORE_FOR_ONE_OWNER {
            @Override
            Policy of(Policy p) {
                return with(p, p.leaseTime(), p.roundPatience(), 0.3, p.checking());
            }
        },
        SHORTER_PROBATION {
            @Override
            Policy of(Policy p) {
                var other = checking(p.checking(), 1, p.checking().page());
                return with(p, p.leaseTime(), p.roundPatience(), 0.1, other);
            }
        };

        abstract Policy of(Policy policy);

        private static Policy with(
                Policy p, Duration lease, Duration patience, double share, Checking checking) {
            return new Policy(
                    lease,
                    p.longestLease(),
                    patience,
                    p.holdBack(),
                    p.holdBackCount(),
                    p.epochInterval(),
                    p.sweep(),
                    p.provenAfter(),
                    p.provenLeases(),
                    share,
                    checking);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBookThatFollowsAnotherRuleIsFound(Flipped flipped) {
        var setting = new WorldSetting(48, 0.5, 5, 0.25, Book.SQL);
        assertThatThrownBy(() -> run(setting, Terms.policy(), flipped.of(Terms.policy())))
                .isInstanceOf(TwoBooks.DifferentException.class);
    }
}
