package hearth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class SecretTest {
    @Test
    void wipesWhatItTakesAndWhatItHolds() {
        char[] typed = "p\u00e4ss \ud83d\udd25".toCharArray();
        var secret = Secret.ofText(typed);
        assertThat(typed).containsOnly('\0');
        assertThat(new String(secret.text())).isEqualTo("p\u00e4ss \ud83d\udd25");
        byte[] held = secret.with(b -> b);
        secret.close();
        assertThat(held).containsOnly(0);
        assertThatThrownBy(secret::copy).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void showsNothing() {
        assertThat(Secret.ofText("hunter2".toCharArray())).hasToString("Secret");
    }

    @Test
    void comparesContent() {
        var one = Secret.copyOf(new byte[] {1, 2, 3});
        assertThat(one.matches(Secret.copyOf(new byte[] {1, 2, 3}))).isTrue();
        assertThat(one.matches(Secret.copyOf(new byte[] {1, 2, 4}))).isFalse();
        assertThat(one.matches(Secret.copyOf(new byte[] {1, 2}))).isFalse();
    }
}
