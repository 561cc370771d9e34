package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.coordinator.Duties.LostTenureException;
import hearth.storage.BlobStore;
import hearth.storage.Database;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Two coordinators over one PostgreSQL that want to settle at the same time.
final class SettlingReplicasTest extends EscrowWorld {
    private static final Duration HOLD_BACK = Duration.ofMinutes(10);
    private static final Duration TERM = Duration.ofSeconds(5);

    private Database other;
    private Runnable meanwhile = () -> {};
    private Coordinator one;
    private Coordinator two;

    SettlingReplicasTest() {
        super(Column.POSTGRES, HOLD_BACK, 0);
    }

    /// What it asks takes a while.
    private <T> T slow(Class<T> port, String method, T to) {
        return port.cast(
                Proxy.newProxyInstance(
                        port.getClassLoader(),
                        new Class<?>[] {port},
                        (_, called, arguments) -> {
                            if (called.getName().equals(method)) {
                                var now = meanwhile;
                                meanwhile = () -> {};
                                now.run();
                            }
                            return called.invoke(to, arguments);
                        }));
    }

    @BeforeEach
    void begin() {
        chain.clock = this;
        chain.funded = () -> escrow.funded;
        other = stores.database(folder);
        one =
                coordinator(
                        database,
                        slow(BlobStore.class, "put", stores.blobs(folder, database)),
                        new SharedDuties(database, this, "one", TERM),
                        slow(Settlement.class, "post", chain));
        two =
                coordinator(
                        other,
                        stores.blobs(folder, other),
                        new SharedDuties(other, this, "two", TERM),
                        chain);
        publish();
        escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        one.post();
        now = now.plus(TERM);
        earn();
    }

    @AfterEach
    void closeOther() {
        other.close();
    }

    /// Some accepted pay whose hold-back is over.
    private void earn() {
        for (int i = 0; i < 6; i++) {
            while (one.evaluate()) {
                check();
            }
            one.advance();
            now = now.plusSeconds(6);
            var _ = work();
        }
        one.advance();
        now = now.plus(HOLD_BACK);
    }

    @Test
    void oneThatSleptOverItsTurnFreezesNothing() {
        meanwhile =
                () -> {
                    now = now.plus(TERM);
                    assertThat(two.settle()).hasValue(1L);
                };
        assertThatThrownBy(one::settle).isInstanceOf(LostTenureException.class);
        assertThat(one.settle()).as("it is the other one's").isEmpty();
        check();
        two.post();
        balanced(1);
    }

    @Test
    void oneThatSleptOverItsTurnPostsNothing() {
        assertThat(one.settle()).hasValue(1L);
        meanwhile =
                () -> {
                    now = now.plus(TERM);
                    two.post();
                    balanced(1);
                };
        assertThatThrownBy(one::post).isInstanceOf(LostTenureException.class);
        balanced(1);
    }

    @Test
    void atTheSameTimeOneOfThemDoesAllOfIt()
            throws InterruptedException, ExecutionException, TimeoutException {
        for (int turn = 1; turn <= 5; turn++) {
            var frozen = together();
            assertThat(frozen).as("turn %s", turn).containsExactly((long) turn);
            balanced(turn);
            earn();
        }
    }

    /// @return epochs that were frozen
    private List<Long> together()
            throws InterruptedException, ExecutionException, TimeoutException {
        var start = new CyclicBarrier(2);
        var turns = new ArrayList<Future<Optional<Long>>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each : List.of(one, two)) {
                turns.add(
                        threads.submit(
                                () -> {
                                    start.await();
                                    var frozen = each.settle();
                                    each.post();
                                    return frozen;
                                }));
            }
        }
        var frozen = new ArrayList<Long>();
        for (var turn : turns) {
            turn.get(1, TimeUnit.MINUTES).ifPresent(frozen::add);
        }
        return frozen;
    }

    /// What was released is on the chain and has left the escrow, once.
    private void balanced(int epochs) {
        check();
        assertThat(chain.refusals).isEmpty();
        assertThat(chain.height()).isEqualTo(epochs);
        assertThat(chain.total().isZero()).isFalse();
        assertThat(state().books().released())
                .isEqualTo(chain.total())
                .isEqualTo(escrow.funded)
                .isEqualTo(escrow.budget(1).settled());
        assertThat(escrow.budget(1).lastEpoch()).as("settlements").isEqualTo(epochs);
    }
}
