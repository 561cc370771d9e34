package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.LeaseId;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Leases whose updates were promised here lately, as the database has them: an upload follows most
/// promises soon, and what was promised does not change. Whether it is awaited still is for the
/// transaction to say that takes the result. Safe for use by many threads.
final class PromisedLeases {
    private static final int MOST = 16_384;

    private final Map<LeaseId, Leases.Held> known =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<LeaseId, Leases.Held> eldest) {
                    return size() > MOST;
                }
            };

    /// @param held COMMITTED, and so on the disk
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
