package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.keys.EthereumKey;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Votes on a real practice network: from a proposal to what it does.
final class GovernanceTest {
    private static final Wei STAKE = Wei.ofEmber("10");
    private static final NetworkPlan.Rules RULES = Practice.PLAN.votes();

    @TempDir static Path folder;
    static Practice practice;
    static Governance governance;

    @BeforeAll
    static void start() {
        practice = new Practice(folder);
        governance = Governance.of(practice.network).orElseThrow();
    }

    @AfterAll
    static void stop() {
        practice.close();
    }

    private static EthereumKey staker(String name) {
        var key = EthereumKey.random(Practice.RANDOM);
        Practice.included(
                practice.wallet.send("gift-" + name, key.address(), STAKE, practice.operator()));
        Practice.included(practice.wallet.stake("stake-" + name, STAKE, key));
        practice.advance(Duration.ofSeconds(2));
        return key;
    }

    private static ProposedCall rules(int slash, int exit) {
        return governance
                .callOf(
                        "staking",
                        KnownCall.STAKING_SET_RULES,
                        List.of(BigInteger.valueOf(slash), BigInteger.valueOf(exit)))
                .orElseThrow();
    }

    private static Proposal proposal(EthereumKey account, String description) {
        return Practice.known(governance.proposals(account.address())).list().stream()
                .filter(p -> p.description().equals(description))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void stakersChangeARuleFromTheProposalToItsExecution() {
        var staker = staker("whole");
        var text = "# Softer slashing\nA twentieth is enough.";
        Practice.included(governance.propose("propose", List.of(rules(500, 700)), text, staker));
        var pending = proposal(staker, text);
        assertThat(pending.stage()).isEqualTo(ProposalStage.PENDING);
        assertThat(pending.proposer()).isEqualTo(staker.address());
        assertThat(pending.power()).isEqualTo(STAKE);
        assertThat(pending.tally().quorum()).isGreaterThanOrEqualTo(Wei.ofEmber("1"));
        var call = pending.calls().getFirst().meaning().orElseThrow();
        assertThat(call.contract()).isEqualTo("staking");
        assertThat(call.call()).isEqualTo(KnownCall.STAKING_SET_RULES);
        assertThat(call.arguments())
                .containsExactly(BigInteger.valueOf(500), BigInteger.valueOf(700));
        assertThat(governance.vote("too-early", pending, Ballot.FOR, staker))
                .isEqualTo(new TxResult.Refused(Refusal.NOT_THE_TIME, Optional.empty()));

        practice.advance(RULES.votingDelay().plusSeconds(1));
        assertThat(proposal(staker, text).stage()).isEqualTo(ProposalStage.ACTIVE);
        Practice.included(governance.vote("vote", pending, Ballot.FOR, staker));
        var voted = proposal(staker, text);
        assertThat(voted.hasVoted()).isTrue();
        assertThat(voted.tally().inFavour()).isEqualTo(STAKE);
        assertThat(voted.tally().hasQuorum()).isTrue();
        assertThat(voted.tally().hasMajority()).isTrue();
        assertThat(governance.vote("twice", pending, Ballot.AGAINST, staker))
                .isEqualTo(new TxResult.Refused(Refusal.ALREADY_VOTED, Optional.empty()));
        assertThat(governance.queue("queue-early", voted, staker))
                .isEqualTo(new TxResult.Refused(Refusal.NOT_THE_TIME, Optional.empty()));

        practice.advance(RULES.votingPeriod().plus(RULES.lateQuorum()).plusSeconds(1));
        var passed = proposal(staker, text);
        assertThat(passed.stage()).isEqualTo(ProposalStage.SUCCEEDED);
        // Anybody may hand it on, and execute it: here one who has no stake.
        var passerBy = EthereumKey.random(Practice.RANDOM);
        Practice.included(governance.queue("queue", passed, passerBy));
        var queued = proposal(staker, text);
        assertThat(queued.stage()).isEqualTo(ProposalStage.QUEUED);
        assertThat(queued.executableAt()).isPresent();
        assertThat(governance.execute("execute-early", queued, passerBy))
                .isEqualTo(new TxResult.Refused(Refusal.STILL_IN_TIMELOCK, Optional.empty()));

        practice.advance(RULES.timelock().plusSeconds(1));
        Practice.included(governance.execute("execute", queued, passerBy));
        assertThat(proposal(staker, text).stage()).isEqualTo(ProposalStage.EXECUTED);
        var words = practice.network.reads().words(practice.profile.staking(), "earlyExitBps", 1);
        assertThat(new BigInteger(words.getFirst(), 16)).isEqualTo(700);
    }

    @Test
    void callsThatAreNotOursAreSaidToBeUnknown() {
        var staker = staker("unknown");
        var own = rules(500, 700);
        var odd =
                List.of(
                        new ProposedCall(
                                own.target(), BigInteger.ONE, own.data(), Optional.empty()),
                        new ProposedCall(
                                staker.address(), BigInteger.ZERO, own.data(), Optional.empty()),
                        new ProposedCall(
                                own.target(), BigInteger.ZERO, own.data() + "00", Optional.empty()),
                        new ProposedCall(
                                own.target(),
                                BigInteger.ZERO,
                                own.data().replaceFirst("(0x.{8}).", "$1f"),
                                Optional.empty()),
                        own);
        Practice.included(governance.propose("odd", odd, "odd", staker));
        assertThat(proposal(staker, "odd").calls())
                .extracting(call -> call.meaning().isPresent())
                .containsExactly(false, false, false, false, true);
    }

    @Test
    void votesCanBeGivenAwayAndTakenBack() {
        var giver = staker("giver");
        var taker = staker("taker");
        var own = Practice.known(governance.standing(giver.address()));
        assertThat(own.delegate()).contains(giver.address());
        assertThat(own.votes()).isEqualTo(STAKE);
        assertThat(own.canPropose()).isTrue();
        assertThat(own.period()).isEqualTo(RULES.votingPeriod());
        assertThat(own.timelock()).isEqualTo(RULES.timelock());
        Practice.included(governance.delegate("give", taker.address(), giver));
        var given = Practice.known(governance.standing(giver.address()));
        assertThat(given.delegate()).contains(taker.address());
        assertThat(given.votes()).isEqualTo(Wei.ZERO);
        assertThat(given.stake()).isEqualTo(STAKE);
        assertThat(Practice.known(governance.standing(taker.address())).votes())
                .isEqualTo(STAKE.plus(STAKE));
        Practice.included(governance.delegate("back", giver.address(), giver));
        assertThat(Practice.known(governance.standing(giver.address())).votes()).isEqualTo(STAKE);
    }

    @Test
    void whoHasTooFewVotesCannotPropose() {
        var poor = EthereumKey.random(Practice.RANDOM);
        assertThat(Practice.known(governance.standing(poor.address())).delegate()).isEmpty();
        assertThat(governance.propose("poor", List.of(rules(1, 1)), "poor", poor))
                .isEqualTo(
                        new TxResult.Refused(Refusal.TOO_FEW_VOTES_TO_PROPOSE, Optional.empty()));
    }

    /// The events are part of the chain's state, or a proposal would be lost with its program.
    @Test
    void proposalsOutliveTheProgramOfTheChain(@TempDir Path other) {
        var text = "still there";
        try (var first = new Practice(other)) {
            var staker = first.operator();
            Practice.included(first.wallet.stake("stake", STAKE, staker));
            first.advance(Duration.ofSeconds(2));
            var votes = Governance.of(first.network).orElseThrow();
            Practice.included(votes.propose("p", List.of(rules(1, 2)), text, staker));
        }
        try (var second = new Practice(other)) {
            var votes = Governance.of(second.network).orElseThrow();
            var list = Practice.known(votes.proposals(second.operator().address())).list();
            assertThat(list).extracting(Proposal::description).containsExactly(text);
        }
    }

    @Test
    void aNodeCannotShowOtherCallsUnderANumberThatPeopleVoteOn() throws IOException {
        var staker = staker("lied-to");
        Practice.included(
                governance.propose("honest", List.of(rules(321, 1234)), "honest words", staker));
        var p = practice.profile;
        try (var proxy = new LossyProxy(practice.chain.rpc())) {
            var behind =
                    new NetworkProfile(
                            p.name(),
                            p.chainId(),
                            p.genesisHash(),
                            List.of(proxy.uri()),
                            p.token(),
                            p.rewards(),
                            p.staking(),
                            p.codeHashes(),
                            p.confirmations(),
                            p.contracts());
            try (var network = Practice.open(behind, folder.resolve("lied-to.db"))) {
                var honest =
                        Practice.known(
                                Governance.of(network).orElseThrow().proposals(staker.address()));
                assertThat(honest.unreadable()).isZero();
                assertThat(honest.list())
                        .extracting(Proposal::description)
                        .contains("honest words");
                // 1234 basis points become 4660.
                proxy.lie = (call, answer) -> answer.replace("00000004d2", "0000001234");
                var twisted =
                        Practice.known(
                                Governance.of(network).orElseThrow().proposals(staker.address()));
                assertThat(twisted.unreadable()).isEqualTo(1);
                assertThat(twisted.list())
                        .hasSize(honest.list().size() - 1)
                        .extracting(Proposal::description)
                        .doesNotContain("honest words");
            }
        }
    }

    @Test
    void everyCallReadsBackWhatItWasMadeOf() {
        for (var call : KnownCall.values()) {
            var arguments =
                    call.kinds().stream()
                            .map(kind -> BigInteger.valueOf(kind.name().length()))
                            .toList();
            for (var contract : practice.profile.all().keySet()) {
                var read = KnownCall.read(contract, call.data(arguments));
                assertThat(read)
                        .isEqualTo(
                                call.isOf(contract)
                                        ? Optional.of(
                                                new ProposedCall.Meaning(contract, call, arguments))
                                        : Optional.empty());
            }
        }
    }
}
