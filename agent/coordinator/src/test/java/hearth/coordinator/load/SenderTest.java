package hearth.coordinator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages.LeaseReply;
import hearth.protocol.ServerId;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// What a sender does on a machine that is busy with something else.
final class SenderTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

    private final AtomicInteger places = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();

    /// A second passes with each request.
    private final InstantSource clock = () -> NOW.plusSeconds(requests.get());

    /// A round with so many places left, of which no lease ever ends.
    private final class Round implements Way {
        @Override
        public byte[] send(Signed request) {
            int number = requests.incrementAndGet();
            if (!request.content().path().endsWith("/leases")) {
                return new byte[0];
            }
            var lease =
                    places.getAndUpdate(left -> Math.max(0, left - 1)) > 0
                            ? Optional.of(lease("lease-" + number))
                            : Optional.<Lease>empty();
            return Json.bytes(new LeaseReply(lease, Optional.of("waiting-for-round"), 1));
        }

        @Override
        public boolean isHere() {
            return true;
        }

        @Override
        public void close() {}
    }

    private static Lease lease(String id) {
        var nothing = Sha256.of(new byte[0]);
        return new Lease(
                new LeaseId(id),
                new JobId("load"),
                0,
                1,
                nothing,
                nothing,
                nothing,
                42,
                new BigDecimal("0.001"),
                Optional.empty(),
                Wei.of(1),
                NOW,
                NOW);
    }

    private Sender sender(int first) {
        var keys =
                IntStream.range(first, first + 4)
                        .mapToObj(
                                i -> {
                                    var seed = new byte[32];
                                    seed[0] = (byte) i;
                                    return SigningKey.ofSeed(seed);
                                })
                        .toList();
        return new Sender(new Round(), new ServerId("00".repeat(32)), keys, clock);
    }

    @Test
    void whoComesLateFindsAPlaceAllTheSame() throws IOException {
        places.set(4);
        var senders = List.of(sender(1), sender(11), sender(21), sender(31));
        for (var sender : senders) {
            assertThat(sender.takeLease()).isTrue();
        }
        for (var sender : senders) {
            assertThat(sender.takeMore()).isTrue();
            sender.heartbeats(() -> false);
            assertThat(sender.rounds()).isEqualTo(1);
        }
        assertThat(places).hasValue(0);
    }

    @Test
    void saysWhyThereIsNoLeaseForLong() {
        assertThatIOException()
                .isThrownBy(() -> sender(1).takeLease())
                .withMessage("no lease to keep alive: waiting-for-round");
    }

    @Test
    void measuresSomethingAlsoWhereTheTimeIsOverBeforeItBegins() throws IOException {
        places.set(1);
        var sender = sender(1);
        sender.takeLease();
        sender.heartbeats(new Arrivals(1_000_000), () -> false);
        assertThat(sender.rounds()).isEqualTo(1);
        assertThat(sender.latencies()).hasSize(1).allMatch(took -> took > 0);
    }
}
