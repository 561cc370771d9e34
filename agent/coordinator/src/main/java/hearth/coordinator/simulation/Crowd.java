package hearth.coordinator.simulation;

import hearth.protocol.DeviceId;
import hearth.protocol.Sha256;

import org.jspecify.annotations.Nullable;

/// The devices of a simulated network as far as they know themselves, by number.
final class Crowd {
    private static final int DEVICES_OF_SOME = 3;
    private static final int GROUP = 10;

    final int size;

    /// Until when each stays; at first, when it comes.
    final long[] onlineUntil;
    final double[] speed;
    final double[] uplink;

    /// Steps done where somebody interrupts a lease, and else all of them.
    final int[] steps;

    /// Number of what it is about to do; what was planned before is void.
    final int[] plan;

    /// Share of those that lie.
    private final double hostile;

    private final byte[] zone;
    private final Temper[] temper;
    private final int liars;
    private final @Nullable DeviceId[] devices;

    Crowd(WorldSetting setting, Habits habits) {
        long arriving = Terms.of(setting).arriving();
        size = setting.workers();
        hostile = setting.hostile();
        onlineUntil = new long[size];
        speed = new double[size];
        uplink = new double[size];
        steps = new int[size];
        plan = new int[size];
        zone = new byte[size];
        temper = new Temper[size];
        devices = new DeviceId[size];
        liars = (int) Math.round(size * setting.hostile());
        var tempers = Temper.values();
        for (int i = 0; i < size; i++) {
            temper[i] = i < liars ? tempers[1 + i % (tempers.length - 1)] : Temper.HONEST;
            speed[i] = habits.speed();
            uplink[i] = habits.uplink();
            zone[i] = (byte) habits.zone();
            onlineUntil[i] = arriving > 0 ? habits.upTo(arriving) : habits.away(0, zone[i]);
        }
    }

    Temper temper(int worker) {
        return temper[worker];
    }

    int zone(int worker) {
        return zone[worker];
    }

    int liars() {
        return liars;
    }

    /// Several devices may have the same; liars have none in common with others.
    int owner(int worker) {
        return worker < liars
                ? worker
                : size + (worker % GROUP < DEVICES_OF_SOME ? worker - worker % GROUP : worker);
    }

    double hostile() {
        return hostile;
    }

    /// Asked for at each message.
    DeviceId device(int worker) {
        var known = devices[worker];
        if (known == null) {
            known = new DeviceId(Sha256.of("device " + worker).hex());
            devices[worker] = known;
        }
        return known;
    }

    String account(int worker) {
        return "0x" + Sha256.of("owner " + owner(worker)).hex().substring(0, 40);
    }
}
