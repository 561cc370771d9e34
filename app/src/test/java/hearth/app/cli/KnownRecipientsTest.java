package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.app.cli.KnownRecipients.Consent;
import hearth.app.install.CommandFailure;
import hearth.keys.Address;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

class KnownRecipientsTest {
    private static final Address MINE = Address.of("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    private static final Address PAID = Address.of("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static final Address POISON = Address.of("0x7099" + "ab".repeat(16) + "79c8");
    private static final Address STRANGER =
            Address.of("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");
    private static final Consent NONE = new Consent(false, false);
    private static final Consent NEW = new Consent(true, false);
    private static final Consent ALIKE = new Consent(false, true);

    private final KnownRecipients known =
            new KnownRecipients(List.of(MINE), List.of(PAID), List.of());
    private final Terminal terminal =
            new Terminal(
                    new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), true);

    @Test
    void whoWasPaidBeforeAndOwnAccountsNeedNoWord() {
        assertThat(known.doubt(PAID, NONE)).isEmpty();
        assertThat(known.doubt(MINE, NONE)).isEmpty();
    }

    @Test
    void aNewRecipientIsPaidOnlyWhenTheCommandSaysSo() {
        assertThat(known.doubt(STRANGER, NONE).orElseThrow().option()).isEqualTo("--new-recipient");
        assertThat(known.doubt(STRANGER, ALIKE)).isPresent();
        assertThat(known.doubt(STRANGER, NEW)).isEmpty();
        known.check(STRANGER, NEW, terminal);
    }

    @Test
    void aLookAlikeNeedsAWordOfItsOwn() {
        assertThat(known.doubt(POISON, NEW).orElseThrow().option()).isEqualTo("--look-alike");
        assertThat(known.doubt(POISON, ALIKE)).isEmpty();
    }

    @Test
    void whoWasPaidOnAnotherNetworkIsNewHereAndMayBeImitated() {
        var elsewhere = new KnownRecipients(List.of(MINE), List.of(), List.of(PAID));
        assertThat(elsewhere.doubt(PAID, NONE).orElseThrow().option()).isEqualTo("--new-recipient");
        assertThat(elsewhere.doubt(POISON, NEW).orElseThrow().option()).isEqualTo("--look-alike");
    }

    @Test
    void aLookAlikeThatWasPaidByMistakeStaysDoubtful() {
        var fooled = new KnownRecipients(List.of(PAID), List.of(POISON), List.of());
        assertThat(fooled.doubt(POISON, NONE).orElseThrow().option()).isEqualTo("--look-alike");
        assertThat(fooled.doubt(PAID, NONE)).as("the owner vouches for it").isEmpty();
    }

    @Test
    void aScriptIsRefusedWithCodeFourAndToldWhatToAdd() {
        assertThatThrownBy(() -> known.check(STRANGER, NONE, terminal))
                .isInstanceOfSatisfying(
                        CommandFailure.class,
                        failure -> {
                            assertThat(failure.exitCode()).isEqualTo(CommandFailure.REFUSED);
                            assertThat(failure).hasMessageContaining("--new-recipient");
                        });
    }
}
