package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.List;

final class DesktopBrowserTest {
    private static final URI PAGE = URI.create("https://explorer.example/tx/0x5e?a=b&c=d");

    @Test
    void handsThePageToTheDesktopAsOneArgument() {
        assertThat(DesktopBrowser.of("Linux").commandFor(PAGE))
                .isEqualTo(List.of("xdg-open", PAGE.toString()));
        assertThat(DesktopBrowser.of("Mac OS X").commandFor(PAGE))
                .isEqualTo(List.of("open", PAGE.toString()));
        assertThat(DesktopBrowser.of("Windows 11").commandFor(PAGE))
                .isEqualTo(List.of("rundll32", "url.dll,FileProtocolHandler", PAGE.toString()));
    }

    @Test
    void opensNothingButHttps() {
        for (String other : List.of("http://explorer.example", "file:///etc", "javascript:1")) {
            assertThatThrownBy(() -> DesktopBrowser.of("Linux").commandFor(URI.create(other)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
