package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.LeaseId;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Leases that were given or promised here lately, as the database had them: what a lease is does
/// not change, and each is asked for twice soon. Whether it is live still is for the statement to
/// say that moves it on. Safe for use by many threads.
final class RecentLeases {
    private static final int MOST = 16_384;

    private final Map<LeaseId, Leases.Held> known =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<LeaseId, Leases.Held> eldest) {
                    return size() > MOST;
                }
            };

    /// @param held as it is on the disk
    synchronized void add(Leases.Held held) {
        known.put(held.lease().id(), held);
    }

    /// @return empty if it has to be looked up, as where its time seems to be over: another
    /// coordinator may have heard from the device since
    synchronized Optional<Leases.Held> of(DeviceId device, LeaseId lease, Instant now) {
        return Optional.ofNullable(known.get(lease))
                .filter(held -> held.device().equals(device) && held.isLive(now));
    }

    synchronized void remove(LeaseId lease) {
        known.remove(lease);
    }
}
