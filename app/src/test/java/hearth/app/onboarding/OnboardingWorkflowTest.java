package hearth.app.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.onboarding.OnboardingWorkflow.Origin;
import hearth.app.onboarding.OnboardingWorkflow.Page;
import hearth.app.wallet.WalletState.Presence;

import org.junit.jupiter.api.Test;

class OnboardingWorkflowTest {
    private final OnboardingWorkflow begin = OnboardingWorkflow.begin(Presence.NONE);

    @Test
    void leadsANewWalletThroughWordsCheckAndPassword() {
        OnboardingWorkflow words = begin.from(Origin.FRESH);
        assertThat(words.page()).isEqualTo(Page.WORDS);
        assertThat(words.next().page()).isEqualTo(Page.CHECK);
        assertThat(words.next().next().page()).isEqualTo(Page.NEW_PASSWORD);
        assertThat(words.next().next().next().page()).isEqualTo(Page.COMPUTER);
    }

    @Test
    void leadsARestoredWalletThroughItsWordsAndAPassword() {
        OnboardingWorkflow restore = begin.from(Origin.WRITTEN_DOWN);
        assertThat(restore.page()).isEqualTo(Page.RESTORE);
        assertThat(restore.next().page()).isEqualTo(Page.NEW_PASSWORD);
        assertThat(restore.next().back().page()).isEqualTo(Page.RESTORE);
    }

    @Test
    void asksForThePasswordOfAWalletThatIsThere() {
        assertThat(OnboardingWorkflow.begin(Presence.LOCKED).page()).isEqualTo(Page.UNLOCK);
        assertThat(OnboardingWorkflow.begin(Presence.UNLOCKED).page()).isEqualTo(Page.COMPUTER);
    }

    @Test
    void hasNoWayBackOnceTheWalletExists() {
        OnboardingWorkflow computer = OnboardingWorkflow.begin(Presence.UNLOCKED);
        assertThat(computer.canGoBack()).isFalse();
        assertThat(computer.next().back().page()).isEqualTo(Page.COMPUTER);
        assertThat(computer.next().next().canGoBack()).isFalse();
    }

    @Test
    void countsThreeSteps() {
        assertThat(begin.page().step()).isEqualTo(1);
        assertThat(OnboardingWorkflow.begin(Presence.UNLOCKED).page().step()).isEqualTo(2);
        assertThat(OnboardingWorkflow.begin(Presence.UNLOCKED).next().page().step()).isEqualTo(3);
    }
}
