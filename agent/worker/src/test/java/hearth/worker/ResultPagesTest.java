package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.JobId;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;

/// What the mirror makes of a coordinator's list, an honest one's and a liar's.
class ResultPagesTest {
    private static final int PAGE = 500;
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    /// What the coordinator lists.
    private final TreeMap<Long, ResultView> listed = new TreeMap<>();

    private int asked;
    @TempDir private Path home;
    private AgentRecords records;

    @BeforeEach
    void open() {
        records = AgentRecords.open(home.resolve("journal.db"), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        records.close();
    }

    private ResultPages.Read read(ResultMirror mirror) {
        return pages(mirror).read();
    }

    private ResultPages pages(ResultMirror mirror) {
        asked = 0;
        return new ResultPages(
                after -> {
                    asked++;
                    var page = listed.tailMap(after, false).values();
                    return new Outcome.Ok<>(
                            new Messages.Results(page.stream().limit(PAGE).toList()));
                },
                mirror,
                () -> true);
    }

    private ResultPages.Read read() {
        return read(records.results());
    }

    private void list(long sequence, String lease) {
        list(sequence, lease, "RELEASED");
    }

    private void list(long sequence, String lease, String ledger) {
        listed.put(
                sequence,
                new ResultView(
                        sequence,
                        new LeaseId(lease),
                        new JobId("moby"),
                        "Moby-Dick",
                        1,
                        NOW,
                        "FINAL_OK",
                        Optional.empty(),
                        Optional.empty(),
                        Wei.of(1000),
                        Optional.of(ledger),
                        Optional.empty(),
                        Optional.empty()));
    }

    private List<ResultView> kept() {
        return records.results().after(Long.MIN_VALUE, Integer.MAX_VALUE);
    }

    @Test
    void readsAListOfManyPages() {
        LongStream.rangeClosed(1, 1200).forEach(i -> list(7 * i, "l-" + i));
        assertThat(read()).isEqualTo(ResultPages.Read.WHOLE);
        assertThat(kept()).isEqualTo(List.copyOf(listed.values()));
    }

    @Test
    void asksOnceWhereNothingIsNewAndReadsWhatMayChange() {
        list(5, "l-1");
        list(9, "l-2", "HELD");
        list(12, "l-3", "HELD");
        read();
        assertThat(read()).isEqualTo(ResultPages.Read.WHOLE);
        assertThat(asked).isEqualTo(1);

        list(9, "l-2");
        list(12, "l-3");
        read();
        assertThat(kept()).isEqualTo(List.copyOf(listed.values()));
        assertThat(read()).isEqualTo(ResultPages.Read.WHOLE);
        assertThat(asked).isEqualTo(1);
    }

    /// Nobody asks for it otherwise, while each reading finds something new.
    @Test
    void whatWasToldFalselyOfASettledResultIsMendedPageByPage() {
        LongStream.rangeClosed(1, 1200).forEach(i -> list(i, "l-" + i));
        list(3, "l-3", "SLASHED");
        list(700, "l-false");
        read();
        list(3, "l-3");
        list(700, "l-700");
        list(1201, "l-1201");
        assertThat(read()).isEqualTo(ResultPages.Read.WHOLE);
        assertThat(kept()).isNotEqualTo(List.copyOf(listed.values()));

        pages(records.results()).lookAgain();
        assertThat(asked).isEqualTo(1);
        assertThat(kept().get(2)).isEqualTo(listed.get(3L));
        assertThat(kept().get(699)).isNotEqualTo(listed.get(700L));
        pages(records.results()).lookAgain();
        assertThat(kept()).isEqualTo(List.copyOf(listed.values()));

        listed.remove(5L);
        for (int i = 0; i < 2; i++) {
            pages(records.results()).lookAgain();
        }
        assertThat(kept()).hasSize(1201);
        pages(records.results()).lookAgain();
        assertThat(kept()).as("from the beginning").isEqualTo(List.copyOf(listed.values()));
    }

    /// One number beyond all others would hide whatever comes later.
    @Test
    void hearsOfLaterResultsWhateverNumberWasToldBefore() {
        for (var ledger : List.of("RELEASED", "HELD")) {
            list(5, "l-1");
            read();
            list(Long.MAX_VALUE, "l-false", ledger);
            read();
            assertThat(kept()).hasSameSizeAs(listed.values());

            listed.remove(Long.MAX_VALUE);
            list(9, "l-2");
            assertThat(read()).isEqualTo(ResultPages.Read.WHOLE);
            assertThat(kept()).isEqualTo(List.copyOf(listed.values()));
        }
    }

    @Test
    void goesBackBehindThousandsOfLiesInOneReading() {
        LongStream.rangeClosed(1, 40).forEach(i -> list(i, "l-" + i));
        read();
        var honest = new TreeMap<>(listed);
        LongStream.rangeClosed(1, 3000).forEach(i -> list(1000 * i, "l-" + i % 50));
        read();
        assertThat(kept()).hasSizeGreaterThan(3000);

        listed.clear();
        listed.putAll(honest);
        list(41, "l-41");
        assertThat(read()).isEqualTo(ResultPages.Read.WHOLE);
        assertThat(asked).isLessThan(20);
        assertThat(kept()).isEqualTo(List.copyOf(listed.values()));
    }

    /// It was set up again from a copy, and gave the same numbers to other leases.
    @Test
    void followsACoordinatorThatCountsAgain() {
        LongStream.rangeClosed(1, 10).forEach(i -> list(i, "l-" + i));
        read();
        listed.tailMap(6L).clear();
        LongStream.rangeClosed(6, 9).forEach(i -> list(i, "m-" + i));
        assertThat(read()).isEqualTo(ResultPages.Read.WHOLE);
        assertThat(kept()).isEqualTo(List.copyOf(listed.values()));
    }

    /// Whoever signed for work cannot make its owner forget it.
    @Test
    void keepsAResultThatIsNotListedAnyMoreWhereThereIsAReceiptAndSaysSo() {
        var receipt = Examples.receipt(Examples.lease("l-signed", NOW));
        records.leases().keepAgain(receipt, NOW);
        list(3, "l-other");
        list(5, "l-signed");
        list(7, "l-unsigned");
        read();
        listed.tailMap(4L).clear();
        read();

        assertThat(kept())
                .extracting(r -> r.lease().value())
                .containsExactly("l-other", "l-signed");
        var device = receipt.content().device();
        assertThat(records.receipts().forgotten(device, NOW.plus(Duration.ofHours(2))))
                .containsExactly(new LeaseId("l-signed"));

        list(8, "l-signed");
        read();
        assertThat(kept()).isEqualTo(List.copyOf(listed.values()));
        assertThat(records.receipts().forgotten(device, NOW.plus(Duration.ofHours(2)))).isEmpty();
    }

    @Test
    void takesNothingThatIsOutOfOrder() {
        list(-4, "l-1");
        assertThat(read()).as("before all").isEqualTo(ResultPages.Read.WHOLE);
        assertThat(kept()).isEmpty();
        var pages =
                new ResultPages(
                        _ -> new Outcome.Ok<>(new Messages.Results(List.copyOf(listed.values()))),
                        records.results(),
                        () -> true);
        assertThat(pages.read()).isEqualTo(ResultPages.Read.PART);
        assertThat(kept()).isEmpty();
    }

    /// A liar's list has no end, and the journal is copied every hour.
    @Test
    void keepsNoMoreThanThereIsRoomFor() {
        var mirror = new ResultMirror(records.file(), 120_000);
        LongStream.rangeClosed(1, 1200).forEach(i -> list(i, "l-" + i));
        assertThat(read(mirror)).isEqualTo(ResultPages.Read.PART);
        assertThat(kept()).isNotEmpty().hasSizeLessThan(600);

        listed.tailMap(51L).clear();
        assertThat(read(mirror)).as("it is honest again").isEqualTo(ResultPages.Read.WHOLE);
        list(52, "l-new");
        read(mirror);
        assertThat(kept()).isEqualTo(List.copyOf(listed.values()));
    }
}
