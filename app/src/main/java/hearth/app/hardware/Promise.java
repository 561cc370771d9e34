package hearth.app.hardware;

import hearth.app.look.Tone;
import hearth.app.text.Speech;
import hearth.worker.AgentSnapshot.Spread;
import hearth.worker.AgentSnapshot.Yields;

import java.time.Duration;
import java.util.Optional;

/// How fast this computer was given back to its owner, measured here, against what Hearth promises.
///
/// @param text the times, or that there are none yet
/// @param memory the same for the memory; empty where there is none yet
record Promise(Tone tone, String title, String text, String memory) {
    private static final Duration STILL = Duration.ofSeconds(1);
    private static final Duration FREE = Duration.ofSeconds(2);
    private static final double MILLIS = 1000;

    static Promise of(Yields yields, Speech speech) {
        if (yields.untilStill().isEmpty()) {
            return new Promise(
                    Tone.NEUTRAL,
                    speech.text("promise.title"),
                    speech.text("promise.unmeasured"),
                    "");
        }
        boolean kept = holds(yields.untilStill(), STILL) && holds(yields.untilFree(), FREE);
        String killed =
                yields.killed() == 0 ? "" : " " + speech.text("promise.killed", yields.killed());
        return new Promise(
                kept ? Tone.GOOD : Tone.BAD,
                speech.text(kept ? "promise.title" : "promise.broken"),
                times("promise.still", yields.count(), yields.untilStill(), speech) + killed,
                times("promise.free", yields.count(), yields.untilFree(), speech));
    }

    /// 95 of a hundred times.
    private static boolean holds(Optional<Spread> times, Duration within) {
        return times.map(t -> t.p95().compareTo(within) <= 0).orElse(true);
    }

    private static String times(String key, long count, Optional<Spread> times, Speech speech) {
        return times.map(
                        t ->
                                speech.text(
                                        key,
                                        count,
                                        seconds(t.median(), speech),
                                        seconds(t.p95(), speech),
                                        seconds(t.worst(), speech)))
                .orElse("");
    }

    private static String seconds(Duration time, Speech speech) {
        return speech.amounts().decimal(time.toMillis() / MILLIS, 2);
    }
}
