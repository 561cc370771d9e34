package hearth.app.update;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;

class UpdateWatchTest {
    @Test
    void aLookThatFailsIsNotTheLast() {
        var looks = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            UpdateWatch.tried(
                    () -> {
                        if (looks.incrementAndGet() == 1) {
                            throw new UncheckedIOException(new IOException("no space left"));
                        }
                    });
        }
        assertThat(looks).hasValue(2);
    }
}
