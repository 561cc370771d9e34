package hearth.coordinator.simulation;

import hearth.protocol.DeviceId;
import hearth.protocol.Lease;
import hearth.protocol.Sha256;

import java.util.Optional;

/// One device of a simulated network, as far as it knows itself; a restart of its computer leaves
/// it what its journal would: the lease it holds, unless the machine crashed.
final class Worker {
    final int number;
    final DeviceId device;
    final String account;
    final Temper temper;
    final double speed;
    final double uplink;
    final int zone;
    long onlineUntil;
    Optional<Lease> lease = Optional.empty();
    int steps;
    byte[] update = new byte[0];

    /// Steps of its plan that are still in the queue but were made for what it did before.
    int plan;

    /// @param owner several devices may have the same
    Worker(int number, int owner, Temper temper, Habits habits) {
        this.number = number;
        this.device = new DeviceId(Sha256.of("device " + number).hex());
        this.account = "0x" + Sha256.of("owner " + owner).hex().substring(0, 40);
        this.temper = temper;
        this.speed = habits.speed();
        this.uplink = habits.uplink();
        this.zone = habits.zone();
    }

    /// What it expected to do next is no longer so.
    void changePlan() {
        plan++;
    }
}
