package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hearth.protocol.PayoutMessages.Payout;
import hearth.protocol.PayoutMessages.PayoutChange;
import hearth.protocol.PayoutMessages.PendingChange;
import hearth.protocol.SigningKey;
import hearth.worker.AgentSnapshot.Reason;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Nobody turns the pay of this computer without its owner hearing of it.
final class PayoutWatchTest {
    private static final String MINE = "0x52908400098527886E0F7030069857D2E4169EE7";
    private static final String THEIRS = "0x8617E340B3D01FA5F11F306F4090FD50E238070D";
    private static final Instant THEN = Instant.parse("2026-11-24T05:06:07Z");

    @TempDir private Path home;
    private AgentRecords records;

    @BeforeEach
    void open() {
        records =
                AgentRecords.open(
                        home.resolve("journal.db"),
                        Clock.fixed(THEN.minusSeconds(86_400), ZoneOffset.UTC));
        records.settings().payout(MINE);
    }

    @AfterEach
    void close() {
        records.close();
    }

    static Payout changing(Instant countsAt) {
        var change =
                new PendingChange(Examples.SERVER.deviceId(), 1, lower(MINE), THEIRS, countsAt);
        return new Payout(Optional.of(lower(MINE)), 2, 31337, List.of(change));
    }

    private static String lower(String address) {
        return address.toLowerCase(Locale.ROOT);
    }

    private static Payout to(String account) {
        return new Payout(Optional.of(account), 2, 31337, List.of());
    }

    @Test
    void aChangeIsAnnouncedWithItsMoment() {
        assertThat(records.payouts().reason()).isEmpty();
        records.payouts().told(to(lower(MINE)));
        assertThat(records.payouts().reason()).isEmpty();
        records.payouts().told(changing(THEN));
        assertThat(records.payouts().reason())
                .contains(new Reason("payout-changes", "2026-11-24 05:06"));
        assertThat(records.settings().payout()).contains(MINE);
    }

    @Test
    void anAccountThatNobodyAskedForHereIsNotBelieved() {
        records.payouts().told(to(THEIRS));
        assertThat(records.payouts().reason()).contains(new Reason("payout-differs", THEIRS));
        assertThat(records.settings().payout()).contains(MINE);
        records.payouts().told(to("<b>Call us</b>"));
        assertThat(records.payouts().reason()).contains(new Reason("payout-differs", ""));
    }

    @Test
    void theAccountThatWasAskedForCountsOnceTheCoordinatorSaysSo() {
        records.settings().askPayout(THEIRS);
        records.payouts().told(changing(THEN));
        assertThat(records.settings().payout()).contains(MINE);
        records.payouts().told(to(lower(THEIRS)));
        assertThat(records.settings().payout()).contains(THEIRS);
        assertThat(records.payouts().reason()).isEmpty();
    }

    @Test
    void theDeskCarriesOrdersAndHearsOfWhatOthersAskedFor() {
        try (var coordinator = new FakeCoordinator(0);
                var client =
                        new CoordinatorClient(
                                coordinator.address(),
                                DeviceKeyFile.open(home.resolve("device.key"), new SecureRandom()),
                                "den",
                                records.settings(),
                                Clock.systemUTC())) {
            var desk = new PayoutDesk(client, records);
            desk.bind(AgentFixture.binding());
            assertThat(desk.now())
                    .contains(
                            new Payout(
                                    Optional.of(AgentFixture.binding().payout()),
                                    1,
                                    31337,
                                    List.of()));
            var lure = "Call +1 555 0100";
            var lies =
                    List.of(
                            to(lure),
                            new Payout(Optional.of(MINE), 1, 1, List.of(change(lure, THEIRS))),
                            new Payout(Optional.of(MINE), 1, 1, List.of(change(MINE, lure))));
            for (var lie : lies) {
                coordinator.paysTo(_ -> lie);
                assertThatExceptionOfType(AgentRefusedException.class)
                        .isThrownBy(desk::now)
                        .withMessageContaining("coordinator-garbled");
            }
            coordinator.paysTo(_ -> changing(THEN));
            assertThat(desk.now()).contains(changing(THEN));
            assertThat(records.payouts().reason()).map(Reason::id).contains("payout-changes");
            desk.change(new PayoutChange(client.device(), MINE, THEIRS, 1, 2, "00"));
            assertThat(records.settings().askedPayout()).contains(THEIRS);
            assertThat(coordinator.requests()).contains("POST /v1/device/payout/change");
        }
    }

    private static PendingChange change(String from, String to) {
        return new PendingChange(SigningKey.ofSeed(new byte[32]).deviceId(), 1, from, to, THEN);
    }
}
