package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.Arrival.ShardGoes;
import hearth.coordinator.Belief.Next;
import hearth.coordinator.aggregation.RepeatCheck.Likeness;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

/// What both books of a coordinator ask.
final class DecisionsTest {
    private static final Policy POLICY = Policy.network();
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void aDeviceMayHoldTwoLeasesAndMoreOnceItIsProven() {
        assertThat(Eligibility.leases(9, POLICY)).isEqualTo(2);
        assertThat(Eligibility.leases(10, POLICY)).isEqualTo(8);
        assertThat(Eligibility.isAtLimit(1, 2, 2)).isFalse();
        assertThat(Eligibility.isAtLimit(2, 2, 2)).isTrue();
        assertThat(Eligibility.isAtLimit(0, 3, 2)).isTrue();
    }

    @Test
    void aRoundHasNoPlaceWhenItIsFullOrTheOwnerHasATenthOfIt() {
        assertThat(Eligibility.hasNoPlace(255, 25, 256, POLICY)).isTrue();
        assertThat(Eligibility.hasNoPlace(255, 24, 256, POLICY)).isFalse();
        assertThat(Eligibility.hasNoPlace(256, 0, 256, POLICY)).isTrue();
        assertThat(Eligibility.hasNoPlace(0, 0, 3, POLICY)).isFalse();
        assertThat(Eligibility.hasNoPlace(1, 1, 3, POLICY)).isTrue();
    }

    @Test
    void whoAsksInVainComesBackSoonWhereARoundIsAboutToEnd() {
        assertThat(Eligibility.retryAfter(true, POLICY)).isEqualTo(10);
        assertThat(Eligibility.retryAfter(false, POLICY)).isEqualTo(15);
    }

    @Test
    void theFirstObjectionToAMessageIsSaid() {
        assertThat(Objection.to(false, false, false)).contains(Refusal.NO_SUCH_LEASE);
        assertThat(Objection.to(true, false, false)).contains(Refusal.STALE_TOKEN);
        assertThat(Objection.to(true, true, false)).contains(Refusal.LEASE_ENDED);
        assertThat(Objection.to(true, true, true)).isEmpty();
    }

    @Test
    void aLeaseIsDoneInPartButARepetitionWhole() {
        assertThat(Objection.toSteps(1, 30, false)).isEmpty();
        assertThat(Objection.toSteps(30, 30, true)).isEmpty();
        assertThat(Objection.toSteps(29, 30, true)).contains(Refusal.WRONG_STEPS);
        assertThat(Objection.toSteps(0, 30, false)).contains(Refusal.WRONG_STEPS);
        assertThat(Objection.toSteps(31, 30, false)).contains(Refusal.WRONG_STEPS);
    }

    @Test
    void whatArrivesTooLateIsNotPaidAndItsDataGoesBack() {
        var late = Arrival.of(false, false, true);
        assertThat(late).isEqualTo(Arrival.LATE);
        assertThat(late.isPaid()).isFalse();
        assertThat(late.isOfRound()).isFalse();
        assertThat(late.shard()).isEqualTo(ShardGoes.BACK);
    }

    @Test
    void aSmallPartIsPaidAndItsDataGoesBack() {
        var part = Arrival.of(false, true, Arrival.isCounted(14, 30));
        assertThat(part).isEqualTo(Arrival.PART);
        assertThat(part.isPaid()).isTrue();
        assertThat(part.isOfRound()).isTrue();
        assertThat(part.shard()).isEqualTo(ShardGoes.BACK);
        assertThat(Arrival.of(false, true, Arrival.isCounted(15, 30))).isEqualTo(Arrival.COUNTED);
    }

    @Test
    void aRepetitionIsOfNoRoundWhateverBecameOfThat() {
        assertThat(Arrival.of(true, false, true)).isEqualTo(Arrival.REPETITION);
        assertThat(Arrival.REPETITION.isOfRound()).isFalse();
        assertThat(Arrival.REPETITION.shard()).isEqualTo(ShardGoes.NOWHERE);
    }

