package hearth.app.household;

import hearth.app.look.Tone;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.protocol.Messages.Machine;

import java.time.Duration;
import java.time.Instant;

/// One other machine in words.
///
/// @param seen when it was last heard of, and what it computes with
/// @param today what it earned since midnight
public record MachineLine(
        String id, String name, String seen, String activity, Tone tone, String today) {
    private static final int NAME = 40;
    private static final Duration JUST_NOW = Duration.ofMinutes(2);

    /// @param now of the coordinator's clock
    static MachineLine of(Machine machine, Instant now, Speech speech) {
        var sight = Sight.of(machine, now);
        return new MachineLine(
                machine.device().value(),
                Words.plain(machine.name(), NAME),
                with(machine, seen(machine, now, speech), speech),
                speech.text("machines.sight." + sight),
                switch (sight) {
                    case WORKING -> Tone.GOOD;
                    case HERE -> Tone.INFO;
                    case AWAY -> Tone.NEUTRAL;
                },
                speech.text("machines.today", speech.amounts().brief(machine.earnedSince())));
    }

    private static String seen(Machine machine, Instant now, Speech speech) {
        return machine.seenAt()
                .map(at -> seen(Duration.between(at, now), speech))
                .orElseGet(() -> speech.text("machines.seen.never"));
    }

    /// What it computes with belongs to it; a kind that this version has no word for is not named.
    private static String with(Machine machine, String seen, Speech speech) {
        return machine.deviceClass()
                .flatMap(kind -> speech.words().find("machines.with." + kind))
                .map(kind -> speech.text("machines.with", seen, kind))
                .orElse(seen);
    }

    private static String seen(Duration ago, Speech speech) {
        return ago.compareTo(JUST_NOW) < 0
                ? speech.text("machines.seen.now")
                : speech.text("machines.seen.ago", speech.times().span(ago));
    }
}
