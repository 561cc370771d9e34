package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

class OneWindowTest {
    @TempDir private Path home;

    @Test
    void aSecondStartCallsTheFirstWindowInsteadOfOpeningAnother() throws InterruptedException {
        var shown = new CountDownLatch(1);
        try (OneWindow first = OneWindow.take(home).orElseThrow()) {
            first.onKnock(heard -> shown.countDown());
            assertThat(OneWindow.take(home)).isEmpty();
            assertThat(OneWindow.knock(home, "")).isTrue();
            assertThat(shown.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aSecondStartHandsItsLinkOver() throws InterruptedException {
        var heard = new LinkedBlockingQueue<String>();
        try (OneWindow first = OneWindow.take(home).orElseThrow()) {
            first.onKnock(heard::add);
            assertThat(OneWindow.knock(home, "hearth://job/tales-gpt")).isTrue();
            assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("hearth://job/tales-gpt");
            assertThat(OneWindow.knock(home, "hearth://" + "a".repeat(100_000))).isTrue();
            assertThat(heard.poll(30, TimeUnit.SECONDS)).hasSizeBetween(500, 600);
        }
    }

    @Test
    void opensAgainOnceTheFirstIsClosed() {
        OneWindow.take(home).orElseThrow().close();
        assertThat(OneWindow.knock(home, "")).isFalse();
        try (OneWindow next = OneWindow.take(home).orElseThrow()) {
            assertThat(next).isNotNull();
        }
    }
}