    @Test
    void aRoundNeedsHalfOfItsResultsButThreeWhereThereCanBeThree() {
        assertThat(RoundEnd.quorum(2)).isEqualTo(2);
        assertThat(RoundEnd.quorum(4)).isEqualTo(3);
        assertThat(RoundEnd.quorum(9)).isEqualTo(5);
        assertThat(RoundEnd.isEnough(4, 9)).isFalse();
        assertThat(RoundEnd.isFull(8, 9)).isFalse();
        assertThat(RoundEnd.target(256, 100)).isEqualTo(100);
    }

    @Test
    void aRoundThatWaitedLongEnoughGivesNoMoreWorkAndWaitsForThoseWhoHaveSome() {
        var policy = Policy.network();
        var hour = policy.roundPatience();
        assertThat(RoundEnd.next(8, 9, 1, hour.minusMillis(1), policy))
                .isEqualTo(RoundEnd.Next.GIVES_WORK);
        assertThat(RoundEnd.next(4, 9, 0, hour.multipliedBy(9), policy))
                .isEqualTo(RoundEnd.Next.GIVES_WORK);
        assertThat(RoundEnd.next(5, 9, 1, hour, policy)).isEqualTo(RoundEnd.Next.WAITS);
        assertThat(RoundEnd.next(5, 9, 0, hour, policy)).isEqualTo(RoundEnd.Next.CLOSES);
        assertThat(RoundEnd.next(5, 9, 1, policy.longestRound(), policy))
                .isEqualTo(RoundEnd.Next.CLOSES);
    }

    @Test
    void dataIsGivenUpAtTheFifthFailure() {
        assertThat(RoundEnd.isGivenUp(3)).isFalse();
        assertThat(RoundEnd.isGivenUp(4)).isTrue();
    }

    @Test
    void nobodyIsCondemnedButByTheCoordinatorsOwnRepetition() {
        assertThat(Belief.next(true, false, false, false)).isEqualTo(Next.ACCEPT);
        assertThat(Belief.next(true, false, false, true)).isEqualTo(Next.OWN);
        assertThat(Belief.next(true, true, false, true)).isEqualTo(Next.ACCEPT);
        assertThat(Belief.nextOfCanary(Likeness.UNCLEAR, false)).isEqualTo(Next.ACCEPT);
        assertThat(Belief.nextOfCanary(Likeness.OTHER, false)).isEqualTo(Next.OWN);
        assertThat(Belief.nextOfCanary(Likeness.OTHER, true)).isEqualTo(Next.REFUSE);
        assertThat(Belief.next(false, false, false, false)).isEqualTo(Next.ANOTHER);
        assertThat(Belief.next(false, false, true, false)).isEqualTo(Next.OWN);
        assertThat(Belief.next(false, true, false, false)).isEqualTo(Next.REFUSE);
        assertThat(Belief.isGood(Likeness.UNCLEAR, false)).isFalse();
        assertThat(Belief.isGood(Likeness.UNCLEAR, true)).isTrue();
        assertThat(Belief.isGood(Likeness.OTHER, true)).isFalse();
        assertThat(Belief.isPaid(Likeness.UNCLEAR)).isTrue();
        assertThat(Belief.isPaid(Likeness.OTHER)).isFalse();
    }

    @Test
    void payIsHeldForADayAndSixtyFourResultsButNotForEver() {
        var day = NOW.minus(Duration.ofHours(24));
        assertThat(HoldBack.isOver(day, 64, POLICY, NOW)).isTrue();
        assertThat(HoldBack.isOver(day, 63, POLICY, NOW)).isFalse();
        assertThat(HoldBack.isOver(day.plusMillis(1), 64, POLICY, NOW)).isFalse();
        var longAgo = NOW.minus(HoldBack.LONGEST);
        assertThat(HoldBack.isOver(longAgo, 0, POLICY, NOW)).isFalse();
        assertThat(HoldBack.isOver(longAgo.minusMillis(1), 0, POLICY, NOW)).isTrue();
    }
}
