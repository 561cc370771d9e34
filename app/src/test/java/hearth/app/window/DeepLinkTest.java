package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;

class DeepLinkTest {
    @Test
    void leadsToAPage() {
        assertThat(DeepLink.read("hearth://claim"))
                .contains(new DeepLink(Page.WALLET, Optional.empty()));
        assertThat(DeepLink.read("hearth://earnings/"))
                .contains(new DeepLink(Page.EARNINGS, Optional.empty()));
    }

    @Test
    void namesAThingOfAPage() {
        assertThat(DeepLink.read("hearth://job/tales-gpt"))
                .contains(new DeepLink(Page.JOBS, Optional.of("tales-gpt")));
        assertThat(DeepLink.read("hearth://pair/K7QM-2XHD"))
                .contains(new DeepLink(Page.HARDWARE, Optional.of("K7QM-2XHD")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hearth:",
                "hearth://",
                "hearth:///claim",
                "hearth://nowhere",
                "hearth://claim/everything",
                "hearth://claim?to=0x00",
                "hearth://claim#now",
                "hearth://job",
                "hearth://job/",
                "hearth://job/a/b",
                "hearth://job/../../etc/passwd",
                "hearth://job/a%2e%2e",
                "hearth://job/$(id)",
                "hearth://pair/K7QM 2XHD",
                "hearth://user@claim",
                "HEARTH://CLAIM",
                " hearth://claim",
                "hearth://claim\n",
                "hearth://send/0x1111111111111111111111111111111111111111",
                "https://claim",
                "file:///etc/passwd"
            })
    void takesNothingElse(String text) {
        assertThat(DeepLink.read(text)).isEmpty();
    }

    @Test
    void takesNoLongText() {
        assertThat(DeepLink.read("hearth://job/" + "a".repeat(65))).isEmpty();
        assertThat(DeepLink.read("hearth://job/a" + "/".repeat(5000))).isEmpty();
    }
}
