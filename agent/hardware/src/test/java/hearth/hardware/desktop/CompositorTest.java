package hearth.hardware.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.hardware.desktop.ScriptedCompositor.Offer;
import hearth.hardware.desktop.ScriptedCompositor.Request;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

class CompositorTest {
    private static final int IDLED = 0;
    private static final int RESUMED = 1;
    private static final int MILLIS = 1000;
    private static final Offer SEAT = new Offer("wl_seat", 9);
    private static final Offer NOTIFIER = new Offer("ext_idle_notifier_v1", 2);

    /// Objects are numbered as they are asked for: 1 display, 2 registry, 3 the first answer.
    private static final int FIRST = 4;

    @Test
    void asksForInputAloneAndForWhatFilmsHoldBack() throws Exception {
        try (var server = new ScriptedCompositor(SEAT, NOTIFIER);
                var compositor = Compositor.open(server.socket())) {
            int seat = FIRST;
            int notifier = FIRST + 1;
            int input = FIRST + 2;
            int rest = FIRST + 3;
            assertThat(server.next())
                    .isEqualTo(new Request(notifier, 2, List.of(input, MILLIS, seat)));
            assertThat(server.next())
                    .isEqualTo(new Request(notifier, 1, List.of(rest, MILLIS, seat)));
            assertThat(compositor.view().tellsIdle()).isTrue();
            assertThat(compositor.view().still()).isEmpty();

            server.say(input, IDLED);
            assertThat(compositor.awaitInput()).isFalse();
            assertThat(compositor.view().still()).isPresent();
            assertThat(compositor.view().awake()).isTrue();
            server.say(rest, IDLED);
            assertThat(compositor.awaitInput()).isFalse();
            assertThat(compositor.view().awake()).isFalse();

            server.say(rest, RESUMED);
            assertThat(compositor.awaitInput()).as("a film begins").isFalse();
            assertThat(compositor.view().still()).isPresent();
            assertThat(compositor.view().awake()).isTrue();
            server.say(input, RESUMED);
            assertThat(compositor.awaitInput()).isTrue();
            assertThat(compositor.view().still()).isEmpty();
            assertThat(compositor.view().awake()).isFalse();
        }
    }

    @Test
    void anOlderNotifierKnowsOneKindOfRest() throws Exception {
        var first = new Offer("ext_idle_notifier_v1", 1);
        var kde = new Offer("org_kde_kwin_idle", 1);
        try (var server = new ScriptedCompositor(kde, SEAT, first);
                var compositor = Compositor.open(server.socket())) {
            int notice = FIRST + 3;
            assertThat(server.next())
                    .isEqualTo(new Request(FIRST + 2, 1, List.of(notice, MILLIS, FIRST + 1)));

            server.say(notice, IDLED);

            assertThat(compositor.awaitInput()).isFalse();
            assertThat(compositor.view().still()).isPresent();
            assertThat(compositor.view().awake()).isFalse();
        }
    }

    @Test
    void isStillOnlyWhereEverySeatIs() throws Exception {
        try (var server = new ScriptedCompositor(SEAT, SEAT, NOTIFIER);
                var compositor = Compositor.open(server.socket())) {
            int one = server.next().arguments().getFirst();
            server.next();
            int other = server.next().arguments().getFirst();

            server.say(one, IDLED);
            assertThat(compositor.awaitInput()).isFalse();
            assertThat(compositor.view().still()).isEmpty();
            server.say(other, IDLED);
            assertThat(compositor.awaitInput()).isFalse();
            assertThat(compositor.view().still()).isPresent();
            server.say(one, RESUMED);
            assertThat(compositor.awaitInput()).isTrue();
            assertThat(compositor.view().still()).isEmpty();
        }
    }

    @Test
    void seesTheActiveWindowThatFillsItsScreen() throws Exception {
        int game = 0xff000001;
        try (var server = new ScriptedCompositor(new Offer("zwlr_foreign_toplevel_manager_v1", 3));
                var compositor = Compositor.open(server.socket())) {
            assertThat(compositor.isTelling()).isTrue();
            assertThat(compositor.view().tellsIdle()).isFalse();
            assertThat(compositor.view().fullscreen()).contains(false);
            server.say(FIRST, 0, game);
            assertThat(compositor.awaitInput()).isFalse();

            server.say(game, 4, 8, 2, 3);
            assertThat(compositor.awaitInput()).isFalse();
            assertThat(compositor.view().fullscreen()).contains(true);
            server.say(game, 4, 4, 3);
            assertThat(compositor.awaitInput()).as("behind another").isFalse();
            assertThat(compositor.view().fullscreen()).contains(false);
            server.say(game, 4, 8, 3, 2);
            assertThat(compositor.awaitInput()).isFalse();
            server.say(game, 6);
            assertThat(compositor.awaitInput()).isFalse();
            assertThat(compositor.view().fullscreen()).contains(false);
            assertThat(server.next()).isEqualTo(new Request(game, 7, List.of()));
            server.say(FIRST, 1);
            assertThat(compositor.awaitInput()).isFalse();
            assertThat(compositor.view().fullscreen()).isEmpty();
        }
    }

    @Test
    void oneThatTellsNothingIsLeft() throws Exception {
        try (var server = new ScriptedCompositor(SEAT, new Offer("wl_compositor", 4));
                var compositor = Compositor.open(server.socket())) {
            assertThat(compositor.isTelling()).isFalse();
            assertThat(compositor.view())
                    .isEqualTo(
                            new Compositor.View(false, Optional.empty(), false, Optional.empty()));
        }
    }

    @Test
    void whatIsNoMessageEndsTheConnection() throws Exception {
        int[][] wrong = {
            {2, 4 << 16}, // shorter than its own head
            {2, 8 << 16}, // a registry's word without words
            {2, 20 << 16, 1, 400, 0}, // a text that is longer than its message
            {2, 20 << 16, 1, -1, 0},
            {1, 16 << 16, 2, 7}, // an error
        };
        for (int[] words : wrong) {
            try (var server = new ScriptedCompositor(SEAT, NOTIFIER);
                    var compositor = Compositor.open(server.socket())) {
                server.sendRaw(words);
                assertThatThrownBy(compositor::awaitInput)
                        .as("%s", java.util.Arrays.toString(words))
                        .isInstanceOf(IOException.class);
            }
        }
    }
}
