package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.DeviceId;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Registration;
import hearth.protocol.PayoutMessages.Payout;
import hearth.protocol.PayoutMessages.PayoutChange;
import hearth.protocol.PayoutMessages.PayoutUndo;
import hearth.protocol.PayoutMessages.PendingChange;
import hearth.protocol.ServerId;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Whoever has a device's key cannot turn its pay to himself before its owner heard of it.
@ParameterizedClass
@EnumSource(Column.class)
final class PayoutChangeTest {
    private static final long CHAIN = 31337;
    private static final String THIEF = "0x00000000000000000000000000000000000000ee";

    private final Column column;
    @TempDir Path folder;
    private Simulation network;
    private final SimulatedDevice device = new SimulatedDevice(1, Temper.HONEST);
    private final DeviceId id = device.key.deviceId();
    private final String owner = Simulation.account(device);

    PayoutChangeTest(Column column) {
        this.column = column;
    }

    @BeforeEach
    void open() {
        network =
                new Simulation(
                        1,
                        column.stores(),
                        folder,
                        Simulation.POLICY,
                        Wei.of(1_000_000_000L),
                        12,
                        1000);
        network.join(device);
    }

    @AfterEach
    void close() {
        network.close();
    }

    private Payouts payouts() {
        return network.coordinator.payouts();
    }

    private PayoutChange unsigned(String to, long number) {
        return new PayoutChange(id, owner, to, number, soon(), "");
    }

    private long soon() {
        return network.instant().plus(Duration.ofMinutes(10)).getEpochSecond();
    }

    private PayoutChange signed(PayoutChange order) {
        return TestWallet.signed(
                order.to(), network.coordinator.id(), CHAIN, order, PayoutChange.class);
    }

    private Answer<Payout> change(String to, long number) {
        return payouts().change(id, signed(unsigned(to, number)));
    }

    private PayoutUndo undo(String by, long number) {
        var order = new PayoutUndo(id, owner, THIEF, number, soon(), "");
        return TestWallet.signed(by, network.coordinator.id(), CHAIN, order, PayoutUndo.class);
    }

    private void pass(Duration time) {
        network.pass(time);
        network.coordinator.advance();
    }

    /// Everything that was ever paid, or will be, by account.
    private long results(String account) {
        return network.count("ledger WHERE account = '" + account + "'");
    }

    @Test
    void theFirstAccountCountsAtOnceAndTheSameAgainIsNothingNew() {
        var again = new PayoutBinding(owner, network.instant().getEpochSecond() + 60, "00");
        assertThat(payouts().bind(id, again)).isEqualTo(Answer.done(id));
        assertThat(payouts().of(id)).isEqualTo(new Payout(Optional.of(owner), 1, CHAIN, List.of()));
        var other = new PayoutBinding(THIEF, network.instant().getEpochSecond() + 60, "00");
        assertThat(payouts().bind(id, other)).isEqualTo(Answer.refused(Refusal.PAYOUT_BOUND));
        assertThat(payouts().of(id).payout()).contains(owner);
    }

    @Test
    void anotherAccountCountsADayLaterAndGetsWhatIsEarnedThen() {
        var asked = change(THIEF, 1);
        var pending = new PendingChange(id, 1, owner, THIEF, network.instant().plus(Payouts.DELAY));
        assertThat(asked)
                .isEqualTo(Answer.done(new Payout(Optional.of(owner), 2, CHAIN, List.of(pending))));
        pass(Payouts.DELAY.minusSeconds(1));
        network.round();
        long before = results(owner);
        assertThat(before).isPositive();
        assertThat(results(THIEF)).isZero();

        pass(Duration.ofSeconds(1));
        assertThat(payouts().of(id)).isEqualTo(new Payout(Optional.of(THIEF), 2, CHAIN, List.of()));
        network.round();
        assertThat(results(THIEF)).isPositive();
        assertThat(results(owner)).as("nothing moves that was earned").isEqualTo(before);
        assertThat(payouts().undo(undo(owner, 1)))
                .as("what counts is not taken back any more")
                .isEqualTo(Answer.refused(Refusal.OTHER_PAYOUT));
        network.check();
    }

