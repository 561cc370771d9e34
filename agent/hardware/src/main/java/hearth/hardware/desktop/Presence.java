package hearth.hardware.desktop;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the person at this computer does at one moment.
///
/// @param idle since the last key or pointer movement
/// @param gamepadIdle since the last button or stick of a game controller
/// @param fullscreen whether the window in front covers a screen
/// @param video whether something plays that keeps the screen awake
/// @param locked whether the screen is locked: then nobody sits here
/// @param sleeping whether the system is about to sleep
/// @param metered whether the network connection is paid by the byte
/// @param seated whether somebody is logged in at the screen of this computer, whoever it is; where
/// nobody is, that the others cannot be told stands in nobody's way
public record Presence(
        Fact<Duration> idle,
        Fact<Duration> gamepadIdle,
        Fact<Boolean> fullscreen,
        Fact<Boolean> video,
        Fact<Boolean> locked,
        Fact<Boolean> sleeping,
        Fact<Boolean> metered,
        Fact<Boolean> seated) {

    /// Nothing can be told, for this reason.
    public static Presence undetectable(String why) {
        return new Presence(
                Fact.undetectable(why),
                Fact.undetectable(why),
                Fact.undetectable(why),
                Fact.undetectable(why),
                Fact.undetectable(why),
                Fact.undetectable(why),
                Fact.undetectable(why),
                Fact.undetectable(why));
    }

    /// Names of the facts about what the person does that cannot be told here, and why; in
    /// alphabetical order.
    public Map<String, String> undetectable() {
        var unknown = new TreeMap<String, String>();
        facts().forEach(
                        (name, fact) -> {
                            if (fact instanceof Fact.Undetectable<?>(String why)) {
                                unknown.put(name, why);
                            }
                        });
        return unknown;
    }

    private Map<String, Fact<?>> facts() {
        return Map.of(
                "idle",
                idle,
                "gamepad",
                gamepadIdle,
                "fullscreen",
                fullscreen,
                "video",
                video,
                "locked",
                locked,
                "sleeping",
                sleeping,
                "metered",
                metered);
    }

    /// Whether somebody began to do something since that earlier moment: used the machine, filled
    /// the screen, started a film, or sends it to sleep. It is what the agent must answer within a
    /// second.
    public boolean interrupts(Presence earlier) {
        return shrank(earlier.idle, idle)
                || shrank(earlier.gamepadIdle, gamepadIdle)
                || rose(earlier.fullscreen, fullscreen)
                || rose(earlier.video, video)
                || rose(earlier.sleeping, sleeping)
                || rose(earlier.metered, metered);
    }

    private static boolean shrank(Fact<Duration> before, Fact<Duration> now) {
        return now.ifKnown()
                .filter(n -> before.ifKnown().map(b -> n.compareTo(b) < 0).orElse(true))
                .isPresent();
    }

    private static boolean rose(Fact<Boolean> before, Fact<Boolean> now) {
        return is(now) && !is(before);
    }

    private static boolean is(Fact<Boolean> fact) {
        return fact.ifKnown().equals(Optional.of(true));
    }
}
