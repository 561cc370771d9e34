package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.text.Speech;
import hearth.app.votes.ProposalWords;
import hearth.chain.KnownCall;
import hearth.chain.Proposal;
import hearth.chain.ProposalStage;
import hearth.chain.ProposedCall;
import hearth.keys.Address;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

class ProposalLinesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T18:42:10Z");
    private static final Address ACCOUNT = Address.of("0x70997970c51812dc3a010c7d01b50e0d17dc79c8");
    private final ProposalWords words =
            new ProposalWords(Speech.of(Locale.ENGLISH, Clock.fixed(NOW, ZoneOffset.UTC)));

    private static Proposal proposal(String description, ProposedCall... calls) {
        return new Proposal(
                BigInteger.valueOf(1234567890),
                ACCOUNT,
                description,
                List.of(calls),
                ProposalStage.ACTIVE,
                NOW,
                NOW,
                Optional.empty(),
                new Proposal.Tally(Wei.ZERO, Wei.of(1), Wei.ZERO, Wei.of(2)),
                Wei.of(5),
                false);
    }

    private static ProposedCall known(String contract, KnownCall call, BigInteger... values) {
        return new ProposedCall(
                ACCOUNT,
                BigInteger.ZERO,
                "0x",
                Optional.of(new ProposedCall.Meaning(contract, call, List.of(values))));
    }

    @Test
    void takesATitleFromForeignTextAndNothingElse() {
        assertThat(words.title(proposal("\n##  Pay\u202e less\u0007\nlong text")))
                .isEqualTo("Pay less");
        assertThat(words.title(proposal("x".repeat(5000)))).hasSize(91).endsWith("…");
        assertThat(words.title(proposal("\n \n"))).isEqualTo("Proposal without a title");
    }

    @Test
    void saysInWordsWhatACallDoes() {
        assertThat(
                        words.call(
                                known(
                                        "staking",
                                        KnownCall.STAKING_SET_RULES,
                                        BigInteger.valueOf(500),
                                        BigInteger.valueOf(725))))
                .isEqualTo(
                        "Staking: one slash may take at most 5%, and leaving a term on its first day costs 7.25%.");
        assertThat(
                        words.call(
                                known(
                                        "timelock",
                                        KnownCall.TIMELOCK_DELAY,
                                        BigInteger.valueOf(172_800))))
                .isEqualTo("Decisions: wait 2 days before they are carried out.");
    }

    @Test
    void saysThatItDoesNotKnowACallAndShowsItsData() {
        var call = new ProposedCall(ACCOUNT, BigInteger.valueOf(7), "0xdeadbeef", Optional.empty());
        assertThat(words.call(call))
                .contains("does not know")
                .contains(ACCOUNT.value())
                .contains("0xdeadbeef")
                .contains("7");
    }

    @ParameterizedTest
    @EnumSource
    void readsEveryCallThatAPersonTypesAndHasWordsForIt(KnownCall call) {
        var typed =
                call.kinds().stream()
                        .map(
                                kind ->
                                        switch (kind) {
                                            case ACCOUNT -> ACCOUNT.value();
                                            case ROLE -> "slasher";
                                            case EMBER,
                                                    BASIS_POINTS,
                                                    PERCENT,
                                                    NUMBER,
                                                    SPAN,
                                                    SPAN_64,
                                                    SPAN_48,
                                                    SPAN_32 ->
                                                    "60";
                                        })
                        .toList();
        String name = call.isOf("escrow") ? "escrow:" + call.id() : call.id();
        var read = TypedCall.read(name, typed).orElseThrow();
        assertThat(read.call()).isEqualTo(call);
        String sentence =
                words.call(known(read.contract(), call, read.values().toArray(BigInteger[]::new)));
        assertThat(sentence).doesNotContain("{");
        assertThat(TypedCall.read(name, Stream.concat(typed.stream(), Stream.of("1")).toList()))
                .isEmpty();
    }

    @Test
    void refusesValuesThatTheContractWouldNotTake() {
        assertThat(TypedCall.read("staking-set-rules", List.of("70000", "1"))).isEmpty();
        assertThat(TypedCall.read("staking-set-rules", List.of("-1", "1"))).isEmpty();
        assertThat(TypedCall.read("token-transfer", List.of("0x12", "1"))).isEmpty();
        assertThat(TypedCall.read("grant-role", List.of("slasher", ACCOUNT.value()))).isEmpty();
    }
}