    @Test
    void theWalletThatIsPaidTakesAChangeBackWithoutTheDevice() {
        change(THIEF, 1);
        assertThat(payouts().undo(undo(THIEF, 1)))
                .as("who wants it is not who may take it back")
                .isEqualTo(Answer.refused(Refusal.BAD_BINDING));
        assertThat(payouts().undo(undo(owner, 2))).isEqualTo(Answer.refused(Refusal.OTHER_PAYOUT));
        var word = undo(owner, 1);
        assertThat(payouts().undo(word)).isEqualTo(Answer.done(id));
        assertThat(payouts().undo(word)).isEqualTo(Answer.refused(Refusal.OTHER_PAYOUT));
        change(THIEF, 2);
        assertThat(payouts().undo(word))
                .as("a word takes one change back")
                .isEqualTo(Answer.refused(Refusal.OTHER_PAYOUT));
        assertThat(payouts().undo(undo(owner, 2))).isEqualTo(Answer.done(id));
        pass(Payouts.DELAY.multipliedBy(2));
        assertThat(payouts().of(id)).isEqualTo(new Payout(Optional.of(owner), 3, CHAIN, List.of()));
    }

    @Test
    void anOrderCountsOnceHereSoonAndForItsDeviceOnly() {
        var here = network.coordinator.id();
        var order = unsigned(THIEF, 1);
        var elsewhere = new ServerId("ab".repeat(32));
        var old = new PayoutChange(id, owner, THIEF, 1, network.instant().getEpochSecond() - 1, "");
        var everlasting = new PayoutChange(id, owner, THIEF, 1, 4_000_000_000L, "");
        var another = new PayoutChange(new DeviceId("cd".repeat(32)), owner, THIEF, 1, soon(), "");
        var cases =
                List.of(
                        TestWallet.signed(THIEF, here, 1, order, PayoutChange.class),
                        TestWallet.signed(THIEF, elsewhere, CHAIN, order, PayoutChange.class),
                        TestWallet.signed(owner, here, CHAIN, order, PayoutChange.class),
                        signed(old),
                        signed(everlasting),
                        signed(another),
                        signed(unsigned(owner, 1)));
        for (var forged : cases) {
            assertThat(payouts().change(id, forged))
                    .as(forged.toString())
                    .isEqualTo(Answer.refused(Refusal.BAD_BINDING));
        }
        assertThat(payouts().of(id).changes()).isEmpty();

        var word = signed(order);
        assertThat(payouts().change(id, word)).isInstanceOf(Answer.Done.class);
        assertThat(payouts().change(id, word)).isEqualTo(Answer.refused(Refusal.OTHER_PAYOUT));
        var third = "0x00000000000000000000000000000000000000cc";
        assertThat(change(third, 2)).isInstanceOf(Answer.Done.class);
        assertThat(payouts().change(id, word))
                .as("the word of the change that was replaced")
                .isEqualTo(Answer.refused(Refusal.OTHER_PAYOUT));
        assertThat(payouts().of(id).changes()).extracting(PendingChange::to).containsExactly(third);
    }

    @Test
    void theOtherMachinesOfTheAccountAreTold() {
        var other = new DeviceId("cd".repeat(32));
        var stranger = new DeviceId("ef".repeat(32));
        for (var each : List.of(other, stranger)) {
            network.coordinator.register(each, new Registration("laptop"));
            var account = each.equals(other) ? owner : THIEF;
            var binding = new PayoutBinding(account, network.instant().getEpochSecond() + 60, "00");
            payouts().bind(each, binding);
        }
        change(THIEF, 1);
        assertThat(payouts().of(other).changes()).extracting(PendingChange::device).contains(id);
        assertThat(payouts().of(stranger).changes()).isEmpty();
        assertThat(payouts().of(new DeviceId("01".repeat(32))))
                .isEqualTo(new Payout(Optional.empty(), 1, CHAIN, List.of()));
    }
}
